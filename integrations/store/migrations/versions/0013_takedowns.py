"""takedowns"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_takedowns",
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("words", types.Json(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_listing_takedowns")),
    )
    op.create_table(
        "slack_said",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("message_ts", sa.String(length=32), nullable=True),
        sa.Column("file_id", sa.String(length=32), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_said")),
    )
    op.create_index(op.f("ix_slack_said_withdrawn"), "slack_said", ["withdrawn"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_slack_said_withdrawn"), table_name="slack_said")
    op.drop_table("slack_said")
    op.drop_table("listing_takedowns")
