"""Questions to the copy of the MLS: which listings fit, and what changed lately."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select

from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing, ListingQuery, StandardStatus
from integrations.store.identity import keep_homes
from integrations.store.listing_news import line_number
from integrations.store.listings import COLUMNS, by_refs, read_row
from integrations.store.tables.listings import listing_history, listings
from integrations.store.traits import COLUMNS as TRAITS
from integrations.store.traits import read_trait

AreaKind = Literal["zip", "city", "neighborhood", "county"]

_COLUMN_OF: Final = {
    "zip": listings.c.postal_code,
    "city": listings.c.city,
    "neighborhood": listings.c.subdivision_name,
    "county": listings.c.county_or_parish,
}
_PRICE: Final = func.coalesce(listings.c.close_price, listings.c.list_price)
_LISTED: Final = func.coalesce(listings.c.on_market_date, listings.c.listing_contract_date)
_NEWEST: Final = func.coalesce(listings.c.close_date, listings.c.on_market_date, listings.c.listing_contract_date)
MOST_CHANGES: Final = 10_000  # of a day; more is a mass import, which nobody reads line by line
SORTS: Final[dict[str, tuple[ColumnElement[Any], ...]]] = {
    "newest": (_NEWEST.desc(), listings.c.modification_timestamp.desc()),
    "price_low": (_PRICE.asc(),),
    "price_high": (_PRICE.desc(),),
    "largest": (listings.c.living_area.desc(),),
    "longest_on_market": (func.coalesce(listings.c.days_on_market, 0).desc(), _LISTED.asc()),
}


@dataclass(frozen=True, slots=True)
class Area:
    """A place by which listings are found. `name` is spelled as the MLS spells it."""

    kind: AreaKind
    name: str
    zips: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """Its name as people say it, which finds it again: `King County`, where the MLS says `King`."""
        plain = self.kind != "county" or self.name.lower().endswith((" county", " parish"))
        return self.name if plain else f"{self.name} County"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of the history with the listing as it is now; `number` counts the lines of its kind so far."""

    kind: str
    at: datetime
    old: str | None
    new: str | None
    listing: Listing
    number: int = 1


def search(
    connection: Connection, query: ListingQuery, areas: Sequence[Area], own: Collection[str]
) -> tuple[int, list[Listing]]:
    """How many listings fit `query` in any of `areas`, and the first `query.limit` of them.

    `own` are the agent keys and names that are Jorge's. Others' listings that may not be shown at all are left out. A
    home that several MLSs have is found and counted once.
    """
    displayed = or_(listings.c.internet_entire_listing_display.is_(True), _is_own(own))
    where = and_(displayed, *_conditions(query, areas, own))
    order = (*SORTS[query.sort], listings.c.ref)
    systems = connection.execute(select(listings.c.originating_system).where(where).distinct()).scalars().all()
    if len(systems) > 1:
        return _search_once(connection, query.limit, where, order)
    total = connection.execute(select(func.count()).select_from(listings).where(where)).scalar_one()
    rows = connection.execute(select(*COLUMNS).where(where).order_by(*order).limit(query.limit)).mappings()
    return int(total), [read_row(row) for row in rows]


def _search_once(
    connection: Connection, limit: int, where: ColumnElement[bool], order: Sequence[ColumnElement[Any]]
) -> tuple[int, list[Listing]]:
    """The same over several MLSs: who is whose double is known only when all that fit are looked at."""
    traits = [read_trait(tuple(row)) for row in connection.execute(select(*TRAITS).where(where).order_by(*order))]
    kept = keep_homes(traits)
    refs = [one.ref for one in traits if one.ref in kept]
    found = {one.ref: one for one in by_refs(connection, refs[:limit])}
    return len(refs), [found[ref] for ref in refs[:limit]]


def in_areas(areas: Sequence[Area]) -> ColumnElement[bool]:
    """Listings in any of these areas."""
    return or_(*(_COLUMN_OF[area.kind] == area.name for area in areas))


def _is_own(own: Collection[str]) -> ColumnElement[bool]:
    return or_(listings.c.list_agent_key.in_(own), listings.c.list_agent_full_name.in_(own))


def _conditions(query: ListingQuery, areas: Sequence[Area], own: Collection[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if areas:
        found.append(in_areas(areas))
    if query.statuses:
        found.append(listings.c.standard_status.in_([status.value for status in query.statuses]))
    if query.own_only:
        found.append(_is_own(own))
    if query.price_cut:
        cut = listings.c.list_price < func.coalesce(listings.c.original_list_price, 0)
        found.append(or_(cut, listings.c.list_price < func.coalesce(listings.c.previous_list_price, 0)))
    if query.waterfront is not None:
        wet = listings.c.waterfront.is_(True)
        found.append(wet if query.waterfront else or_(not_(wet), listings.c.waterfront.is_(None)))
    return found + _bounds(query)


def _bounds(query: ListingQuery) -> list[ColumnElement[bool]]:
    low: tuple[tuple[ColumnElement[Any], Any], ...] = (
        (_PRICE, query.price_min),
        (listings.c.bedrooms_total, query.bedrooms_min),
        (listings.c.bathrooms_total, query.bathrooms_min),
        (listings.c.living_area, query.living_area_min),
        (listings.c.lot_size_square_feet, query.lot_size_min),
        (listings.c.year_built, query.year_built_min),
        (_LISTED, query.listed_since),
        (listings.c.close_date, query.closed_since),
    )
    high: tuple[tuple[ColumnElement[Any], Any], ...] = (
        (_PRICE, query.price_max),
        (listings.c.living_area, query.living_area_max),
        (listings.c.year_built, query.year_built_max),
        (_LISTED, query.listed_until),
    )
    return [column >= value for column, value in low if value is not None] + [
        column <= value for column, value in high if value is not None
    ]


def history_since(
    connection: Connection, since: datetime, areas: Sequence[Area] = (), limit: int = MOST_CHANGES
) -> list[HistoryRow]:
    """What changed since then, newest first, with the listings as they are now."""
    query = (
        select(
            listing_history.c.kind,
            listing_history.c.at,
            listing_history.c.old,
            listing_history.c.new,
            line_number(),
            *COLUMNS,
        )
        .join(listings, listings.c.ref == listing_history.c.ref)
        .where(listing_history.c.at >= since, listings.c.internet_entire_listing_display.is_(True))
        .order_by(listing_history.c.at.desc(), listing_history.c.id.desc())
        .limit(limit)
    )
    rows = connection.execute(query.where(in_areas(areas)) if areas else query).mappings()
    return [HistoryRow(row["kind"], row["at"], row["old"], row["new"], read_row(row), row["number"]) for row in rows]


def dated_since(
    connection: Connection, since: date, areas: Sequence[Area] = (), limit: int = MOST_CHANGES
) -> list[Listing]:
    """Listings that came on the market, went under contract or closed on or after this day."""
    came = and_(listings.c.standard_status.in_([s.value for s in ON_MARKET]), since <= _LISTED)
    went = and_(
        listings.c.standard_status.in_([s.value for s in UNDER_CONTRACT]),
        listings.c.purchase_contract_date >= since,
    )
    sold = and_(listings.c.standard_status == StandardStatus.CLOSED.value, listings.c.close_date >= since)
    where = and_(or_(came, went, sold), listings.c.internet_entire_listing_display.is_(True))
    query = select(*COLUMNS).where(and_(where, in_areas(areas)) if areas else where)
    rows = connection.execute(query.order_by(listings.c.modification_timestamp.desc()).limit(limit)).mappings()
    return [read_row(row) for row in rows]
