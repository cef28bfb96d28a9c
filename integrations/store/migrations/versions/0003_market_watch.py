"""market watch"""

from alembic import op
import sqlalchemy as sa

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "market_days",
        sa.Column("area", sa.String(length=96), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("months_of_supply", sa.Float(precision=53), nullable=True),
        sa.Column("sold_90_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("area", "day", name=op.f("pk_market_days")),
    )
    op.create_table(
        "market_states",
        sa.Column("area", sa.String(length=96), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("direction", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("area", "measure", name=op.f("pk_market_states")),
    )


def downgrade() -> None:
    op.drop_table("market_states")
    op.drop_table("market_days")
