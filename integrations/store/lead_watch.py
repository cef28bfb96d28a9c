"""What to watch among the contacts: where warm leads look, who went quiet, who may be there twice."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, or_, select

from integrations.models.contact import WARM, Contact
from integrations.models.frozen import Frozen
from integrations.store.contacts import fetch
from integrations.store.tables.contacts import contact_areas, contact_points, contacts

# Their search is over, or they are no leads.
_DONE: Final = ("Trash", "Closed", "Past Client", "Pending")
_LIVING: Final = (
    contacts.c.archived_at.is_(None),
    or_(contacts.c.stage.is_(None), contacts.c.stage.not_in(_DONE)),
)
_MOST_PEOPLE: Final = 6


class SharedPoint(Frozen):
    """Several contacts with one phone number or e-mail address."""

    point: str
    contacts: tuple[Contact, ...]


def watched_areas(connection: Connection) -> frozenset[str]:
    """ZIP codes, cities and neighbourhoods (small letters) in which a warm or hot lead looks."""
    query = (
        select(contact_areas.c.area)
        .join(contacts, contacts.c.id == contact_areas.c.contact_id)
        .where(*_LIVING, contacts.c.jorge_temperature >= WARM)
    )
    return frozenset(connection.execute(query.distinct()).scalars())


def quiet(connection: Connection, since: datetime) -> list[Contact]:
    """Warm and hot leads of whom nothing was heard since then, hottest first."""
    heard = func.coalesce(contacts.c.last_activity_at, contacts.c.created_at)
    return fetch(connection, *_LIVING, contacts.c.jorge_temperature >= WARM, heard < since)


def shared_points(connection: Connection) -> list[SharedPoint]:
    """Phone numbers and e-mail addresses that several living contacts have.

    A number that many have is an office's or a placeholder, and is left out.
    """
    people = func.count(contact_points.c.contact_id)
    living = contact_points.join(contacts, contacts.c.id == contact_points.c.contact_id)
    query = (
        select(contact_points.c.point)
        .select_from(living)
        .where(contacts.c.archived_at.is_(None))
        .group_by(contact_points.c.point)
        .having(people > 1, people <= _MOST_PEOPLE)
        .order_by(contact_points.c.point)
    )
    found = []
    for point in list(connection.execute(query).scalars()):
        ours = select(contact_points.c.contact_id).where(contact_points.c.point == point)
        same = fetch(connection, contacts.c.id.in_(ours), contacts.c.archived_at.is_(None))
        found.append(SharedPoint(point=point, contacts=tuple(same)))
    return found
