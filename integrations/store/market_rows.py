"""What the market watch reads: the dates and prices of an area's listings, what was seen on past days, inquiries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select, update

from integrations.models.listing import StandardStatus
from integrations.models.market import MarketMeasures
from integrations.store.identity import cluster_traits
from integrations.store.listing_search import Area, in_areas
from integrations.store.tables.contacts import activities
from integrations.store.tables.listings import listings
from integrations.store.tables.market import market_days, market_states
from integrations.store.traits import COLUMNS as TRAITS
from integrations.store.traits import read_trait
from integrations.store.upserts import insert_new, upsert

_HOMES = ("Residential", "Residential Income", "Manufactured In Park")
_GAVE_UP = ("Canceled", "Expired", "Hold", "Withdrawn")
_FIELDS = (
    "original_list_price", "listing_contract_date", "on_market_date", "off_market_date", "purchase_contract_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarketRow:
    """One listing as the market watch sees it; prices are dollars. Records of one `home` have one number."""

    home: tuple[str | int, ...]
    system: str
    postal_code: str
    status: str
    listed: date | None
    pended: date | None
    ended: date | None
    closed: date | None
    list_price: float | None
    original_price: float | None
    close_price: float | None
    living_area: float | None


def market_rows(connection: Connection, areas: Sequence[Area], besides: Collection[str] = ()) -> list[MarketRow]:
    """The homes (no rentals, land or shops) listed in these areas, each record once; everywhere where none is given.

    `besides` are refs that do not count.
    """
    query = select(*TRAITS, *(listings.c[name] for name in _FIELDS)).where(
        listings.c.property_type.in_(_HOMES), listings.c.standard_status != StandardStatus.DELETE.value
    )
    found = connection.execute(query.where(in_areas(areas)) if areas else query).all()
    rows = [row for row in found if row.ref not in besides]
    homes = _homes(rows)
    return [_row(dict(row._mapping), (homes.get(at, at),)) for at, row in enumerate(rows)]  # noqa: SLF001  # its public name


def _homes(rows: Sequence[Row[Any]]) -> dict[int, int]:
    """Which home each row is of, where several MLSs tell of homes: the place of its first row."""
    if len({row.originating_system for row in rows}) < 2:  # noqa: PLR2004
        return {}
    homes = cluster_traits([read_trait(tuple(row)[: len(TRAITS)]) for row in rows])
    return {at: home[0] for home in homes for at in home}


def _row(row: dict[str, Any], home: tuple[int]) -> MarketRow:
    def day(name: str) -> date | None:
        value = row[name]
        return value if isinstance(value, date) else None

    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return MarketRow(
        home=home,
        system=str(row["originating_system"]),
        postal_code=str(row["postal_code"] or ""),
        status=str(row["standard_status"]),
        listed=day("on_market_date") or day("listing_contract_date"),
        pended=day("purchase_contract_date"),
        ended=day("off_market_date") if str(row["standard_status"]) in _GAVE_UP else None,
        closed=day("close_date"),
        list_price=number("list_price"),
        original_price=number("original_list_price"),
        close_price=number("close_price"),
        living_area=number("living_area"),
    )


def busy_zips(connection: Connection, since: date, most: int) -> list[str]:
    """The ZIP codes with the most sales since then."""
    query = (
        select(listings.c.postal_code, func.count().label("sales"))
        .where(listings.c.close_date >= since, listings.c.postal_code.is_not(None))
        .group_by(listings.c.postal_code)
        .order_by(func.count().desc(), listings.c.postal_code)
        .limit(most)
    )
    return [str(row.postal_code) for row in connection.execute(query)]


def inquiries(connection: Connection, areas: Sequence[Area], since: datetime) -> list[datetime]:
    """When leads asked about, looked at or saved homes in these areas."""
    query = (
        select(activities.c.occurred_at)
        .join(listings, listings.c.listing_id == activities.c.listing_id)
        .where(activities.c.occurred_at >= since)
    )
    found = connection.execute(query.where(in_areas(areas)) if areas else query).scalars()
    return list(found)


def keep_day(connection: Connection, area: str, measures: MarketMeasures) -> None:
    """Keep what an area's market is today; the last word of a day counts."""
    row = measures.model_dump(include={"day", "active", "pending", "months_of_supply", "sold_90_days"})
    upsert(connection, market_days, [{"area": area, **row}], key=["area", "day"])


def days_seen(connection: Connection, area: str, since: date) -> list[tuple[date, float, int]]:
    """Day, months of supply and sales behind it, as they were seen, oldest first."""
    query = (
        select(market_days.c.day, market_days.c.months_of_supply, market_days.c.sold_90_days)
        .where(market_days.c.area == area, market_days.c.day >= since, market_days.c.months_of_supply.is_not(None))
        .order_by(market_days.c.day)
    )
    return [(row.day, float(row.months_of_supply), int(row.sold_90_days)) for row in connection.execute(query)]


def state_of(connection: Connection, area: str, measure: str) -> int | None:
    """-1 below, 0 usual, 1 above; None where nobody looked yet."""
    query = select(market_states.c.direction).where(market_states.c.area == area, market_states.c.measure == measure)
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


def move(connection: Connection, area: str, measure: str, direction: Literal[-1, 0, 1], day: date) -> bool:
    """Write down where a measure stands; True where that is a change (a first look is none), to one caller only."""
    row = {"area": area, "measure": measure, "direction": direction, "since": day}
    if insert_new(connection, market_states, row, key=["area", "measure"]):
        return False
    changed = update(market_states).where(
        market_states.c.area == area, market_states.c.measure == measure, market_states.c.direction != direction
    )
    return bool(connection.execute(changed.values(direction=direction, since=day)).rowcount)
