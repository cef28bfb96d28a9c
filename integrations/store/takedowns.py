"""By what a listing that was taken down is found wherever something still tells of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, or_, select

from integrations.store.tables.listings import listings
from integrations.store.tables.takedowns import listing_takedowns
from integrations.store.upserts import upsert

_SHORTEST: Final = 6
_AT_ONCE: Final = 40


def note(connection: Connection, refs: Sequence[str], at: datetime) -> None:
    """Before listings are deleted: keep what they are found by until the purge is through."""
    columns = (listings.c.ref, listings.c.listing_key, listings.c.listing_id, listings.c.unparsed_address)
    rows = connection.execute(select(*columns).where(listings.c.ref.in_(refs)))
    kept = [
        {"ref": row.ref, "words": words_of(row.ref, row.listing_key, row.listing_id, row.unparsed_address), "at": at}
        for row in rows
    ]
    upsert(connection, listing_takedowns, kept, key=["ref"])


def words_of(ref: str, key: str, listing_id: str, address: str) -> list[str]:
    """Ref, key, number and street; the short ones are left out, as they would be found in anything."""
    street = address.partition(",")[0].strip()
    said = [word for word in (key, listing_id, street) if len(word) >= _SHORTEST and any(one.isdigit() for one in word)]
    return list(dict.fromkeys([ref, *said]))


def waiting(connection: Connection) -> dict[str, list[str]]:
    """By ref: the words of the listings whose purge is not through."""
    return {row.ref: list(row.words) for row in connection.execute(select(listing_takedowns))}


def still_shown(connection: Connection, words: Sequence[str]) -> set[str]:
    """Those of the words that are the street of a listing which we still hold: they are told of that one."""
    streets = [word for word in words if word[:1].isdigit() and " " in word]
    found: set[str] = set()
    for place in range(0, len(streets), _AT_ONCE):
        some = streets[place : place + _AT_ONCE]
        like = or_(*(listings.c.unparsed_address.startswith(word, autoescape=True) for word in some))
        held = connection.execute(select(listings.c.unparsed_address).where(like)).scalars()
        found |= {address.partition(",")[0].strip() for address in held} & set(some)
    return found


def done(connection: Connection, refs: Iterable[str]) -> None:
    """The purge is through."""
    connection.execute(delete(listing_takedowns).where(listing_takedowns.c.ref.in_(list(refs))))


def pattern_of(words: Collection[str]) -> re.Pattern[str]:
    """Finds any of the words, whole: house number 19 is not 9."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
