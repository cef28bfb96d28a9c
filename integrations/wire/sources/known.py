"""The vendors whose webhooks are taken without a connector: a line of facts for each.

A key or type rule stands here only where the vendor's field is established; elsewhere the body's hash is the key, and
where even the body may repeat for a new change, the hash holds for a minute only (`hash_window`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from integrations.wire.sources.configured import ConfiguredSource, SourceCard, configure

_MINUTE: Final = 60

CARDS: Final = (
    SourceCard(
        "lofty", "Lofty", "path", hash_window=_MINUTE, source="bodies beyond teamId and listId are not established"
    ),
    SourceCard(
        "canopy", "Canopy Connect", "path", type="event_type", source="event_type: documents; pull id: not seen"
    ),
    SourceCard(
        "mailchimp", "Mailchimp", "mailchimp", type="type", source="form: type, fired_at, data[...]: third party"
    ),
    SourceCard("twilio", "Twilio", "twilio", key=("MessageSid", "MessageStatus"), source="the vendor's documents"),
    SourceCard(
        "meta",
        "Meta",
        "meta",
        key=("value.leadgen_id",),
        type="field",
        each="entry[].changes",
        source="entry[].changes[] with field and value.leadgen_id: not verified",
    ),
    SourceCard(
        "google_lead",
        "Google lead form",
        "google_lead",
        key=("lead_id",),
        type="=lead",
        drop=("google_key",),
        trial="is_test",
        source="the vendor's documents",
    ),
    SourceCard("calcom", "Cal.com", "calcom", type="triggerEvent", source="signature: documents; field not verified"),
    SourceCard("calendly", "Calendly", "calendly", type="event", source="signature: documents; field not verified"),
    SourceCard(
        "reso",
        "RESO webhook",
        "bearer",
        key=("header:entityeventsource | =feed", "EntityEventSequence"),
        type="ResourceName",
        each="value",
        source="RCP-27, RCP-28",
    ),
    SourceCard("spark", "Spark", "spark", hash_window=_MINUTE, source="body not established"),
    SourceCard(
        "gohighlevel",
        "GoHighLevel",
        "gohighlevel",
        key=("webhookId | data.webhookId | body.data.webhookId | body.webhookId",),
        type="type | data.type | body.data.type | body.type",
        source="the vendor's documents",
    ),
    SourceCard(
        "standard",
        "Standard Webhooks",
        "standard",
        key=("header:webhook-id",),
        type="type",
        source="the specification",
    ),
)


def configured_sources(
    settings: Mapping[str, Mapping[str, str]], now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> dict[str, ConfiguredSource]:
    """Every source that needs no connector, by slug, with the secrets of `settings` (see `configure`)."""
    return configure(CARDS, settings, now)
