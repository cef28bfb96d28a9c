from __future__ import annotations

from typing import Any

from integrations.events import Event
from integrations.store import Store
from tests.chaos.cast import NEVER, PARTS, Cast
from tests.chaos.sender import Sender
from tests.chaos.vendor import Vendors


def count(store: Store, vendors: Vendors, sender: Sender, cast: Cast, events: list[Event] | None) -> dict[str, Any]:
    """What came of a run, in JSON. `events` are all that were written down, None where they did not end in time."""
    said = {event.key: event for event in events or () if event.source == "chaos"}
    ticks = [event for event in events or () if event.source == "schedule"]
    texts = {key: f"said:{event.id}:1:text_owner" for key, event in said.items()}
    posted = {message["text"].partition("\n")[0] for message in vendors.messages}
    missing = [key for key in sender.expected if key not in said or texts[key] not in vendors.texts]
    missing += [key for key in sender.expected if not any(key == words or f"{key} " in f"{words} " for words in posted)]
    missing += [event.key for event in ticks if f"tick:{event.id}:0:text_owner" not in vendors.texts]
    twice = [key for key, times in vendors.arrivals.items() if key.startswith("post:") and times > 1]
    return {
        "store": "sqlite" if store.is_sqlite else "postgresql",
        "kills": {part: sum(kill.part == part for kill in cast.kills) for part in PARTS},
        "never_returned": sum(kill.back_after >= NEVER for kill in cast.kills),
        "troubles": {
            kill.part: {"lasted": round(kill.lasted, 1), "answered_503": kill.refused}
            for kill in cast.kills
            if kill.part not in PARTS
        },
        "events": len(said),
        "deliveries": 2 * len(sender.expected),
        "deliveries_to_a_dead_web": sender.unanswered,
        "deliveries_answered_503": sender.refused,
        "ticks": len(ticks),
        "effects": len(vendors.arrivals),
        "settled": events is not None,
        "lost": len(set(missing)),
        "lost_which": sorted(set(missing))[:10],
        "applied_twice": len(twice) + (len(vendors.messages) - len(vendors.posted) if not twice else 0),
        "repeats_absorbed_by_their_key": sum(vendors.arrivals.values()) - len(vendors.arrivals),
        **_recovery(cast, {key: vendors.texts[text] for key, text in texts.items() if text in vendors.texts}),
    }


def _recovery(cast: Cast, done: dict[str, float]) -> dict[str, Any]:
    """For each kill the seconds with a database until everything that had been taken by then was done."""
    away = [(one.at - one.lasted, one.at) for one in cast.kills if one.lasted]
    ends = [max([done.get(key, 1e9) for key in kill.taken] + [kill.at]) for kill in cast.kills]
    took = [
        end - kill.at - sum(max(0.0, min(end, back) - max(kill.at, gone)) for gone, back in away)
        for kill, end in zip(cast.kills, ends, strict=True)
    ]
    ordered = sorted(took)
    return {
        "recovery_seconds": {"median": round(ordered[len(ordered) // 2], 2), "max": round(ordered[-1], 2)},
        "recovery_of_each": [f"{kill.part} {seconds:.1f}" for kill, seconds in zip(cast.kills, took, strict=True)],
    }
