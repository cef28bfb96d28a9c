"""rounds"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("system", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("done_at", types.Moment(), nullable=True),
        sa.Column("failing_since", types.Moment(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("caught", sa.Integer(), nullable=False),
        sa.Column("rest_until", types.Moment(), nullable=True),
        sa.Column("outcome", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("system", "kind", name=op.f("pk_rounds")),
    )


def downgrade() -> None:
    op.drop_table("rounds")
