"""Writing many events into the inbox with one statement and one commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import orjson
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from integrations.events import Event
from integrations.models.frozen import Frozen
from integrations.store.book import Store
from integrations.store.reach import NotStored, is_away
from integrations.store.tables.events import events, quarantine


class Verdict(StrEnum):
    """What the inbox says of an event: it is new, is there already, or its key is there with another content."""

    NEW = "new"
    REPEAT = "repeat"
    CONFLICT = "conflict"


class Figures(Frozen):
    """The inbox in numbers."""

    waiting: int = 0
    oldest_waiting: datetime | None = None
    dead: int = 0
    quarantined: int = 0


Batch = Sequence[Sequence[Event]]

CONFLICT_NOTE: Final = "arrived again under the same key with another content, which was not looked at"
_ATTEMPTS: Final = 3
_DEADLOCK: Final = ("40P01", "40001")
_COLUMNS: Final = "id, source, type, key, occurred_at, received_at, payload, cause, depth"

# The whole batch travels as one JSON array: the statement's text never changes with its length, and unpacking it is
# the database's work, done while Python serves requests.
_INSERT: Final = {
    "sqlite": text(f"""INSERT INTO events ({_COLUMNS})
        SELECT {", ".join(f"json_extract(value, '$[{index}]')" for index in range(9))} FROM json_each(:rows) WHERE true
        ON CONFLICT (source, key) DO NOTHING"""),  # noqa: S608  # constants
    "postgresql": text(f"""INSERT INTO events ({_COLUMNS}) SELECT value->>0, value->>1, value->>2, value->>3,
        CAST(value->>4 AS bigint), CAST(value->>5 AS bigint), value->>6, value->>7, CAST(value->>8 AS integer)
        FROM jsonb_array_elements(CAST(:rows AS jsonb)) AS rows(value)
        ON CONFLICT (source, key) DO NOTHING"""),  # noqa: S608  # constants
}
# One row with all ids, not a row for each: SQLite's driver lets go of Python's lock for every single row.
_ARRIVED: Final = {
    "sqlite": text("""SELECT json_group_array(events.id) FROM json_each(:ids) JOIN events ON events.id = value"""),
    "postgresql": text("""SELECT CAST(json_agg(events.id) AS text)
        FROM json_array_elements_text(CAST(:ids AS json)) AS ids(value) JOIN events ON events.id = value"""),
}
_KNOWN: Final = {
    "sqlite": text("""SELECT json_extract(value, '$[0]') AS asked, events.id, events.payload FROM json_each(:rows)
        JOIN events ON events.source = json_extract(value, '$[1]') AND events.key = json_extract(value, '$[3]')"""),
    "postgresql": text("""SELECT value->>0 AS asked, events.id, events.payload
        FROM jsonb_array_elements(CAST(:rows AS jsonb)) AS rows(value)
        JOIN events ON events.source = value->>1 AND events.key = value->>3"""),
}
_COUNT_REPEAT: Final = text(
    """UPDATE events SET repeats = repeats + 1,
    note = CASE WHEN :note = '' OR note = :note THEN note WHEN note = '' THEN :note ELSE note || '; ' || :note END
    WHERE id = :id"""
)


def commit(store: Store, batch: Batch) -> list[list[Verdict]]:
    """Write groups of events in one transaction; returns once they are on disk, with a verdict for each.

    Raises:
        NotStored: the database is locked, full or away.
    """
    flat = [event for group in batch for event in group]
    verdicts = iter(_commit(store, flat))
    return [[next(verdicts) for _ in group] for group in batch]


def _commit(store: Store, flat: Sequence[Event]) -> list[Verdict]:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with store.writing() as connection:
                return record_batch(connection, flat)
        except DBAPIError as error:
            # Two processes that insert the same keys in another order wait for each other; the loser tries again.
            if getattr(error.orig, "sqlstate", None) in _DEADLOCK and attempt < _ATTEMPTS:
                continue
            if is_away(error):
                raise NotStored(str(error.orig)) from error
            raise
        except PoolTimeout as error:
            raise NotStored("no connection to the database is free") from error
    raise NotStored("the database gave up because of other writers")


def record_batch(connection: Connection, batch: Sequence[Event]) -> list[Verdict]:
    """Put events into the inbox with one statement. Those whose (source, key) is there are counted as repeats.

    One that is there with another payload gets a note; it is not done again.
    """
    rows = [_row(event) for event in batch]
    written = connection.execute(_INSERT[connection.dialect.name], {"rows": _json(rows)})
    if written.rowcount == len(rows):
        return [Verdict.NEW] * len(rows)
    ids = connection.execute(_ARRIVED[connection.dialect.name], {"ids": _json([row[0] for row in rows])})
    new = set(orjson.loads(ids.scalar() or "[]"))
    known = _judge(connection, [row for row in rows if row[0] not in new])
    return [Verdict.NEW if event.id in new else known[event.id] for event in batch]


def figures(connection: Connection) -> Figures:
    """How much waits, since when, and how much was given up."""
    waiting = events.c.status == "new"
    oldest = select(events.c.received_at).where(waiting).order_by(events.c.sequence).limit(1)
    return Figures(
        waiting=_count(connection, select(func.count()).where(waiting)),
        oldest_waiting=connection.execute(oldest).scalar(),
        dead=_count(connection, select(func.count()).where(events.c.status == "dead")),
        quarantined=_count(connection, select(func.count()).select_from(quarantine)),
    )


def _judge(connection: Connection, rows: Sequence[Sequence[Any]]) -> dict[str, Verdict]:
    payloads = {row[0]: row[6] for row in rows}
    found = connection.execute(_KNOWN[connection.dialect.name], {"rows": _json(rows)}).all()
    verdicts = {
        asked: Verdict.REPEAT if payloads[asked] == payload else Verdict.CONFLICT for asked, _, payload in found
    }
    notes = [
        {"id": mark, "note": CONFLICT_NOTE if verdicts[asked] is Verdict.CONFLICT else ""} for asked, mark, _ in found
    ]
    if len(found) < len(rows):
        raise NotStored("an event that was there has vanished meanwhile")
    connection.execute(_COUNT_REPEAT, notes)
    return verdicts


def _row(event: Event) -> list[Any]:
    return [
        event.id,
        event.source,
        event.type,
        event.key,
        _micros(event.occurred_at),
        _micros(event.received_at),
        as_kept(event.payload),
        event.cause,
        event.depth,
    ]


def as_kept(payload: Any) -> str:
    """A payload as it lies in the store.

    Raises:
        TypeError: it cannot be written as JSON.
    """
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS, default=str).decode()


def _micros(value: datetime) -> int:
    at = value.astimezone(UTC)
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def _json(rows: Sequence[Any]) -> str:
    return orjson.dumps(rows).decode()


def _count(connection: Connection, query: Any) -> int:
    return int(connection.execute(query).scalar() or 0)
