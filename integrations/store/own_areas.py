"""The areas that Jorge calls his own, and where his listings and sales are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, or_, select

from integrations.models.listing import StandardStatus
from integrations.store.listing_search import Area, in_areas
from integrations.store.tables.listings import listings
from integrations.store.tables.own_areas import own_areas

_LEAST_SHARE: Final = 0.1  # of his listings; one sale somewhere makes no area of his


def said(connection: Connection) -> list[str]:
    """The areas as Jorge said them, in his order."""
    return list(connection.execute(select(own_areas.c.name).order_by(own_areas.c.place)).scalars())


def keep(connection: Connection, names: Sequence[str], at: datetime) -> None:
    """Keep these areas, and no others; none forgets what he said."""
    connection.execute(delete(own_areas))
    rows = [{"name": name, "place": place, "said_at": at} for place, name in enumerate(dict.fromkeys(names))]
    if rows:
        connection.execute(insert(own_areas), rows)


def worked_zips(connection: Connection, own: Collection[str], since: date, most: int) -> list[str]:
    """The ZIP codes with most of the listings of these agents (keys or names) that are open or sold since then."""
    mine = or_(listings.c.list_agent_key.in_(own), listings.c.list_agent_full_name.in_(own))
    lately = or_(listings.c.close_date.is_(None), listings.c.close_date >= since)
    count = func.count().label("number")
    query = (
        select(listings.c.postal_code, count)
        .where(mine, lately, listings.c.postal_code.is_not(None))
        .where(listings.c.standard_status != StandardStatus.DELETE.value)
        .group_by(listings.c.postal_code)
        .order_by(count.desc(), listings.c.postal_code)
    )
    found = [(str(row.postal_code), int(row.number)) for row in connection.execute(query)]
    least = _LEAST_SHARE * sum(number for _, number in found)
    return [code for code, number in found[:most] if number >= least]


def county_of(connection: Connection, areas: Sequence[Area]) -> str | None:
    """The county with most of the listings in these areas."""
    count = func.count().label("number")
    query = (
        select(listings.c.county_or_parish, count)
        .where(in_areas(areas), listings.c.county_or_parish.is_not(None))
        .group_by(listings.c.county_or_parish)
        .order_by(count.desc(), listings.c.county_or_parish)
        .limit(1)
    )
    return connection.execute(query).scalar()
