"""own areas"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_areas",
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("said_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_own_areas")),
    )


def downgrade() -> None:
    op.drop_table("own_areas")
