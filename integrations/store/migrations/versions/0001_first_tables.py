"""first tables"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_briefs",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_alert_briefs")),
    )
    op.create_table(
        "alert_decisions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_decisions")),
    )
    with op.batch_alter_table("alert_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_decisions_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_decisions_at"), ["at"], unique=False)

    op.create_table(
        "alert_escalations",
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=96), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "round", "step", name=op.f("pk_alert_escalations")),
    )
    op.create_table(
        "alert_mutes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_mutes")),
    )
    with op.batch_alter_table("alert_mutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_mutes_until"), ["until"], unique=False)

    op.create_table(
        "alert_places",
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=96), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("message_ts", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "place", name=op.f("pk_alert_places")),
    )
    op.create_table(
        "alert_preferences",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", types.Json(), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alert_preferences")),
    )
    op.create_table(
        "alert_windows",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("system", sa.String(length=64), nullable=False),
        sa.Column("covers", types.Json(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_windows")),
    )
    with op.batch_alter_table("alert_windows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_windows_until"), ["until"], unique=False)

    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("story", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("first_step", sa.Text(), nullable=False),
        sa.Column("facts", types.Json(), nullable=False),
        sa.Column("reasons", types.Json(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("people", types.Json(), nullable=False),
        sa.Column("system", sa.String(length=64), nullable=True),
        sa.Column("contact_id", sa.String(length=40), nullable=True),
        sa.Column("listing_ref", sa.String(length=160), nullable=True),
        sa.Column("record_url", sa.Text(), nullable=True),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("opened_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("acknowledged_by", sa.String(length=64), nullable=True),
        sa.Column("acknowledged_at", types.Moment(), nullable=True),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", types.Moment(), nullable=True),
        sa.Column("snoozed_until", types.Moment(), nullable=True),
        sa.Column("deferred_until", types.Moment(), nullable=True),
        sa.Column("waiting_since", types.Moment(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("remind_at", types.Moment(), nullable=True),
        sa.Column("reminded_at", types.Moment(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("message_ts", sa.String(length=32), nullable=True),
        sa.Column("shown_at", types.Moment(), nullable=True),
        sa.Column("shown_count", sa.Integer(), nullable=False),
        sa.Column("effects", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alerts_status"), ["status"], unique=False)
        batch_op.create_index("ix_alerts_story_status", ["story", "status"], unique=False)
        batch_op.create_index(
            "uq_alerts_live_story",
            ["story"],
            unique=True,
            sqlite_where=sa.text("status <> 'done'"),
            postgresql_where=sa.text("status <> 'done'"),
        )

    op.create_table(
        "approvals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("tool", sa.String(length=64), nullable=False),
        sa.Column("risk", sa.String(length=16), nullable=False),
        sa.Column("args", types.Json(), nullable=False),
        sa.Column("plan", types.Json(), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("caller", types.Json(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", types.Moment(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("message_ts", sa.String(length=32), nullable=True),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("result", types.Json(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("token", name=op.f("uq_approvals_token")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_status"), ["status"], unique=False)

    op.create_table(
        "audience_members",
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("audience_id", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=True),
        sa.Column("seen_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("system", "audience_id", "email", name=op.f("pk_audience_members")),
    )
    with op.batch_alter_table("audience_members", schema=None) as batch_op:
        batch_op.create_index("ix_audience_members_email", ["email"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("who", sa.String(length=128), nullable=False),
        sa.Column("what", sa.String(length=128), nullable=False),
        sa.Column("subject", sa.String(length=256), nullable=False),
        sa.Column("detail", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("campaign_type", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("vendor", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=False),
        sa.Column("plan", types.Json(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=True),
        sa.Column("clicks", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("sent_at", types.Moment(), nullable=True),
        sa.Column("refreshed_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("key", name=op.f("uq_campaigns_key")),
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaigns_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaigns_status"), ["status"], unique=False)

    op.create_table(
        "cma_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("cma_id", sa.String(length=40), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_cma_links")),
    )
    op.create_table(
        "cmas",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("value", types.Cents(), nullable=False),
        sa.Column("document", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmas")),
    )
    with op.batch_alter_table("cmas", schema=None) as batch_op:
        batch_op.create_index("ix_cmas_subject_made_at", ["subject", "made_at"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("emails", types.Json(), nullable=False),
        sa.Column("phones", types.Json(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("tags", types.Json(), nullable=False),
        sa.Column("price_min", types.Cents(), nullable=True),
        sa.Column("price_max", types.Cents(), nullable=True),
        sa.Column("areas", types.Json(), nullable=False),
        sa.Column("bedrooms_min", sa.Integer(), nullable=True),
        sa.Column("bathrooms_min", sa.Float(), nullable=True),
        sa.Column("timeframe", sa.String(length=64), nullable=True),
        sa.Column("background", sa.Text(), nullable=True),
        sa.Column("consent", types.Json(), nullable=False),
        sa.Column("said", types.Json(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=True),
        sa.Column("last_activity_at", types.Moment(), nullable=True),
        sa.Column("jorge_temperature", sa.Integer(), server_default="0", nullable=False),
        sa.Column("jorge_insights", types.Json(), nullable=False),
        sa.Column("record_url", sa.Text(), nullable=True),
        sa.Column("scored_at", types.Moment(), nullable=True),
        sa.Column("archived_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_jorge_temperature"), ["jorge_temperature"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_last_activity_at"), ["last_activity_at"], unique=False)

    op.create_table(
        "crm_cursors",
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("watermark", types.Moment(), nullable=True),
        sa.Column("walk_since", types.Moment(), nullable=True),
        sa.Column("walk_started", types.Moment(), nullable=True),
        sa.Column("walk_newest", types.Moment(), nullable=True),
        sa.Column("walk_failed", types.Moment(), nullable=True),
        sa.Column("walk_token", sa.Text(), nullable=True),
        sa.Column("synced_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("system", name=op.f("pk_crm_cursors")),
    )
    op.create_table(
        "event_quarantine",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("received_at", types.Moment(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("headers", types.Json(), nullable=False),
        sa.Column("params", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_quarantine")),
    )
    op.create_table(
        "events",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=96), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("occurred_at", types.Moment(), nullable=False),
        sa.Column("received_at", types.Moment(), nullable=False),
        sa.Column("payload", types.Json(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=True),
        sa.Column("depth", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.String(length=16), server_default="new", nullable=False),
        sa.Column("repeats", sa.Integer(), server_default="0", nullable=False),
        sa.Column("replays", sa.Integer(), server_default="0", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_events")),
        sa.UniqueConstraint("id", name=op.f("uq_events_id")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_events_source_key")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("ix_events_cause", ["cause"], unique=False)
        batch_op.create_index("ix_events_status_sequence", ["status", "sequence"], unique=False)

    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("holder", sa.String(length=160), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "listing_events",
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("system", sa.String(length=64), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("source", "sequence", name=op.f("pk_listing_events")),
    )
    with op.batch_alter_table("listing_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_events_system_sequence"), ["system", "sequence"], unique=False)

    op.create_table(
        "listing_feeds",
        sa.Column("system", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=255), server_default="", nullable=False),
        sa.Column("watermark", types.Moment(), nullable=True),
        sa.Column("cursor_at", types.Moment(), nullable=True),
        sa.Column("cursor_key", sa.String(length=96), nullable=True),
        sa.Column("as_of", types.Moment(), nullable=True),
        sa.Column("last_success", types.Moment(), nullable=True),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("last_error_at", types.Moment(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("system", "scope", name=op.f("pk_listing_feeds")),
    )
    op.create_table(
        "listing_history",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=48), nullable=False),
        sa.Column("old", sa.String(length=64), nullable=True),
        sa.Column("new", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_history")),
    )
    with op.batch_alter_table("listing_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_history_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_history_ref"), ["ref"], unique=False)

    op.create_table(
        "listing_quarantine",
        sa.Column("system", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("system", "key", name=op.f("pk_listing_quarantine")),
    )
    op.create_table(
        "listing_tombstones",
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=160), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_listing_tombstones")),
    )
    op.create_table(
        "listings",
        sa.Column("ref", sa.String(length=160), nullable=False),
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("street_number", sa.String(length=16), nullable=True),
        sa.Column("street_key", sa.String(length=160), server_default="", nullable=False),
        sa.Column("unit_key", sa.String(length=32), server_default="", nullable=False),
        sa.Column("originating_system", sa.String(length=64), nullable=False),
        sa.Column("listing_key", sa.String(length=96), nullable=False),
        sa.Column("listing_id", sa.String(length=96), nullable=False),
        sa.Column("parcel_number", sa.String(length=64), nullable=True),
        sa.Column("standard_status", sa.String(length=24), nullable=False),
        sa.Column("property_type", sa.String(length=64), nullable=False),
        sa.Column("property_sub_type", sa.String(length=64), nullable=True),
        sa.Column("unparsed_address", sa.Text(), nullable=False),
        sa.Column("unit_number", sa.String(length=32), nullable=True),
        sa.Column("city", sa.String(length=96), nullable=True),
        sa.Column("county_or_parish", sa.String(length=96), nullable=True),
        sa.Column("state_or_province", sa.String(length=32), nullable=True),
        sa.Column("postal_code", sa.String(length=16), nullable=True),
        sa.Column("subdivision_name", sa.String(length=128), nullable=True),
        sa.Column("latitude", sa.Float(precision=53), nullable=True),
        sa.Column("longitude", sa.Float(precision=53), nullable=True),
        sa.Column("list_price", types.Cents(), nullable=True),
        sa.Column("original_list_price", types.Cents(), nullable=True),
        sa.Column("previous_list_price", types.Cents(), nullable=True),
        sa.Column("close_price", types.Cents(), nullable=True),
        sa.Column("listing_contract_date", sa.Date(), nullable=True),
        sa.Column("on_market_date", sa.Date(), nullable=True),
        sa.Column("off_market_date", sa.Date(), nullable=True),
        sa.Column("purchase_contract_date", sa.Date(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("days_on_market", sa.Integer(), nullable=True),
        sa.Column("bedrooms_total", sa.Integer(), nullable=True),
        sa.Column("bathrooms_total", sa.Float(precision=53), nullable=True),
        sa.Column("living_area", sa.Float(precision=53), nullable=True),
        sa.Column("above_grade_finished_area", sa.Float(precision=53), nullable=True),
        sa.Column("below_grade_finished_area", sa.Float(precision=53), nullable=True),
        sa.Column("lot_size_square_feet", sa.Float(precision=53), nullable=True),
        sa.Column("stories", sa.Float(precision=53), nullable=True),
        sa.Column("year_built", sa.Integer(), nullable=True),
        sa.Column("year_renovated", sa.Integer(), nullable=True),
        sa.Column("waterfront", sa.Boolean(), nullable=True),
        sa.Column("local", types.Json(), nullable=False),
        sa.Column("list_agent_key", sa.String(length=96), nullable=True),
        sa.Column("list_agent_full_name", sa.String(length=128), nullable=True),
        sa.Column("list_office_name", sa.String(length=160), nullable=True),
        sa.Column("attribution_contact", sa.Text(), nullable=True),
        sa.Column("public_remarks", sa.Text(), nullable=True),
        sa.Column("internet_entire_listing_display", sa.Boolean(), nullable=False),
        sa.Column("internet_address_display", sa.Boolean(), nullable=False),
        sa.Column("internet_automated_valuation_display", sa.Boolean(), nullable=False),
        sa.Column("internet_consumer_comment", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("permitted_uses", types.Json(), server_default="[]", nullable=False),
        sa.Column("disclaimer", sa.Text(), nullable=True),
        sa.Column("photos_count", sa.Integer(), nullable=False),
        sa.Column("modification_timestamp", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_listings")),
    )
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listings_city"), ["city"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_close_date"), ["close_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_feed"), ["feed"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_list_agent_key"), ["list_agent_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_parcel_number"), ["parcel_number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_listings_postal_code_standard_status"), ["postal_code", "standard_status"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_listings_standard_status_modification_timestamp"),
            ["standard_status", "modification_timestamp"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_listings_standard_status_postal_code"), ["standard_status", "postal_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_listings_street_number"), ["street_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_listings_subdivision_name"), ["subdivision_name"], unique=False)

    op.create_table(
        "rule_cooldowns",
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "subject", name=op.f("pk_rule_cooldowns")),
    )
    op.create_table(
        "rule_effects",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("begun_at", types.Moment(), nullable=False),
        sa.Column("done_at", types.Moment(), nullable=True),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rule_effects")),
    )
    op.create_table(
        "rule_runs",
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=40), nullable=False),
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("started_at", types.Moment(), nullable=False),
        sa.Column("finished_at", types.Moment(), nullable=True),
        sa.Column("steps", types.Json(), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_runs")),
    )
    with op.batch_alter_table("rule_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_runs_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_runs_status"), ["status"], unique=False)

    op.create_table(
        "slack_offers",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("offer", types.Json(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_slack_offers")),
    )
    op.create_table(
        "slack_outbox",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("message_ts", sa.String(length=32), nullable=True),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_slack_outbox")),
    )
    with op.batch_alter_table("slack_outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slack_outbox_message_ts"), ["message_ts"], unique=False)

    op.create_table(
        "slack_seen",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("question", types.Json(), nullable=True),
        sa.Column("done_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_slack_seen")),
    )
    with op.batch_alter_table("slack_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slack_seen_at"), ["at"], unique=False)

    op.create_table(
        "standing_approvals",
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("max_audience", sa.Integer(), nullable=False),
        sa.Column("max_amount", types.Cents(), nullable=False),
        sa.Column("given_by", sa.String(length=64), nullable=False),
        sa.Column("given_at", types.Moment(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=False),
        sa.Column("revoked_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("rule_id", "rule_version", name=op.f("pk_standing_approvals")),
    )
    op.create_table(
        "suppressions",
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("point", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("lifted_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "point", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "vendor_paces",
        sa.Column("vendor", sa.String(length=64), nullable=False),
        sa.Column("context", sa.String(length=64), nullable=False),
        sa.Column("turns", types.Json(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("vendor", "context", name=op.f("pk_vendor_paces")),
    )
    op.create_table(
        "campaign_sends",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=True),
        sa.Column("contact_id", sa.String(length=40), nullable=True),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("point", sa.String(length=254), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("not_before", types.Moment(), nullable=True),
        sa.Column("vendor_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("attempted_at", types.Moment(), nullable=True),
        sa.Column("sent_at", types.Moment(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_sends_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_campaign_sends")),
        sa.UniqueConstraint(
            "contact_id", "campaign_id", "step", name=op.f("uq_campaign_sends_contact_id_campaign_id_step")
        ),
    )
    with op.batch_alter_table("campaign_sends", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_sends_campaign_id_status", ["campaign_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_sends_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_campaign_sends_status_not_before", ["status", "not_before"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_sends_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "contact_activities",
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("occurred_at", types.Moment(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("listing_id", sa.String(length=64), nullable=True),
        sa.Column("property_address", sa.Text(), nullable=True),
        sa.Column("property_price", types.Cents(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_activities_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("system", "external_id", name=op.f("pk_contact_activities")),
    )
    with op.batch_alter_table("contact_activities", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contact_activities_contact_id_occurred_at", ["contact_id", "occurred_at"], unique=False
        )

    op.create_table(
        "contact_areas",
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_areas_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "area", name=op.f("pk_contact_areas")),
    )
    with op.batch_alter_table("contact_areas", schema=None) as batch_op:
        batch_op.create_index("ix_contact_areas_area", ["area"], unique=False)

    op.create_table(
        "contact_identities",
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("temperature_there", sa.Integer(), nullable=True),
        sa.Column("is_stale", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("read_until", types.Moment(), nullable=False),
        sa.Column("seen_at", types.Moment(), nullable=False),
        sa.Column("gone_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_identities_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("system", "external_id", name=op.f("pk_contact_identities")),
    )
    with op.batch_alter_table("contact_identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_identities_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_identities_is_stale"), ["is_stale"], unique=False)

    op.create_table(
        "contact_points",
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("point", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_points_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "point", name=op.f("pk_contact_points")),
    )
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.create_index("ix_contact_points_point", ["point"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_points_point")

    op.drop_table("contact_points")
    with op.batch_alter_table("contact_identities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_identities_is_stale"))
        batch_op.drop_index(batch_op.f("ix_contact_identities_contact_id"))

    op.drop_table("contact_identities")
    with op.batch_alter_table("contact_areas", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_areas_area")

    op.drop_table("contact_areas")
    with op.batch_alter_table("contact_activities", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_activities_contact_id_occurred_at")

    op.drop_table("contact_activities")
    with op.batch_alter_table("campaign_sends", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_sends_vendor_id"))
        batch_op.drop_index("ix_campaign_sends_status_not_before")
        batch_op.drop_index(batch_op.f("ix_campaign_sends_contact_id"))
        batch_op.drop_index("ix_campaign_sends_campaign_id_status")

    op.drop_table("campaign_sends")
    op.drop_table("vendor_paces")
    op.drop_table("suppressions")
    op.drop_table("standing_approvals")
    with op.batch_alter_table("slack_seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slack_seen_at"))

    op.drop_table("slack_seen")
    with op.batch_alter_table("slack_outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slack_outbox_message_ts"))

    op.drop_table("slack_outbox")
    op.drop_table("slack_offers")
    with op.batch_alter_table("rule_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_runs_status"))
        batch_op.drop_index(batch_op.f("ix_rule_runs_event_id"))

    op.drop_table("rule_runs")
    op.drop_table("rule_effects")
    op.drop_table("rule_cooldowns")
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listings_subdivision_name"))
        batch_op.drop_index(batch_op.f("ix_listings_street_number"))
        batch_op.drop_index(batch_op.f("ix_listings_standard_status_postal_code"))
        batch_op.drop_index(batch_op.f("ix_listings_standard_status_modification_timestamp"))
        batch_op.drop_index(batch_op.f("ix_listings_postal_code_standard_status"))
        batch_op.drop_index(batch_op.f("ix_listings_parcel_number"))
        batch_op.drop_index(batch_op.f("ix_listings_listing_id"))
        batch_op.drop_index(batch_op.f("ix_listings_list_agent_key"))
        batch_op.drop_index(batch_op.f("ix_listings_feed"))
        batch_op.drop_index(batch_op.f("ix_listings_close_date"))
        batch_op.drop_index(batch_op.f("ix_listings_city"))

    op.drop_table("listings")
    op.drop_table("listing_tombstones")
    op.drop_table("listing_quarantine")
    with op.batch_alter_table("listing_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_history_ref"))
        batch_op.drop_index(batch_op.f("ix_listing_history_at"))

    op.drop_table("listing_history")
    op.drop_table("listing_feeds")
    with op.batch_alter_table("listing_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_events_system_sequence"))

    op.drop_table("listing_events")
    op.drop_table("leases")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("ix_events_status_sequence")
        batch_op.drop_index("ix_events_cause")

    op.drop_table("events")
    op.drop_table("event_quarantine")
    op.drop_table("crm_cursors")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_last_activity_at"))
        batch_op.drop_index(batch_op.f("ix_contacts_kind"))
        batch_op.drop_index(batch_op.f("ix_contacts_jorge_temperature"))

    op.drop_table("contacts")
    with op.batch_alter_table("cmas", schema=None) as batch_op:
        batch_op.drop_index("ix_cmas_subject_made_at")

    op.drop_table("cmas")
    op.drop_table("cma_links")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaigns_status"))
        batch_op.drop_index(batch_op.f("ix_campaigns_created_at"))

    op.drop_table("campaigns")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    with op.batch_alter_table("audience_members", schema=None) as batch_op:
        batch_op.drop_index("ix_audience_members_email")

    op.drop_table("audience_members")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approvals_status"))

    op.drop_table("approvals")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_alerts_live_story",
            sqlite_where=sa.text("status <> 'done'"),
            postgresql_where=sa.text("status <> 'done'"),
        )
        batch_op.drop_index("ix_alerts_story_status")
        batch_op.drop_index(batch_op.f("ix_alerts_status"))

    op.drop_table("alerts")
    with op.batch_alter_table("alert_windows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_windows_until"))

    op.drop_table("alert_windows")
    op.drop_table("alert_preferences")
    op.drop_table("alert_places")
    with op.batch_alter_table("alert_mutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_mutes_until"))

    op.drop_table("alert_mutes")
    op.drop_table("alert_escalations")
    with op.batch_alter_table("alert_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_decisions_at"))
        batch_op.drop_index(batch_op.f("ix_alert_decisions_alert_id"))

    op.drop_table("alert_decisions")
    op.drop_table("alert_briefs")
