"""sequences"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sequence_runs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_at", types.Moment(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("began_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequence_runs")),
    )
    with op.batch_alter_table("sequence_runs", schema=None) as batch_op:
        batch_op.create_index("ix_sequence_runs_status_due_at", ["status", "due_at"], unique=False)
        batch_op.create_index(
            "uq_sequence_runs_running",
            ["contact_id", "sequence"],
            unique=True,
            sqlite_where=sa.text("status = 'running'"),
            postgresql_where=sa.text("status = 'running'"),
        )


def downgrade() -> None:
    op.drop_table("sequence_runs")
