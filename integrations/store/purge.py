"""What is kept about listings beside the listings, and goes when they are withdrawn from us."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Text, cast, delete, or_, select

from integrations.store import permissions
from integrations.store.tables.cmas import cma_links, cmas
from integrations.store.tables.showing import home_links

_AT_ONCE: Final = 100
_SHORTEST: Final = 6


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The ids of the analyses that were deleted, and the streets of the withdrawn homes that they showed."""

    analyses: frozenset[str]
    streets: frozenset[str]


def drop_analyses(connection: Connection, refs: Sequence[str]) -> Forgotten:
    """Delete all analyses that show these listings, as subject or beside it, or tell of them, with their links."""
    gone: set[str] = set()
    streets: set[str] = set()
    for some in _batches(set(refs)):
        for name, document in _mentioning(connection, [ref.partition(":")[2] for ref in some]):
            shown = [one for one in _listings(document) if _ref(one) in some]
            gone |= {name} if shown else set()
            streets |= {street for one in shown if len(street := _street(one)) >= _SHORTEST}
    for some in _batches(streets):
        for name, document in _mentioning(connection, some):
            told = json.dumps([document.get("since"), document.get("flags")], ensure_ascii=False)
            gone |= {name} if any(street in told for street in some) else set()
    for names in _batches(gone):
        connection.execute(delete(cma_links).where(cma_links.c.cma_id.in_(names)))
        connection.execute(delete(cmas).where(cmas.c.id.in_(names)))
    return Forgotten(frozenset(gone), frozenset(streets))


def drop_beside(connection: Connection, refs: Sequence[str]) -> None:
    """Delete the pages of these listings and the permissions to advertise them."""
    for some in _batches(set(refs)):
        connection.execute(delete(home_links).where(home_links.c.listing_ref.in_(some)))
        permissions.withdraw(connection, some)


def _batches(words: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(words)
    return (every[place : place + _AT_ONCE] for place in range(0, len(every), _AT_ONCE))


def _mentioning(connection: Connection, words: Collection[str]) -> list[tuple[str, dict[str, Any]]]:
    text = cast(cmas.c.document, Text)
    spelled = {form for word in words for form in (json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1])}
    query = select(cmas.c.id, cmas.c.document).where(or_(*(text.contains(one, autoescape=True) for one in spelled)))
    return [(str(row[0]), row[1]) for row in connection.execute(query)]


def _listings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "listing_key" in value and "originating_system" in value:
            yield value
        for one in value.values():
            yield from _listings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _listings(one)


def _ref(listing: dict[str, Any]) -> str:
    return f"{listing['originating_system']}:{listing['listing_key']}"


def _street(listing: dict[str, Any]) -> str:
    return str(listing.get("unparsed_address") or "").partition(",")[0].strip()
