from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process, utils
from sqlalchemy import ColumnElement, Connection, Text, cast, func, or_, select

from integrations.models.contact import Contact, ContactKind, LeadList, LeadQuery
from integrations.store.contacts import external_ids, fetch, read_row
from integrations.store.tables.contacts import contact_areas, contacts, crm_cursors

_ALIKE: Final = 80.0
_ORDERS: Final[dict[str, tuple[ColumnElement[Any], ...]]] = {
    "temperature": (contacts.c.jorge_temperature.desc(), contacts.c.last_activity_at.desc().nulls_last()),
    "newest": (contacts.c.created_at.desc().nulls_last(),),
    "last_activity": (contacts.c.last_activity_at.desc().nulls_last(),),
    "price": (contacts.c.price_max.desc().nulls_last(),),
    "name": (contacts.c.last_name, contacts.c.first_name),
}


def search(
    connection: Connection,
    query: LeadQuery,
    now: datetime,
    *,
    area_zips: Collection[str] | None = None,
    zone: ZoneInfo | None = None,
) -> LeadList:
    """The contacts that fit `query`, best first.

    A lead's price is its budget, the most it would pay: `price_min <= budget <= price_max`; where only a lowest price
    is known, that counts. `area_zips` are the ZIP codes that the query's areas stand for; without them the areas are
    compared as they are. Days are calendar days of `zone` (default UTC): 0 is today. People whom the CRM deleted, or
    who are in its trash, are left out.
    """
    where = [*_conditions(query), *_dates(query, now, zone), *_places(query, area_zips)]
    order = _ORDERS.get(query.sort, _ORDERS["temperature"])
    as_of = connection.execute(select(func.max(crm_cursors.c.synced_at))).scalar()
    found = select(contacts).where(*where).order_by(*order, contacts.c.id)
    if query.name:
        rows = list(connection.execute(found).mappings())
        picked = _by_name(query.name, [f"{row['first_name']} {row['last_name']}" for row in rows])
        total, rows = len(picked), [rows[place] for place in picked[: query.limit]]
    else:
        total = connection.execute(select(func.count()).select_from(contacts).where(*where)).scalar_one()
        rows = list(connection.execute(found.limit(query.limit)).mappings())
    external = external_ids(connection, [row["id"] for row in rows])
    leads = tuple(read_row(row, external.get(row["id"], {})) for row in rows)
    return LeadList(query=query, total=total, leads=leads, as_of=as_of)


def buyers(connection: Connection) -> list[Contact]:
    """Everybody who looks for a home, hottest first."""
    looks = contacts.c.kind.in_([ContactKind.BUYER.value, ContactKind.BOTH.value])
    return fetch(connection, looks, *_living())


def _living() -> list[ColumnElement[bool]]:
    return [contacts.c.archived_at.is_(None), or_(contacts.c.stage.is_(None), contacts.c.stage != "Trash")]


def _conditions(query: LeadQuery) -> list[ColumnElement[bool]]:
    where = _living()
    budget = func.coalesce(contacts.c.price_max, contacts.c.price_min)
    if query.kind is not None:
        where.append(contacts.c.kind.in_({query.kind.value, ContactKind.BOTH.value}))
    if query.price_min is not None:
        where.append(budget >= query.price_min)
    if query.price_max is not None:
        where.append(budget <= query.price_max)
    if query.bedrooms_min is not None:
        where.append(contacts.c.bedrooms_min >= query.bedrooms_min)
    if query.temperature_min is not None:
        where.append(contacts.c.jorge_temperature >= query.temperature_min)
    if query.temperature_max is not None:
        where.append(contacts.c.jorge_temperature <= query.temperature_max)
    if query.stage:
        where.append(func.lower(contacts.c.stage) == query.stage.lower())
    if query.source:
        where.append(func.lower(contacts.c.source) == query.source.lower())
    if query.tag:
        tag = query.tag.lower().replace('"', "")
        where.append(func.lower(cast(contacts.c.tags, Text)).contains(f'"{tag}"', autoescape=True))
    return where


def _dates(query: LeadQuery, now: datetime, zone: ZoneInfo | None) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    midnight = now.astimezone(zone or UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if query.created_within_days is not None:
        where.append(contacts.c.created_at >= midnight - timedelta(days=query.created_within_days))
    if query.active_within_days is not None:
        where.append(contacts.c.last_activity_at >= midnight - timedelta(days=query.active_within_days))
    if query.quiet_for_days is not None:
        since = now - timedelta(days=query.quiet_for_days)
        where.append(or_(contacts.c.last_activity_at.is_(None), contacts.c.last_activity_at < since))
    return where


def _places(query: LeadQuery, area_zips: Collection[str] | None) -> list[ColumnElement[bool]]:
    if area_zips is None and not query.areas:
        return []
    names = {area.strip().lower() for area in (query.areas if area_zips is None else (*area_zips, *query.areas))}
    ours = select(contact_areas.c.contact_id).where(contact_areas.c.area.in_(sorted(names)))
    return [contacts.c.id.in_(ours)]


def _by_name(name: str, names: list[str]) -> list[int]:
    """Places in `names` of those like `name`, best first; equal ones stay in their order."""
    found = process.extract(
        name, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=_ALIKE, limit=None
    )
    return [place for _, _, place in sorted(found, key=lambda one: (-one[1], one[2]))]
