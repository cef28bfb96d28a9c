"""listing_identity: the property number that all MLSs share, and the street as the MLS gives it in parts"""

from alembic import op
import sqlalchemy as sa

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("listings") as table:
        table.add_column(sa.Column("universal_property_id", sa.Text(), nullable=True))
        table.add_column(sa.Column("street_line", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("listings") as table:
        table.drop_column("street_line")
        table.drop_column("universal_property_id")
