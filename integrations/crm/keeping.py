"""What is done with a person that was read: keep it, score it, and say what that changed. Runs inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from integrations.crm.contract import Record
from integrations.crm.criteria import fill
from integrations.crm.scoring import last_sign_of_life, score
from integrations.models.contact import HOT, Activity, Contact
from integrations.store import contacts as book
from integrations.store import crm_sync
from integrations.store.book import Connection


@dataclass(frozen=True, slots=True)
class Scored:
    """A contact with its new temperature, the one before, and whether anything was learned about it."""

    contact: Contact
    before: int
    is_news: bool = False

    @property
    def became_hot(self) -> bool:
        """Whether it crossed the line just now."""
        return self.before < HOT <= self.contact.jorge_temperature


def keep_records(
    connection: Connection, system: str, records: Sequence[Record], seen_at: datetime
) -> tuple[list[str], list[str]]:
    """Keep people of one system; returns the ids there of new and of changed ones."""
    counts = book.save(connection, system, [record.contact for record in records], seen_at=seen_at)
    there = {record.external_id: record.temperature_there for record in records}
    crm_sync.note_temperatures(connection, system, there)
    return counts


def keep_person(
    connection: Connection, system: str, record: Record, activities: Iterable[Activity], now: datetime
) -> Scored:
    """Keep one person with what it did, and score it."""
    added, changed = keep_records(connection, system, [record], now)
    active = book.save_activities(connection, system, {record.external_id: activities})
    crm_sync.freshen(connection, system, [record.external_id])
    ids = crm_sync.contact_ids(connection, system, [record.external_id])
    return replace(rescore(connection, ids, now)[0], is_news=bool(added or changed or active))


def rescore(connection: Connection, ids: Sequence[str], now: datetime) -> list[Scored]:
    """Score these contacts again from all that is known of them."""
    done: list[Scored] = []
    for contact, activities in book.as_said(connection, ids):
        temperature = score(contact, activities, now)
        found = fill(contact, activities).model_copy(
            update={
                "jorge_temperature": temperature.score,
                "jorge_insights": temperature.reasons,
                "last_activity_at": last_sign_of_life(contact, activities),
            }
        )
        book.set_temperature(connection, found, temperature, last_sign_of_life(contact, activities), now)
        done.append(Scored(found, contact.jorge_temperature))
    return done
