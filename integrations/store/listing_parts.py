"""What stands around listings: photos, agents, offices, visiting hours, and the fields that have no name in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select

from integrations.models.listing_parts import PARTS, Media, OpenHouse, Part, PartName
from integrations.store import at_rest
from integrations.store.at_rest import chunks
from integrations.store.tables.listing_parts import listing_extras, listing_media, members, offices, open_houses
from integrations.store.tables.listings import listing_tombstones, listings

TABLES: Final = {"Media": listing_media, "Member": members, "Office": offices, "OpenHouse": open_houses}
_KEY: Final = {"Media": "media_key", "Member": "member_key", "Office": "office_key", "OpenHouse": "open_house_key"}
_PLACE: Final = {
    name: ("ref", "feed", "listing_ref") if "listing_ref" in table.c else ("ref", "feed")
    for name, table in TABLES.items()
}
_OF_LISTINGS: Final = ("Media", "OpenHouse")
_REMEMBERED: Final = timedelta(days=1)


@dataclass(slots=True)
class Kept:
    """What one save did."""

    added: int = 0
    changed: int = 0
    removed: int = 0


def save(connection: Connection, feed: str, parts: Iterable[Part], resource: PartName) -> Kept:
    """Keep each record that is newer than ours or differs from it; one that is gone is removed.

    Photos and visiting hours of a listing that was withdrawn from us are not taken in again.
    """
    newest: dict[str, Part] = {}
    for part in parts:
        other = newest.get(part.ref)
        if other is None or other.modification_timestamp <= part.modification_timestamp:
            newest[part.ref] = part
    table, names = TABLES[resource], _fields(resource)
    bodies = at_rest.encode(connection, table, names, [part.__dict__ for part in newest.values()])
    known = at_rest.held(connection, table, names, list(newest))
    withdrawn = _withdrawn(connection, newest.values()) if resource in _OF_LISTINGS else frozenset()
    at = names.index("modification_timestamp")
    kept, rows, gone = Kept(), [], []
    for (ref, part), body in zip(newest.items(), bodies, strict=True):
        old = known.get(ref)
        if part.is_gone or getattr(part, "listing_ref", "") in withdrawn:
            gone += [ref] if old else []
        elif old is None or (old != body and old[at] <= body[at]):
            kept.added += old is None
            kept.changed += old is not None
            rows.append((*body, *_place(feed, part)))
    at_rest.write(connection, table, [*names, *_PLACE[resource]], rows)
    kept.removed = remove(connection, resource, gone)
    return kept


def replace_media(connection: Connection, feed: str, found: Mapping[str, Sequence[Media]]) -> Kept:
    """Photos by listing as they came with their listings: what is no longer among them is removed."""
    names = _fields("Media")
    held = at_rest.held(connection, listing_media, names, list(found), by="listing_ref")
    now = {one.ref: one for group in found.values() for one in group}
    bodies = at_rest.encode(connection, listing_media, names, [one.__dict__ for one in now.values()])
    rows = [
        (*body, *_place(feed, one))
        for (ref, one), body in zip(now.items(), bodies, strict=True)
        if held.get(ref) != body
    ]
    at_rest.write(connection, listing_media, [*names, *_PLACE["Media"]], rows)
    removed = remove(connection, "Media", [ref for ref in held if ref not in now])
    added = len(now.keys() - held.keys())
    return Kept(added, len(rows) - added, removed)


def keep_extras(connection: Connection, found: Mapping[str, Mapping[str, Any]]) -> None:
    """By listing, the fields of its record that a `Listing` has no name for."""
    names = ("ref", "body")
    rows = at_rest.encode(connection, listing_extras, names, [{"ref": ref, "body": one} for ref, one in found.items()])
    known = at_rest.held(connection, listing_extras, names, list(found))
    at_rest.write(connection, listing_extras, names, [row for row in rows if known.get(row[0]) != row])


def extras_of(connection: Connection, ref: str) -> dict[str, Any]:
    """The fields of a listing's record that a `Listing` has no name for, as they came."""
    return connection.execute(select(listing_extras.c.body).where(listing_extras.c.ref == ref)).scalar() or {}


def drop_of_listings(connection: Connection, refs: Sequence[str]) -> None:
    """Delete all that belongs to listings that are being deleted."""
    for some in chunks(refs):
        connection.execute(delete(listing_media).where(listing_media.c.listing_ref.in_(some)))
        connection.execute(delete(open_houses).where(open_houses.c.listing_ref.in_(some)))
        connection.execute(delete(listing_extras).where(listing_extras.c.ref.in_(some)))


def remove(connection: Connection, resource: PartName, refs: Sequence[str]) -> int:
    """Delete records of a resource; how many were."""
    table, removed = TABLES[resource], 0
    for some in chunks(refs):
        removed += connection.execute(delete(table).where(table.c.ref.in_(some))).rowcount
    return removed


def drop_past(connection: Connection, now: datetime) -> None:
    """Delete visiting hours that are over."""
    over = func.coalesce(open_houses.c.open_house_end_time, open_houses.c.open_house_start_time)
    connection.execute(delete(open_houses).where(over < now - _REMEMBERED))


def by_refs(connection: Connection, resource: PartName, refs: Sequence[str]) -> list[Part]:
    """The records with these refs, in no order."""
    found: list[Part] = []
    for some in chunks(refs):
        query = select(*_columns(resource)).where(TABLES[resource].c.ref.in_(some))
        found += [_read(resource, row) for row in connection.execute(query).mappings()]
    return found


def keys_of(connection: Connection, resource: PartName, feed: str) -> dict[str, str]:
    """Every record of a resource that a feed brought: key -> ref."""
    table = TABLES[resource]
    query = select(table.c.ref, table.c.originating_system).where(table.c.feed == feed)
    return {ref.removeprefix(f"{system}:"): ref for ref, system in connection.execute(query)}


def ref_of(connection: Connection, resource: PartName, feed: str, key: str) -> str | None:
    """The ref of the record that a feed brought under this key."""
    table = TABLES[resource]
    query = select(table.c.ref).where(table.c.feed == feed, table.c[_KEY[resource]] == key)
    return connection.execute(query.limit(1)).scalar()


def media_of(connection: Connection, ref: str) -> list[Media]:
    """The photos of a listing in their order, the preferred one first."""
    order = (listing_media.c.preferred_photo.desc(), listing_media.c.order, listing_media.c.media_key)
    query = select(*_columns("Media")).where(listing_media.c.listing_ref == ref).order_by(*order)
    return [Media.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def listing_key_of(connection: Connection, feed: str, media_key: str) -> str | None:
    """The key of the listing that a photo belongs to."""
    query = select(listing_media.c.resource_record_key).where(
        listing_media.c.feed == feed, listing_media.c.media_key == media_key
    )
    return connection.execute(query.limit(1)).scalar()


def counts(connection: Connection) -> dict[str, int]:
    """How many records of each resource there are."""
    queries = {name: select(func.count()).select_from(table) for name, table in TABLES.items()}
    return {name: int(connection.execute(query).scalar_one()) for name, query in queries.items()}


def _withdrawn(connection: Connection, parts: Iterable[Part]) -> frozenset[str]:
    refs = list({ref for part in parts if (ref := getattr(part, "listing_ref", ""))})
    found: set[str] = set()
    for some in chunks(refs):
        held = select(listings.c.ref).where(listings.c.ref.in_(some))
        query = select(listing_tombstones.c.ref).where(
            listing_tombstones.c.ref.in_(some), listing_tombstones.c.ref.not_in(held)
        )
        found.update(connection.execute(query).scalars())
    return frozenset(found)


@cache
def _fields(resource: PartName) -> list[str]:
    return [name for name in PARTS[resource].model_fields if name != "is_gone"]


def _columns(resource: PartName) -> list[Any]:
    return [TABLES[resource].c[name] for name in _fields(resource)]


def _read(resource: PartName, row: Mapping[Any, Any]) -> Part:
    return PARTS[resource].model_validate(dict(row))


def _place(feed: str, part: Part) -> tuple[str, ...]:
    """The values of `_PLACE`: whose record it is, who brought it, and to which listing it belongs."""
    return (part.ref, feed, part.listing_ref) if isinstance(part, Media | OpenHouse) else (part.ref, feed)


def grouped(media: Iterable[Media]) -> dict[str, list[Media]]:
    """Photos by the ref of their listing."""
    found: dict[str, list[Media]] = defaultdict(list)
    for one in media:
        found[one.listing_ref].append(one)
    return found
