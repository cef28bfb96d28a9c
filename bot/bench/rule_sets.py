"""Rules and events to measure matching with, alike on every run."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import orjson

Query = dict[str, Any]
_NOUNS = ("lead", "listing", "deal", "campaign", "contact", "showing", "offer")
_VERBS = ("created", "changed", "scored", "closed", "failed")
_TYPES = [f"{noun}.{verb}" for noun in _NOUNS for verb in _VERBS]
_STAGES = ("Lead", "Hot Prospect", "Nurture", "Active Client", "Pending", "Past Client", "Closed", "Trash")
_SOURCES = ("Zillow", "Realtor.com", "Website", "Open House", "Referral", "Facebook")
_ZIPS = tuple(f"917{n:02}" for n in range(60))
_TAGS = ("investor", "cash", "relocating", "first-time", "luxury", "va-loan")
_WORDS = ("Called", "about", "the", "pool", "home", "near", "Haven", "and", "asked", "for", "a", "showing", "soon")
_NOTE = 426  # characters; the events come to about 641 bytes


def event(chance: Random) -> bytes:
    """An event as it arrives: 641 bytes, a type and eleven fields in its payload."""
    note = ""
    while len(note) < _NOTE:
        note += f"{chance.choice(_WORDS)} "
    payload = {
        "temperature": chance.randrange(101),
        "price": chance.randrange(250_000, 1_500_000, 1_000),
        "stage": chance.choice(_STAGES),
        "source": chance.choice(_SOURCES),
        "zip": chance.choice(_ZIPS),
        "beds": chance.randrange(1, 7),
        "tags": chance.sample(_TAGS, chance.randrange(3)),
        "contact_id": f"{chance.randrange(10**6):06}",
        "days_on_market": chance.randrange(120),
        "own": chance.randrange(10) == 0,
        "note": note[:_NOTE],
    }
    return orjson.dumps({"type": chance.choice(_TYPES), "payload": payload})


def mixed(chance: Random, _number: int) -> Query:
    """Equality on the type and one to three more conditions, as rule books have them."""
    conditions: list[Callable[[], Query]] = [
        lambda: {"payload.temperature": {"$gte": chance.randrange(40, 100)}},
        lambda: {"payload.price": {"$gte": (low := chance.randrange(250, 1400) * 1000), "$lte": low + 100_000}},
        lambda: {"payload.stage": {"$in": chance.sample(_STAGES, 2)}},
        lambda: {"payload.source": chance.choice(_SOURCES)},
        lambda: {"payload.zip": {"$in": chance.sample(_ZIPS, 6)}},
        lambda: {"payload.beds": {"$gte": chance.randrange(3, 7)}},
        lambda: {"payload.tags": chance.choice(_TAGS)},
        lambda: {"payload.days_on_market": {"$gt": chance.randrange(60, 120)}},
        lambda: {"payload.source": {"$ne": chance.choice(_SOURCES)}},
        lambda: {"payload.note": {"$regex": f"{chance.choice(_WORDS)} {chance.choice(_WORDS)}"}},
    ]
    query: Query = {"type": chance.choice(_TYPES)}
    for condition in chance.sample(conditions, chance.randrange(1, 4)):
        query |= condition()
    return query


ADVERSARIAL: dict[str, Callable[[Random, int], Query]] = {
    "lower bounds on one field": lambda chance, _: {"payload.price": {"$gte": chance.randrange(250_000, 1_500_000)}},
    "upper bounds on one field": lambda chance, _: {"payload.price": {"$lt": chance.randrange(250_000, 1_500_000)}},
    "narrow bands": lambda chance, _: {
        "payload.price": {"$gt": (low := chance.randrange(250_000, 1_500_000)), "$lte": low + 5_000}
    },
    "wide bands": lambda chance, _: {
        "payload.price": {"$gt": chance.randrange(200_000, 700_000), "$lt": chance.randrange(700_000, 1_500_000)}
    },
    "bounds on several fields": lambda chance, _: {
        f"payload.{chance.choice(('price', 'beds', 'temperature', 'days_on_market'))}": {"$gt": chance.randrange(100)},
        "payload.price": {"$lt": chance.randrange(250_000, 1_500_000)},
    },
    "expressions only": lambda chance, _: {
        "payload.note": {"$regex": f"{chance.choice(_WORDS)} (the|and) .*{chance.choice(_WORDS)}$"}
    },
    "text in one field": lambda chance, _: {
        "payload.note": {"$regex": f"{chance.choice(_WORDS)} {chance.randrange(99)}"}
    },
    "or of values": lambda chance, _: {
        "$or": [{"payload.zip": chance.choice(_ZIPS)}, {"payload.contact_id": f"{chance.randrange(10**6):06}"}]
    },
    "or of anything": lambda chance, _: {
        "$or": [
            {"payload.note": {"$regex": f"x{chance.randrange(99)}"}},
            {"payload.price": {"$lt": chance.randrange(9)}},
        ]
    },
    "not equal": lambda chance, _: {"payload.zip": {"$ne": chance.choice(_ZIPS)}},
    "none of": lambda chance, _: {"payload.stage": {"$nin": chance.sample(_STAGES, 4)}},
    "a field each, absent": lambda chance, number: {f"payload.field_{number}": chance.randrange(9)},
    "a field each, negated": lambda _chance, number: {f"payload.field_{number}": {"$exists": False}},
    "elements of an array": lambda chance, _: {"payload.tags": {"$all": chance.sample(_TAGS, 2)}},
    "the same value": lambda _chance, _: {"type": "lead.created"},
    "null or missing": lambda chance, number: {f"payload.{chance.choice(('zip', 'gone', f'f{number}'))}": None},
}
