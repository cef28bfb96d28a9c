"""Taking the words of withdrawn listings out of everything that is kept: what happened stays, what it told goes."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, Text, cast, delete, or_, select, update

from integrations.store.tables.alerts import alerts
from integrations.store.tables.approvals import approvals, audit
from integrations.store.tables.campaigns import campaigns, sends
from integrations.store.tables.events import events, rule_runs
from integrations.store.tables.events import quarantine as webhooks
from integrations.store.tables.listings import quarantine as records
from integrations.store.tables.rounds import rounds
from integrations.store.tables.sequences import sequence_runs
from integrations.store.tables.slack import slack_offers, slack_seen
from integrations.store.tables.takedowns import slack_said

WITHDRAWN: Final = "A listing that the MLS has withdrawn from us"
_AT_ONCE: Final = 25  # words in four spellings and eight columns: SQLite takes 1,000 conditions in a row
Words = Sequence[str]
Change = Callable[[Mapping[str, Any], re.Pattern[str]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where listings are told of: the columns that are cleaned, and what else changes in a row that told of one."""

    table: Table
    key: str
    columns: tuple[str, ...]
    also: Change = lambda _row, _pattern: {}


def _stopped(row: Mapping[str, Any], _pattern: re.Pattern[str]) -> Mapping[str, Any]:
    """What waits to be done with it is not done any more."""
    if row["status"] not in {"pending", "approved", "running"}:
        return {}
    return {
        "status": "cancelled" if row["status"] == "pending" else "failed",
        "note": f"{WITHDRAWN}. Nothing was sent.",
    }


def _unsent(row: Mapping[str, Any], _pattern: re.Pattern[str]) -> Mapping[str, Any]:
    waits = row["status"] in {"planned", "deferred"}
    return {"status": "suppressed", "reason": WITHDRAWN} if waits else {}


def _unnamed(row: Mapping[str, Any], pattern: re.Pattern[str]) -> Mapping[str, Any]:
    """An event's key names the record; it stays unique without."""
    if not pattern.search(row["key"]):
        return {}
    return {"key": f"withdrawn:{hashlib.sha256(row['key'].encode()).hexdigest()[:32]}"}


def _blank(row: Mapping[str, Any], pattern: re.Pattern[str]) -> Mapping[str, Any]:
    """An alert about it keeps no word; one that names it among others keeps the rest."""
    if not row["listing_ref"] or not pattern.fullmatch(row["listing_ref"]):
        return {}
    return {"title": WITHDRAWN, "why": "", "first_step": "", "facts": [], "reasons": [], "quote": "",
            "record_url": None, "listing_ref": None, "story": f"withdrawn:{row['id']}"}  # fmt: skip


_PLACES: Final = (
    Place(events, "sequence", ("payload", "note"), _unnamed),
    Place(rule_runs, "id", ("steps", "error")),
    Place(approvals, "id", ("args", "plan", "summary", "result", "note"), _stopped),
    Place(audit, "id", ("detail", "subject")),
    Place(campaigns, "id", ("plan", "title", "note")),
    Place(sends, "key", ("body", "reason"), _unsent),
    Place(alerts, "id", ("title", "why", "first_step", "facts", "reasons", "quote", "story", "listing_ref"), _blank),
    Place(sequence_runs, "id", ("reason",)),
    Place(slack_seen, "key", ("question",)),
)
_DROPPED: Final = (
    (records, ("key", "body")),
    (slack_offers, ("offer",)),
)


def redact(connection: Connection, words: Words, pattern: re.Pattern[str]) -> int:
    """Take the words out of everything that tells of what happened; how many rows told of them.

    Whole sentences go, as what stands beside an address is of the listing, too.
    """
    found = sum(_clean(connection, place, words, pattern) for place in _PLACES)
    for table, names in _DROPPED:
        for some in _batches(words):
            connection.execute(delete(table).where(_telling(table, names, some)))
    _drop_webhooks(connection, pattern)
    return found + _clean_rounds(connection, pattern)


def _clean_rounds(connection: Connection, pattern: re.Pattern[str]) -> int:
    """What the last rounds found; there are a few for each system."""
    cleaned = 0
    for row in connection.execute(select(rounds)).all():
        values = {"outcome": scrubbed(row.outcome, pattern), "error": scrubbed(row.error, pattern)}
        if values != {"outcome": row.outcome, "error": row.error}:
            same = (rounds.c.system == row.system) & (rounds.c.kind == row.kind)
            connection.execute(update(rounds).where(same).values(values))
            cleaned += 1
    return cleaned


def _drop_webhooks(connection: Connection, pattern: re.Pattern[str]) -> None:
    """What nobody could read is kept in bytes, which no database searches; there is little of it."""
    for row in connection.execute(select(webhooks.c.id, webhooks.c.body)).all():
        if pattern.search(bytes(row.body).decode(errors="replace")):
            connection.execute(delete(webhooks).where(webhooks.c.id == row.id))


def take_back(connection: Connection, words: Words, pattern: re.Pattern[str]) -> int:
    """Mark what stands in Slack and tells of them; how many messages and files that is."""
    marked = 0
    for row in _rows(connection, slack_said, ("said",), words):
        if pattern.search(html.unescape(row["said"])):
            here = slack_said.c.id == row["id"]
            connection.execute(update(slack_said).where(here).values(said="", withdrawn=True))
            marked += 1
    return marked


def _clean(connection: Connection, place: Place, words: Words, pattern: re.Pattern[str]) -> int:
    cleaned = 0
    looked_at = place.columns if place.table is not events else (*place.columns, "key")
    for row in _rows(connection, place.table, looked_at, words):
        given = {name: row[name] for name in place.columns}
        values = {name: scrubbed(value, pattern) for name, value in given.items()} | dict(place.also(row, pattern))
        changed = {name: value for name, value in values.items() if value != row[name]}
        if changed:
            connection.execute(update(place.table).where(place.table.c[place.key] == row[place.key]).values(changed))
            cleaned += 1
    return cleaned


def scrubbed(value: Any, pattern: re.Pattern[str]) -> Any:
    """The value without the strings that tell of a withdrawn listing; what is about it alone goes whole."""
    if isinstance(value, str):
        return WITHDRAWN if pattern.search(html.unescape(value)) else value
    if isinstance(value, list):
        return [scrubbed(one, pattern) for one in value]
    if isinstance(value, dict):
        if "own" in value and pattern.fullmatch(str(value.get("listing_ref") or "")):
            return {"withdrawn": WITHDRAWN}
        return {scrubbed(name, pattern): scrubbed(one, pattern) for name, one in value.items()}
    return value


def _rows(connection: Connection, table: Table, names: Sequence[str], words: Words) -> list[dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    key = next(iter(table.primary_key.columns))
    for some in _batches(words):
        for row in connection.execute(select(table).where(_telling(table, names, some))).mappings():
            found[row[key.name]] = dict(row)
    return list(found.values())


def _telling(table: Table, names: Sequence[str], words: Words) -> ColumnElement[bool]:
    spelled = {form for word in words for form in _spellings(word)}
    told = [cast(table.c[name], Text) for name in names]
    return or_(*(column.ilike(f"%{_escaped(form)}%", escape="/") for column in told for form in spelled))


def _spellings(word: str) -> set[str]:
    plain = {word, html.escape(word, quote=False)}
    return plain | {json.dumps(one)[1:-1] for one in plain}


def _escaped(word: str) -> str:
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _batches(words: Words) -> Iterator[Words]:
    return (words[place : place + _AT_ONCE] for place in range(0, len(words), _AT_ONCE))
