"""What belongs beside listings where they are shown: a photo, whom to call, and when they can be visited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from integrations.models.listing import Listing
from integrations.models.listing_parts import Around, Member, Office, OpenHouse, Part
from integrations.store.doubles import also_in
from integrations.store.listing_parts import by_refs
from integrations.store.tables.listing_parts import listing_media, open_houses

_FOR_ANYONE: Final = frozenset({"Public", "IDX"})
_MOST_VISITS: Final = 3


def around(connection: Connection, listings: Sequence[Listing], now: datetime) -> dict[str, Around]:
    """By ref. Only photos that anyone may see and that may be linked; only visits that are not over.

    A seller who hides the address hides the pictures and the visits with it.
    """
    shown = [one.ref for one in listings if one.internet_address_display]
    photos, visits = _photos(connection, shown), _visits(connection, shown, now)
    elsewhere = also_in(connection, listings)
    keys = {one.ref: f"{one.originating_system}:{one.list_agent_key}" for one in listings if one.list_agent_key}
    agents = {one.ref: one for one in _parts(connection, "Member", set(keys.values())) if isinstance(one, Member)}
    wanted = {f"{one.originating_system}:{one.office_key}" for one in agents.values() if one.office_key}
    offices = {one.ref: one for one in _parts(connection, "Office", wanted) if isinstance(one, Office)}
    found = {}
    for listing in listings:
        agent = agents.get(keys.get(listing.ref, ""))
        office = offices.get(f"{listing.originating_system}:{agent.office_key}") if agent else None
        found[listing.ref] = Around(
            photo_url=photos.get(listing.ref),
            agent_name=(agent.member_full_name if agent else None) or listing.list_agent_full_name,
            agent_phone=(agent.member_preferred_phone if agent else None) or listing.attribution_contact,
            office_name=listing.list_office_name or (office.office_name if office else None),
            office_phone=office.office_phone if office else None,
            open_houses=tuple(visits.get(listing.ref, ())[:_MOST_VISITS]),
            also_in=elsewhere.get(listing.ref, ()),
        )
    return found


def _parts(connection: Connection, resource: str, refs: set[str]) -> list[Part]:
    return by_refs(connection, "Member" if resource == "Member" else "Office", sorted(refs))


def _photos(connection: Connection, refs: Sequence[str]) -> dict[str, str]:
    query = select(listing_media.c.listing_ref, listing_media.c.media_url, listing_media.c.permission).where(
        listing_media.c.listing_ref.in_(refs),
        listing_media.c.may_be_linked.is_(True),
        listing_media.c.media_category == "Photo",
    )
    order = (listing_media.c.preferred_photo.desc(), listing_media.c.order)
    found: dict[str, str] = {}
    for ref, url, permission in connection.execute(query.order_by(*order)):
        if url and (not permission or _FOR_ANYONE & set(permission)):
            found.setdefault(ref, url)
    return found


def _visits(connection: Connection, refs: Sequence[str], now: datetime) -> dict[str, list[OpenHouse]]:
    over = func.coalesce(open_houses.c.open_house_end_time, open_houses.c.open_house_start_time)
    query = select(open_houses.c.ref).where(
        open_houses.c.listing_ref.in_(refs), over > now, open_houses.c.open_house_status == "Active"
    )
    visits = by_refs(connection, "OpenHouse", list(connection.execute(query).scalars()))
    found: dict[str, list[OpenHouse]] = defaultdict(list)
    for visit in visits:
        if isinstance(visit, OpenHouse):
            found[visit.listing_ref].append(visit)
    for several in found.values():
        several.sort(key=lambda one: one.open_house_start_time)
    return found
