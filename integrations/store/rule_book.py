"""Rules as rows: every version, the switches, the drafts, and the log of what was changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from integrations.models.frozen import Frozen
from integrations.store.tables.events import rule_runs
from integrations.store.tables.rule_book import rule_changes, rule_drafts, rule_switches, rule_versions
from integrations.store.upserts import insert_new, upsert

_RESTED = ("rests", "running")


class RuleRow(Frozen):
    """One version of a rule."""

    rule_id: str
    version: int
    body: dict[str, Any]
    wish: dict[str, Any] | None = None
    made_by: str
    made_at: datetime


class Change(Frozen):
    """What was changed about a rule, by whom and when."""

    at: datetime
    who: str
    what: str
    rule_id: str
    version: int
    detail: str = ""


class RuleDraft(Frozen):
    """A rule that waits to be saved; `saved_version` is what it became."""

    token: str
    body: dict[str, Any]
    wish: dict[str, Any] | None = None
    made_at: datetime
    saved_version: int | None = None


class Firings(Frozen):
    """How often a rule acted, and when last."""

    count: int
    last: datetime


def stamp(connection: Connection) -> tuple[int, int]:
    """What differs as soon as anything was changed. The count too: numbers may become visible out of their order."""
    row = connection.execute(select(func.max(rule_changes.c.sequence), func.count())).one()
    return (row[0] or 0, row[1])


def newest_versions(connection: Connection) -> list[RuleRow]:
    """The newest version of each rule that is a row."""
    newest = (
        select(rule_versions.c.rule_id, func.max(rule_versions.c.version).label("version"))
        .group_by(rule_versions.c.rule_id)
        .subquery()
    )
    joined = and_(rule_versions.c.rule_id == newest.c.rule_id, rule_versions.c.version == newest.c.version)
    rows = connection.execute(select(rule_versions).join(newest, joined).order_by(rule_versions.c.rule_id))
    return [RuleRow.model_validate(dict(row)) for row in rows.mappings()]


def version(connection: Connection, rule_id: str, number: int) -> RuleRow | None:
    """One version of a rule."""
    query = select(rule_versions).where(rule_versions.c.rule_id == rule_id, rule_versions.c.version == number)
    row = connection.execute(query).mappings().first()
    return RuleRow.model_validate(dict(row)) if row else None


def versions(connection: Connection, rule_id: str) -> list[RuleRow]:
    """Every version of a rule that is a row, newest first."""
    query = select(rule_versions).where(rule_versions.c.rule_id == rule_id).order_by(rule_versions.c.version.desc())
    return [RuleRow.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def add_version(connection: Connection, row: RuleRow) -> bool:
    """Keep a new version; False where somebody else was faster with this number."""
    if not insert_new(connection, rule_versions, row.model_dump(), key=["rule_id", "version"]):
        return False
    note(connection, Change(at=row.made_at, who=row.made_by, what="saved", rule_id=row.rule_id, version=row.version))
    return True


def switch(connection: Connection, rule_id: str, number: int, who: str, at: datetime, *, enabled: bool) -> None:
    """Switch a rule on or off, whatever its version."""
    row = {"rule_id": rule_id, "enabled": enabled, "changed_by": who, "changed_at": at}
    upsert(connection, rule_switches, [row], key=["rule_id"])
    what = "switched on" if enabled else "switched off"
    note(connection, Change(at=at, who=who, what=what, rule_id=rule_id, version=number))


def switches(connection: Connection) -> dict[str, bool]:
    """The rules that were switched by hand."""
    return {row.rule_id: row.enabled for row in connection.execute(select(rule_switches))}


def note(connection: Connection, change: Change) -> None:
    """Write down what was changed."""
    connection.execute(insert(rule_changes).values(change.model_dump()))


def changes(connection: Connection, rule_id: str, limit: int = 20) -> list[Change]:
    """What was changed about a rule, newest first."""
    query = select(rule_changes).where(rule_changes.c.rule_id == rule_id).order_by(rule_changes.c.sequence.desc())
    rows = connection.execute(query.limit(limit)).mappings()
    return [Change.model_validate({name: row[name] for name in Change.model_fields}) for row in rows]


def keep_draft(connection: Connection, draft: RuleDraft) -> None:
    """Keep a rule that waits to be saved."""
    upsert(connection, rule_drafts, [draft.model_dump()], key=["token"])


def draft(connection: Connection, token: str) -> RuleDraft | None:
    """The rule that waits under a token."""
    row = connection.execute(select(rule_drafts).where(rule_drafts.c.token == token)).mappings().first()
    return RuleDraft.model_validate(dict(row)) if row else None


def close_draft(connection: Connection, token: str, number: int) -> bool:
    """The draft became a version (0: it was thrown away); False where it was closed before."""
    here = update(rule_drafts).where(rule_drafts.c.token == token, rule_drafts.c.saved_version.is_(None))
    return connection.execute(here.values(saved_version=number)).rowcount > 0


def firings(connection: Connection, since: datetime) -> dict[str, Firings]:
    """How often each rule acted since, and when last. What rested did not act."""
    query = (
        select(rule_runs.c.rule_id, func.count().label("count"), func.max(rule_runs.c.started_at).label("last"))
        .where(rule_runs.c.started_at >= since, rule_runs.c.status.not_in(_RESTED))
        .group_by(rule_runs.c.rule_id)
    )
    rows = connection.execute(query).mappings()
    return {row["rule_id"]: Firings(count=row["count"], last=row["last"]) for row in rows}
