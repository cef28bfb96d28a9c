"""looked_up_columns: what is asked for at every change of a listing is found without reading its whole table"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_listings_universal_property_id"), "listings", ["universal_property_id"], unique=False)
    op.create_index(op.f("ix_listings_feed_listing_key"), "listings", ["feed", "listing_key"], unique=False)
    op.drop_index(op.f("ix_listings_feed"), table_name="listings")
    op.create_index("ix_events_type_received_at", "events", ["type", "received_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_events_type_received_at", table_name="events")
    op.create_index(op.f("ix_listings_feed"), "listings", ["feed"], unique=False)
    op.drop_index(op.f("ix_listings_feed_listing_key"), table_name="listings")
    op.drop_index(op.f("ix_listings_universal_property_id"), table_name="listings")
