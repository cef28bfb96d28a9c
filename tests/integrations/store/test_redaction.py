"""Taking the words of withdrawn listings out of what is kept."""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.events import Event
from integrations.store import events, redaction, rounds, takedowns

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STREETS = [f"{number} Cañada & Piñon Rd" for number in range(100, 160)]


async def test_any_number_of_streets_is_taken_out_however_they_are_written(store):
    told = Event(id="e1", source="mls", type="listing.new", key="K1", payload={"said": f"{STREETS[-1]} is new"},
                 occurred_at=NOON, received_at=NOON)  # fmt: skip
    await store.write(events.record, told)
    assert await store.write(redaction.redact, STREETS, takedowns.pattern_of(STREETS)) == 1
    (found,) = await store.read(events.since, NOON)
    assert found.event.payload == {"said": redaction.WITHDRAWN}


async def test_what_a_comparison_found_of_it_goes_too(store):
    outcome = {"missing": 2, "held": 9, "listings": ["9 Elm Street (K9, Active)", "7 Oak Street (K7, Active)"]}
    await store.write(rounds.worked, "nwmls", "keys", NOON, outcome=outcome)
    words = ["9 Elm Street"]
    assert await store.write(redaction.redact, words, takedowns.pattern_of(words)) == 1
    kept = (await store.read(rounds.load, "nwmls", "keys")).outcome
    assert kept == outcome | {"listings": [redaction.WITHDRAWN, "7 Oak Street (K7, Active)"]}
