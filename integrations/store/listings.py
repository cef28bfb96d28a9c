from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing, StandardStatus
from integrations.store import at_rest, takedowns
from integrations.store.addresses import normalise_listing
from integrations.store.identity import homes_once, sales_once
from integrations.store.listing_changes import Change, changes
from integrations.store.listing_parts import drop_of_listings
from integrations.store.tables.listings import listing_history, listing_tombstones, listings
from integrations.store.traits import Trait, trait_of
from integrations.store.upserts import upsert

_FIELDS: Final = tuple(Listing.model_fields)
_PLACE: Final = ("ref", "feed", "street_number", "street_key", "unit_key")
_TIME: Final = _FIELDS.index("modification_timestamp")
COLUMNS: Final = tuple(listings.c[name] for name in _FIELDS)
TRAITED: Final = (*COLUMNS, listings.c.street_key, listings.c.unit_key)
_KEYS_AT_ONCE: Final = 5000
_PUNCTUATION: Final = re.compile(r"[-. ]")
_PARCEL: Final = re.compile(r"[A-Z]{0,2}\d{6,}[A-Z]?")


@dataclass(slots=True)
class Saved:
    """What one save did. `current` are the refs whose given records are no older than ours and are held now."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    changes: list[Change] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    current: set[str] = field(default_factory=set)


def save(connection: Connection, feed: str, records: Iterable[Listing], *, first_copy: bool, at: datetime) -> Saved:
    """Keep each record that is newer than ours or differs from it; of two records of one key the newer wins.

    A record with status Delete removes ours and leaves a tombstone. Changes are derived and written to the history
    unless this is the feed's first copy, when every home would be news.
    """
    newest = _newest(records)
    bodies = at_rest.encode(connection, listings, _FIELDS, [_plain(listing) for listing in newest.values()])
    known = at_rest.held(connection, listings, _FIELDS, list(newest))
    saved, rows, gone, fresh = Saved(), [], [], []
    for (ref, listing), body in zip(newest.items(), bodies, strict=True):
        old = known.get(ref)
        if old and old[_TIME] > body[_TIME]:
            continue
        if listing.standard_status is StandardStatus.DELETE:
            gone.extend([ref] if old else [])
            continue
        saved.current.add(ref)
        if old == body:
            continue
        saved.added += old is None
        saved.changed += old is not None
        rows.append((*body, *_place(feed, listing)))
        fresh.append(listing)
    if not first_copy:
        before = {old.ref: old for old in by_refs(connection, [one.ref for one in fresh if one.ref in known])}
        saved.changes = [change for one in fresh for change in changes(before.get(one.ref), one)]
    at_rest.write(connection, listings, (*_FIELDS, *_PLACE), rows)
    saved.removed = remove(connection, feed, gone, reason="withdrawn by the MLS", at=at)
    saved.gone = gone
    if saved.changes:
        connection.execute(insert(listing_history), [asdict(change) for change in saved.changes])
    return saved


def remove(connection: Connection, feed: str, refs: Sequence[str], *, reason: str, at: datetime) -> int:
    """Delete listings with all their content; only a tombstone (key, reason, time) stays."""
    if not refs:
        return 0
    stones = [{"ref": ref, "feed": feed, "reason": reason, "at": at} for ref in refs]
    upsert(connection, listing_tombstones, stones, key=["ref"])
    removed = 0
    for place in range(0, len(refs), _KEYS_AT_ONCE):
        some = refs[place : place + _KEYS_AT_ONCE]
        takedowns.note(connection, some, at)
        _forget_history(connection, some)
        drop_of_listings(connection, some)
        removed += connection.execute(delete(listings).where(listings.c.ref.in_(some))).rowcount
    return removed


def _forget_history(connection: Connection, refs: Sequence[str]) -> None:
    """Delete what happened to listings; the newest line stays, empty, as SQLite would give its number again."""
    newest = connection.execute(select(func.max(listing_history.c.id))).scalar()
    where = listing_history.c.ref.in_(refs)
    connection.execute(delete(listing_history).where(where, listing_history.c.id != newest))
    blank = {"kind": "removed", "field": "standard_status", "old": None, "new": None}
    connection.execute(update(listing_history).where(where, listing_history.c.id == newest).values(blank))


def by_refs(connection: Connection, refs: Sequence[str]) -> list[Listing]:
    """The listings with these refs, in no order; unknown ones are left out."""
    if not refs:
        return []
    rows = connection.execute(select(*COLUMNS).where(listings.c.ref.in_(refs))).mappings()
    return [read_row(row) for row in rows]


def held(connection: Connection, refs: Sequence[str]) -> set[str]:
    """Which of these listings the store has."""
    found: set[str] = set()
    for place in range(0, len(refs), _KEYS_AT_ONCE):
        some = listings.c.ref.in_(refs[place : place + _KEYS_AT_ONCE])
        found.update(connection.execute(select(listings.c.ref).where(some)).scalars())
    return found


def by_number(connection: Connection, street_number: str) -> list[tuple[str, str, Listing]]:
    """All listings with this house number: street key, unit key, listing."""
    query = select(listings.c.street_key, listings.c.unit_key, *COLUMNS).where(
        listings.c.street_number == street_number
    )
    rows = connection.execute(query).mappings()
    return [(row["street_key"], row["unit_key"], read_row(row)) for row in rows]


def on_street(connection: Connection, street: str, limit: int = 400) -> list[tuple[str, str, Listing]]:
    """All listings whose street key, without the house number, is `street`: street key, unit key, listing."""
    query = (
        select(listings.c.street_key, listings.c.unit_key, *COLUMNS)
        .where(listings.c.street_key.like(f"% {street}"), ~listings.c.street_key.like(f"% % {street}"))
        .limit(limit)
    )
    rows = connection.execute(query).mappings()
    return [(row["street_key"], row["unit_key"], read_row(row)) for row in rows]


def by_identifier(connection: Connection, identifier: str) -> list[Listing]:
    """The listings with this parcel number (however punctuated), listing id or ref."""
    where = (
        (listings.c.parcel_number == identifier)
        | (listings.c.listing_id == identifier)
        | (listings.c.ref == identifier)
    )
    bare = _PUNCTUATION.sub("", identifier)
    found = connection.execute(select(*COLUMNS).where(where)).mappings().all()
    if not found and _PARCEL.fullmatch(bare):
        plain = func.replace(func.replace(func.replace(listings.c.parcel_number, "-", ""), ".", ""), " ", "")
        found = connection.execute(select(*COLUMNS).where(plain == bare)).mappings().all()
    return [read_row(row) for row in found]


def closed_sales(connection: Connection, besides: Collection[str] = ()) -> list[Listing]:
    """Every closed sale with a price and a date, oldest first; one that two MLSs report counts once.

    Here and below `besides` are refs that do not count.
    """
    where = (
        (listings.c.standard_status == StandardStatus.CLOSED.value)
        & listings.c.close_price.is_not(None)
        & listings.c.close_date.is_not(None)
    )
    order = (listings.c.close_date, listings.c.ref)
    return sales_once(*with_traits(connection, select(*TRAITED).where(where).order_by(*order), besides))


def closed_version(connection: Connection) -> tuple[int, datetime | None]:
    """Changes whenever `closed_sales` does: how many there are, and the newest timestamp among them."""
    query = select(func.count(), func.max(listings.c.modification_timestamp)).where(
        listings.c.standard_status == StandardStatus.CLOSED.value
    )
    count, newest = connection.execute(query).one()
    return count, newest


def offered(connection: Connection, besides: Collection[str] = ()) -> list[Listing]:
    """Every listing that is on the market or under contract and may be shown, each home once."""
    statuses = [status.value for status in (*ON_MARKET, *UNDER_CONTRACT)]
    query = select(*TRAITED).where(
        listings.c.standard_status.in_(statuses), listings.c.internet_entire_listing_display.is_(True)
    )
    return homes_once(*with_traits(connection, query.order_by(listings.c.ref), besides))


def keys_of(connection: Connection, feed: str) -> dict[str, str]:
    """Every listing that a feed brought: listing key -> ref."""
    query = select(listings.c.listing_key, listings.c.ref).where(listings.c.feed == feed)
    return {row.listing_key: row.ref for row in connection.execute(query)}


def ref_of(connection: Connection, feed: str, listing_key: str) -> str | None:
    """The ref of the listing that a feed brought under this key."""
    query = select(listings.c.ref).where(listings.c.feed == feed, listings.c.listing_key == listing_key)
    return connection.execute(query).scalar()


def feed_of(connection: Connection, ref: str) -> str | None:
    """The feed that brought a listing."""
    return connection.execute(select(listings.c.feed).where(listings.c.ref == ref)).scalar()


def count(connection: Connection) -> int:
    """How many listings are in the store."""
    return int(connection.execute(select(func.count()).select_from(listings)).scalar_one())


def read_row(row: RowMapping | Mapping[str, Any]) -> Listing:
    """A row of `COLUMNS`, and perhaps more columns, as a `Listing`."""
    return Listing.model_validate({name: row[name] for name in _FIELDS})


def with_traits(
    connection: Connection, query: Select[Any], besides: Collection[str] = ()
) -> tuple[list[Listing], list[Trait]]:
    """The listings of a query of `TRAITED`, and what tells their homes apart by the addresses as kept."""
    found: list[Listing] = []
    traits: list[Trait] = []
    for row in connection.execute(query).mappings():
        if besides and f"{row['originating_system']}:{row['listing_key']}" in besides:
            continue
        found.append(read_row(row))
        traits.append(trait_of(found[-1], row["street_key"], row["unit_key"]))
    return found, traits


def _newest(records: Iterable[Listing]) -> dict[str, Listing]:
    newest: dict[str, Listing] = {}
    for listing in records:
        other = newest.get(listing.ref)
        if other is None or other.modification_timestamp <= listing.modification_timestamp:
            newest[listing.ref] = listing
    return newest


def _plain(listing: Listing) -> dict[str, Any]:
    return listing.__dict__ | {"standard_status": listing.standard_status.value}


def _place(feed: str, listing: Listing) -> tuple[str | None, ...]:
    """The values of `_PLACE`: whose record it is, who brought it, and where its home is."""
    address = normalise_listing(listing)
    return listing.ref, feed, address.number[:16] or None, address.street_key[:160], address.unit[:32]
