"""What leads look for, as Jorge set it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select

from integrations.models.contact import Contact, ContactKind
from integrations.models.saved_search import SavedSearch
from integrations.store.contacts import fetch
from integrations.store.tables.contacts import contacts
from integrations.store.tables.saved_searches import saved_searches
from integrations.store.upserts import insert_new

Searches = Mapping[str, tuple[SavedSearch, ...]]
"""Saved searches by contact id, oldest first."""


def keep(connection: Connection, search: SavedSearch, at: datetime) -> bool:
    """Keep a search; False where the lead has the same one already."""
    row = {
        "id": search.id,
        "contact_id": search.contact_id,
        "saved_at": at,
        "document": search.model_copy(update={"saved_at": at}).model_dump(mode="json"),
    }
    return insert_new(connection, saved_searches, row, key=["id"])


def of_contact(connection: Connection, contact_id: str) -> tuple[SavedSearch, ...]:
    """A lead's searches, oldest first."""
    return _found(connection, contact_id).get(contact_id, ())


def remove(connection: Connection, ids: Collection[str]) -> None:
    """Take searches off, also those that were kept when their criteria made another id."""
    rows = connection.execute(select(saved_searches.c.id, saved_searches.c.document))
    gone = [row.id for row in rows if row.id in ids or SavedSearch.model_validate(row.document).id in ids]
    connection.execute(delete(saved_searches).where(saved_searches.c.id.in_(gone)))


def seekers(connection: Connection) -> tuple[list[Contact], Searches]:
    """Everybody who looks for a home, hottest first, and the searches that were saved for them."""
    looks = contacts.c.kind.in_([ContactKind.BUYER.value, ContactKind.BOTH.value])
    has_search = contacts.c.id.in_(select(saved_searches.c.contact_id))
    living = contacts.c.archived_at.is_(None), or_(contacts.c.stage.is_(None), contacts.c.stage != "Trash")
    return fetch(connection, or_(looks, has_search), *living), _found(connection)


def _found(connection: Connection, contact_id: str | None = None) -> Searches:
    query = select(saved_searches.c.contact_id, saved_searches.c.document)
    if contact_id is not None:
        query = query.where(saved_searches.c.contact_id == contact_id)
    found: defaultdict[str, tuple[SavedSearch, ...]] = defaultdict(tuple)
    for row in connection.execute(query.order_by(saved_searches.c.saved_at, saved_searches.c.id)):
        found[row.contact_id] += (SavedSearch.model_validate(row.document),)
    return found
