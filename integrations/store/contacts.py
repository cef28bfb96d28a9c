from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from integrations.models.contact import Activity, Contact, Temperature
from integrations.store.tables.contacts import activities, contact_areas, contact_points, contacts, identities
from integrations.store.upserts import upsert

_OWN: Final = ("external_ids",)
_SCORED: Final = ("jorge_temperature", "jorge_insights")
_SAID: Final = ("kind", "price_min", "price_max", "areas")
_FIELDS: Final = tuple(name for name in Contact.model_fields if name not in _OWN)
_KEYS_AT_ONCE: Final = 900
_PHONE_DIGITS: Final = 10
_TICK: Final = timedelta(seconds=2)


def contact_id_for(system: str, external_id: str) -> str:
    """Our id of a person first met as `external_id` in `system`; the same on every try, so a race makes no second."""
    return "ct_" + hashlib.sha256(f"{system}:{external_id}".encode()).hexdigest()[:20]


def save(
    connection: Connection, system: str, people: Sequence[Contact], *, seen_at: datetime
) -> tuple[list[str], list[str]]:
    """Keep people of one CRM, each with its id there in `external_ids`; returns those ids of new and of changed ones.

    Temperature and insights stay as they are: `set_temperature` writes those. A person that was written since, even if
    nothing we know of changed, is marked stale, so that its activities are read again. A reading older than what we
    have is passed over.
    """
    known = _identities(connection, system, [person.external_ids[system] for person in people])
    added: list[str] = []
    changed: list[str] = []
    for person in people:
        external_id = person.external_ids[system]
        row = known.get(external_id)
        mark = fingerprint(person)
        contact_id = row["contact_id"] if row is not None else contact_id_for(system, external_id)
        is_older = row is not None and person.updated_at is not None and row["read_until"] > person.updated_at
        is_known = row is not None and row["gone_at"] is None and row["fingerprint"] == mark
        if is_older or (is_known and row is not None and _is_settled(row, person)):
            _mark_seen(connection, system, external_id, seen_at)
            continue
        if row is None:
            added.append(external_id)
        elif not is_known:
            changed.append(external_id)
        if not is_known:
            _keep(connection, person.model_copy(update={"id": contact_id}), is_new=row is None)
        identity = {"system": system, "external_id": external_id, "contact_id": contact_id, "fingerprint": mark}
        state = {"is_stale": True, "seen_at": seen_at, "gone_at": None, "read_until": person.updated_at or seen_at}
        upsert(connection, identities, [identity | state], key=["system", "external_id"])
    return added, changed


def fingerprint(person: Contact) -> str:
    """A hash of everything the CRM says about a person."""
    said = person.model_dump_json(exclude={"id", "external_ids", "updated_at", *_SCORED})
    return hashlib.sha256(said.encode()).hexdigest()


def save_activities(connection: Connection, system: str, by_person: dict[str, Iterable[Activity]]) -> set[str]:
    """Keep what people (by their id in `system`) did; returns who did something that we did not know."""
    known = _identities(connection, system, list(by_person))
    rows = [
        {"system": system, "contact_id": known[person]["contact_id"], **activity.model_dump()}
        for person, done in by_person.items()
        if person in known
        for activity in done
    ]
    there = select(activities.c.external_id).where(
        activities.c.system == system, activities.c.contact_id.in_({row["contact_id"] for row in rows})
    )
    before = set(connection.execute(there).scalars())
    upsert(connection, activities, rows, key=["system", "external_id"])
    news = {row["contact_id"] for row in rows if row["external_id"] not in before}
    return {person for person, row in known.items() if row["contact_id"] in news}


def set_temperature(
    connection: Connection, contact: Contact, temperature: Temperature, last_activity_at: datetime | None, at: datetime
) -> None:
    """Write a score, its reasons and the derived wishes of `contact`."""
    values = {
        "jorge_temperature": temperature.score,
        "jorge_insights": [reason.model_dump(mode="json") for reason in temperature.reasons],
        "price_min": contact.price_min,
        "price_max": contact.price_max,
        "areas": list(contact.areas),
        "kind": str(contact.kind),
        "last_activity_at": last_activity_at,
        "scored_at": at,
    }
    connection.execute(update(contacts).where(contacts.c.id == contact.id).values(values))
    _keep_areas(connection, contact)


def archive(connection: Connection, system: str, external_id: str, at: datetime) -> bool:
    """The CRM no longer has this person: leave a tombstone, hide the contact; False where it was not known."""
    row = _identities(connection, system, [external_id]).get(external_id)
    if row is None or row["gone_at"] is not None:
        return False
    here = (identities.c.system == system) & (identities.c.external_id == external_id)
    connection.execute(update(identities).where(here).values(gone_at=at, is_stale=False))
    others = select(identities.c.system).where(
        identities.c.contact_id == row["contact_id"], identities.c.gone_at.is_(None)
    )
    if connection.execute(others).first() is None:
        connection.execute(update(contacts).where(contacts.c.id == row["contact_id"]).values(archived_at=at))
    return True


def get(connection: Connection, contact_id: str) -> Contact | None:
    """The contact with our id, archived or not."""
    return next(iter(fetch(connection, contacts.c.id == contact_id)), None)


def by_external_id(connection: Connection, system: str, external_id: str) -> Contact | None:
    """The contact that is `external_id` in `system`."""
    ours = select(identities.c.contact_id).where(identities.c.system == system, identities.c.external_id == external_id)
    return next(iter(fetch(connection, contacts.c.id.in_(ours))), None)


def by_point(connection: Connection, point: str) -> list[Contact]:
    """Everybody with this e-mail address or phone number, hottest first; a household may share one."""
    ours = select(contact_points.c.contact_id).where(contact_points.c.point == normal_point(point))
    return fetch(connection, contacts.c.id.in_(ours) & contacts.c.archived_at.is_(None))


def history(connection: Connection, contact_id: str, limit: int | None = None) -> list[Activity]:
    """What a contact did, newest first."""
    columns = [activities.c[name] for name in Activity.model_fields]
    query = select(*columns).where(activities.c.contact_id == contact_id)
    query = query.order_by(activities.c.occurred_at.desc(), activities.c.external_id.desc()).limit(limit)
    return [Activity.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def as_said(connection: Connection, ids: Sequence[str]) -> list[tuple[Contact, list[Activity]]]:
    """These contacts with their wishes as the CRM itself tells them, each with what it did, newest first."""
    found: list[tuple[Contact, list[Activity]]] = []
    for start in range(0, len(ids), _KEYS_AT_ONCE):
        some = ids[start : start + _KEYS_AT_ONCE]
        rows = connection.execute(select(contacts).where(contacts.c.id.in_(some))).mappings().all()
        external = external_ids(connection, some)
        done = _histories(connection, some)
        for row in rows:
            contact = Contact.model_validate(read_row(row, external.get(row["id"], {})).model_dump() | row["said"])
            found.append((contact, done.get(row["id"], [])))
    return found


def fetch(connection: Connection, *where: ColumnElement[bool]) -> list[Contact]:
    """The contacts that fulfil `where`, hottest first."""
    query = select(contacts).where(*where).order_by(contacts.c.jorge_temperature.desc(), contacts.c.id)
    rows = connection.execute(query).mappings().all()
    external = external_ids(connection, [row["id"] for row in rows])
    return [read_row(row, external.get(row["id"], {})) for row in rows]


def external_ids(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """For each of our ids: system -> id there, without those that are gone."""
    found: dict[str, dict[str, str]] = {}
    for start in range(0, len(ids), _KEYS_AT_ONCE):
        some = ids[start : start + _KEYS_AT_ONCE]
        query = select(identities).where(identities.c.contact_id.in_(some), identities.c.gone_at.is_(None))
        for row in connection.execute(query).mappings():
            found.setdefault(row["contact_id"], {})[row["system"]] = row["external_id"]
    return found


def read_row(row: RowMapping, external: dict[str, str]) -> Contact:
    """A contact from its row and its ids elsewhere."""
    return Contact.model_validate({name: row[name] for name in _FIELDS} | {"external_ids": external})


def normal_point(point: str) -> str:
    """An e-mail address in small letters, or the last ten digits of a phone number."""
    text = point.strip().lower()
    return text if "@" in text else re.sub(r"\D", "", text)[-_PHONE_DIGITS:]


def _keep(connection: Connection, person: Contact, *, is_new: bool) -> None:
    values: dict[str, Any] = person.model_dump(exclude={*_OWN, *_SCORED, "last_activity_at"}) | {"archived_at": None}
    values["kind"] = str(person.kind)
    values["consent"] = person.consent.model_dump(mode="json")
    values["said"] = person.model_dump(mode="json", include=set(_SAID))
    if is_new:
        upsert(connection, contacts, [values | {"jorge_insights": []}], key=["id"])
    else:
        connection.execute(update(contacts).where(contacts.c.id == person.id).values(values))
    _keep_areas(connection, person)
    connection.execute(delete(contact_points).where(contact_points.c.contact_id == person.id))
    points = {normal_point(point) for point in (*person.emails, *person.phones)} - {""}
    if points:
        rows = [{"contact_id": person.id, "point": point} for point in sorted(points)]
        connection.execute(insert(contact_points), rows)


def _keep_areas(connection: Connection, person: Contact) -> None:
    connection.execute(delete(contact_areas).where(contact_areas.c.contact_id == person.id))
    areas = sorted({area.strip().lower()[:64] for area in person.areas if area.strip()})
    if areas:
        connection.execute(insert(contact_areas), [{"contact_id": person.id, "area": area} for area in areas])


def _histories(connection: Connection, ids: Sequence[str]) -> dict[str, list[Activity]]:
    found: dict[str, list[Activity]] = {}
    query = select(activities).where(activities.c.contact_id.in_(ids))
    for row in connection.execute(query.order_by(activities.c.occurred_at.desc())).mappings():
        activity = Activity.model_validate({name: row[name] for name in Activity.model_fields})
        found.setdefault(row["contact_id"], []).append(activity)
    return found


def _identities(connection: Connection, system: str, ids: Sequence[str]) -> dict[str, RowMapping]:
    found: dict[str, RowMapping] = {}
    for start in range(0, len(ids), _KEYS_AT_ONCE):
        some = ids[start : start + _KEYS_AT_ONCE]
        query = select(identities).where(identities.c.system == system, identities.c.external_id.in_(some))
        found |= {row["external_id"]: row for row in connection.execute(query).mappings()}
    return found


def _is_settled(row: RowMapping, person: Contact) -> bool:
    """Whether a person was not written since we read it.

    A CRM's times may be whole seconds: what was read in the second of its writing may have been written again in it.
    """
    is_same = bool(row["read_until"] == person.updated_at)
    return is_same and row["seen_at"] - row["read_until"] > _TICK


def _mark_seen(connection: Connection, system: str, external_id: str, at: datetime) -> None:
    here = (identities.c.system == system) & (identities.c.external_id == external_id)
    connection.execute(update(identities).where(here).values(seen_at=at))
