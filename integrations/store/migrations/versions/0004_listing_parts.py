"""what stands around listings: photos, agents, offices, visiting hours, further fields"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_extras",
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_listing_extras")),
    )
    op.create_table(
        "listing_media",
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("listing_ref", sa.String(length=160), nullable=False),
        sa.Column("originating_system", sa.String(length=64), nullable=False),
        sa.Column("media_key", sa.String(length=96), nullable=False),
        sa.Column("resource_record_key", sa.String(length=96), nullable=False),
        sa.Column("media_url", sa.Text(), nullable=True),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("media_category", sa.Text(), nullable=False),
        sa.Column("preferred_photo", sa.Boolean(), nullable=False),
        sa.Column("permission", types.Json(), nullable=False),
        sa.Column("short_description", sa.Text(), nullable=True),
        sa.Column("may_be_linked", sa.Boolean(), nullable=False),
        sa.Column("local", types.Json(), nullable=False),
        sa.Column("modification_timestamp", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_listing_media")),
    )
    op.create_index(op.f("ix_listing_media_feed_media_key"), "listing_media", ["feed", "media_key"], unique=False)
    op.create_index(op.f("ix_listing_media_listing_ref"), "listing_media", ["listing_ref"], unique=False)
    op.create_table(
        "members",
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("originating_system", sa.String(length=64), nullable=False),
        sa.Column("member_key", sa.String(length=96), nullable=False),
        sa.Column("member_mls_id", sa.String(length=96), nullable=True),
        sa.Column("member_full_name", sa.Text(), nullable=False),
        sa.Column("member_email", sa.Text(), nullable=True),
        sa.Column("member_preferred_phone", sa.Text(), nullable=True),
        sa.Column("member_state_license", sa.Text(), nullable=True),
        sa.Column("member_status", sa.Text(), nullable=True),
        sa.Column("office_key", sa.String(length=96), nullable=True),
        sa.Column("office_name", sa.Text(), nullable=True),
        sa.Column("local", types.Json(), nullable=False),
        sa.Column("modification_timestamp", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_feed_member_key"), "members", ["feed", "member_key"], unique=False)
    op.create_table(
        "offices",
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("originating_system", sa.String(length=64), nullable=False),
        sa.Column("office_key", sa.String(length=96), nullable=False),
        sa.Column("office_mls_id", sa.String(length=96), nullable=True),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("office_phone", sa.Text(), nullable=True),
        sa.Column("office_email", sa.Text(), nullable=True),
        sa.Column("office_status", sa.Text(), nullable=True),
        sa.Column("local", types.Json(), nullable=False),
        sa.Column("modification_timestamp", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_offices")),
    )
    op.create_index(op.f("ix_offices_feed_office_key"), "offices", ["feed", "office_key"], unique=False)
    op.create_table(
        "open_houses",
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("listing_ref", sa.String(length=160), nullable=False),
        sa.Column("originating_system", sa.String(length=64), nullable=False),
        sa.Column("open_house_key", sa.String(length=96), nullable=False),
        sa.Column("listing_key", sa.String(length=96), nullable=False),
        sa.Column("open_house_status", sa.Text(), nullable=False),
        sa.Column("open_house_date", sa.Date(), nullable=True),
        sa.Column("open_house_start_time", types.Moment(), nullable=False),
        sa.Column("open_house_end_time", types.Moment(), nullable=True),
        sa.Column("open_house_remarks", sa.Text(), nullable=True),
        sa.Column("local", types.Json(), nullable=False),
        sa.Column("modification_timestamp", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_open_houses")),
    )
    op.create_index(op.f("ix_open_houses_feed_open_house_key"), "open_houses", ["feed", "open_house_key"], unique=False)
    op.create_index(op.f("ix_open_houses_listing_ref"), "open_houses", ["listing_ref"], unique=False)
    op.create_index(
        op.f("ix_open_houses_open_house_start_time"), "open_houses", ["open_house_start_time"], unique=False
    )


def downgrade() -> None:
    for name in ("listing_extras", "listing_media", "members", "offices", "open_houses"):
        op.drop_table(name)
