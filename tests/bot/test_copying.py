from __future__ import annotations

from datetime import UTC, datetime

from bot.copying import told
from integrations.models.sync import PropertySyncResult


def test_a_sync_says_in_one_line_what_it_did_with_which_mls_how_long_and_up_to_when():
    result = PropertySyncResult(
        system="bright", title="Bright MLS", read=5230, added=5000, changed=200, removed=10, quarantined=3,
        seconds=3.14, watermark=datetime(2026, 11, 24, 18, 0, 5, tzinfo=UTC),
    )  # fmt: skip
    assert told(result) == (
        "Bright MLS: 5,230 read, 5,000 added, 200 changed, 10 removed, 3 quarantined in 3.1 s, "
        "up to 2026-11-24 18:00:05 UTC"
    )


def test_a_sync_that_failed_says_why():
    said = told(PropertySyncResult(system="har", title="HAR", error="har: 503. The next sync goes on."))
    assert said == "HAR: failed. har: 503. The next sync goes on."
