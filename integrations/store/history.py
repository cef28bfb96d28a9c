"""Reading back what happened, event by event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from integrations.events import Event
from integrations.store.tables.events import events

_AT_ONCE = 500


def since(connection: Connection, moment: datetime) -> Iterator[Event]:
    """Every event that arrived at or after a moment, in the order of arrival."""
    columns = [events.c[name] for name in Event.model_fields]
    query = select(*columns).where(events.c.received_at >= moment).order_by(events.c.sequence)
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query).mappings():
        yield Event.model_validate(dict(row))
