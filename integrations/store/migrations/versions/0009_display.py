"""display"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listings", sa.Column("copyright_notice", sa.Text(), nullable=True))
    op.create_table(
        "advert_permissions",
        sa.Column("listing_ref", sa.String(length=160), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.String(length=64), nullable=False),
        sa.Column("noted_at", types.Moment(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("listing_ref", name=op.f("pk_advert_permissions")),
    )
    op.create_table(
        "home_links",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("listing_ref", sa.String(length=160), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_home_links")),
        sa.UniqueConstraint("listing_ref", name=op.f("uq_home_links_listing_ref")),
    )


def downgrade() -> None:
    op.drop_table("home_links")
    op.drop_table("advert_permissions")
    op.drop_column("listings", "copyright_notice")
