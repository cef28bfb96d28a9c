"""cma_accuracy"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cma_accuracy",
        sa.Column("lag_days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measured_at", types.Moment(), nullable=False),
        sa.Column("test_from", sa.Date(), nullable=False),
        sa.Column("tests", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("lag_days", name=op.f("pk_cma_accuracy")),
    )


def downgrade() -> None:
    op.drop_table("cma_accuracy")
