"""What the display rules ask of the copy: which feed brought a record, for what it is licensed, what a seller hides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import Connection, Text, cast, or_, select

from integrations.models.listing import StandardStatus
from integrations.store.tables.listings import listings

_KEYS_AT_ONCE: Final = 5000


def feeds_of(connection: Connection, refs: Sequence[str]) -> dict[str, str]:
    """By ref: the feed that brought a listing."""
    found: dict[str, str] = {}
    for place in range(0, len(refs), _KEYS_AT_ONCE):
        some = listings.c.ref.in_(refs[place : place + _KEYS_AT_ONCE])
        found.update(
            (row.ref, row.feed) for row in connection.execute(select(listings.c.ref, listings.c.feed).where(some))
        )
    return found


def feeds_held(connection: Connection) -> list[str]:
    """The feeds that brought what is in the store."""
    return list(connection.execute(select(listings.c.feed).distinct()).scalars())


def licensed(connection: Connection, bare: Collection[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Ref, feed and permitted uses of the records that name their uses, and of all that `bare` feeds brought."""
    named = cast(listings.c.permitted_uses, Text) != "[]"
    query = select(listings.c.ref, listings.c.feed, listings.c.permitted_uses).where(
        or_(named, listings.c.feed.in_(bare))
    )
    return [(row.ref, row.feed, tuple(row.permitted_uses)) for row in connection.execute(query)]


def hidden_places(connection: Connection) -> set[tuple[float | None, float | None]]:
    """Where the closed sales are whose sellers hide the address or the whole listing."""
    hidden = or_(listings.c.internet_address_display.is_(False), listings.c.internet_entire_listing_display.is_(False))
    where = hidden & (listings.c.standard_status == StandardStatus.CLOSED.value)
    found = connection.execute(select(listings.c.latitude, listings.c.longitude).where(where))
    return {(row.latitude, row.longitude) for row in found}
