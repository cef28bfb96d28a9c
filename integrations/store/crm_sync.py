"""What a sync of a CRM remembers: how far it came, who must be scored again, what the CRM holds of ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select, update

from integrations.models.contact import Contact
from integrations.store.contacts import fingerprint
from integrations.store.tables.contacts import contacts, crm_cursors, identities
from integrations.store.upserts import upsert

_FEW: Final = 500  # ids that go into one question; for more, all are read


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a system was read. While a walk is under way `walk_token` says where it goes on."""

    system: str
    watermark: datetime | None = None
    walk_since: datetime | None = None
    walk_started: datetime | None = None
    walk_newest: datetime | None = None
    walk_failed: datetime | None = None
    walk_token: str | None = None
    synced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A contact's id in a system, and the temperature that system is known to hold."""

    external_id: str
    contact_id: str
    temperature: int
    temperature_there: int | None


def cursor(connection: Connection, system: str) -> Cursor:
    """How far `system` was read."""
    row = connection.execute(select(crm_cursors).where(crm_cursors.c.system == system)).mappings().first()
    return Cursor(**row) if row else Cursor(system)


def keep_cursor(connection: Connection, system: str, **values: Any) -> None:
    """Change the cursor of `system`."""
    upsert(connection, crm_cursors, [{"system": system, **values}], key=["system"])


def note_temperatures(connection: Connection, system: str, there: Mapping[str, int | None]) -> None:
    """Remember which temperature the system holds, by its ids."""
    for external_id, value in there.items():
        connection.execute(update(identities).where(_is(system, external_id)).values(temperature_there=value))


def note_own_write(connection: Connection, system: str, external_id: str, before: datetime, after: datetime) -> None:
    """A write of ours moved a person's update time from `before` to `after`: no news if we had read `before`."""
    where = _is(system, external_id) & (identities.c.read_until == before)
    connection.execute(update(identities).where(where).values(read_until=after))


def is_news(connection: Connection, system: str, person: Contact) -> bool:
    """Whether this reading of a person holds anything that we have not read."""
    where = _is(system, person.external_ids[system]) & identities.c.gone_at.is_(None) & ~identities.c.is_stale
    row = connection.execute(select(identities).where(where)).mappings().first()
    return row is None or row["read_until"] != person.updated_at or row["fingerprint"] != fingerprint(person)


def stale(connection: Connection, system: str) -> list[str]:
    """Ids of people whose activities must be read again."""
    query = select(identities.c.external_id).where(identities.c.system == system, identities.c.is_stale)
    return list(connection.execute(query.order_by(identities.c.external_id)).scalars())


def freshen(connection: Connection, system: str, ids: Sequence[str]) -> None:
    """The activities of these people were read."""
    for external_id in ids:
        connection.execute(update(identities).where(_is(system, external_id)).values(is_stale=False))


def unseen_since(connection: Connection, system: str, at: datetime) -> list[str]:
    """Ids that a complete walk begun at `at` did not meet."""
    query = select(identities.c.external_id).where(
        identities.c.system == system, identities.c.seen_at < at, identities.c.gone_at.is_(None)
    )
    return list(connection.execute(query).scalars())


def count(connection: Connection, system: str) -> int:
    """How many people of `system` are known and not gone."""
    query = select(func.count()).select_from(identities)
    return connection.execute(query.where(identities.c.system == system, identities.c.gone_at.is_(None))).scalar_one()


def contact_ids(connection: Connection, system: str, ids: Collection[str]) -> list[str]:
    """Our ids of these people."""
    pairs = select(identities.c.external_id, identities.c.contact_id).where(identities.c.system == system)
    wanted = set(ids)
    if len(wanted) <= _FEW:
        pairs = pairs.where(identities.c.external_id.in_(wanted))
    return [ours for theirs, ours in connection.execute(pairs) if theirs in wanted]


def scored_before(connection: Connection, at: datetime) -> list[str]:
    """Our ids of contacts whose score is older than `at`, or who have none."""
    old = or_(contacts.c.scored_at.is_(None), contacts.c.scored_at < at)
    return list(connection.execute(select(contacts.c.id).where(old, contacts.c.archived_at.is_(None))).scalars())


def temperatures(connection: Connection, system: str) -> list[Identity]:
    """Our temperatures beside those that the system holds, hottest first."""
    query = (
        select(
            identities.c.external_id,
            identities.c.contact_id,
            contacts.c.jorge_temperature.label("temperature"),
            identities.c.temperature_there,
        )
        .join(contacts, contacts.c.id == identities.c.contact_id)
        .where(identities.c.system == system, identities.c.gone_at.is_(None), contacts.c.scored_at.is_not(None))
        .order_by(contacts.c.jorge_temperature.desc(), contacts.c.id)
    )
    return [Identity(**row) for row in connection.execute(query).mappings()]


def _is(system: str, external_id: str) -> Any:
    return (identities.c.system == system) & (identities.c.external_id == external_id)
