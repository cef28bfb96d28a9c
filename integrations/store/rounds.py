"""How each round that is made again and again for a system stands: when it last worked, since when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, inspect, select, update

from integrations.store.tables.rounds import rounds
from integrations.store.upserts import insert_new

Kind = Literal["copy", "events", "keys", "check"]


@dataclass(frozen=True, slots=True)
class Round:
    """One kind of round for one system.

    `copy` copies what changed, `events` follows the event log, `keys` compares all keys, `check` compares a sample
    with the source. `caught` counts the records since it began to fail, `told` says that Jorge knows of it; before
    `rest_until` it is not made again. `outcome` is what the last one found.
    """

    system: str
    kind: Kind
    done_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    error: str = ""
    told: bool = False
    caught: int = 0
    rest_until: datetime | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)


def load(connection: Connection, system: str, kind: Kind) -> Round:
    """How a round stands; a blank one where it was never made."""
    row = connection.execute(_one(system, kind)).mappings().first()
    return Round(**row) if row else Round(system, kind)


def load_all(connection: Connection) -> list[Round]:
    """Every round that was ever made."""
    query = select(rounds).order_by(rounds.c.system, rounds.c.kind)
    return [Round(**row) for row in connection.execute(query).mappings()]


def known(connection: Connection) -> list[Round]:
    """Like `load_all`, also of a database that does not have the table yet."""
    return load_all(connection) if inspect(connection).has_table(rounds.name) else []


def failed(connection: Connection, system: str, kind: Kind, error: str, at: datetime, *, caught: int = 0) -> Round:
    """Note that a round did not work; returns how it stands now."""
    old = _locked(connection, system, kind)
    more = {"failures": old.failures + 1, "error": error, "caught": old.caught + caught}
    return _keep(connection, replace(old, failing_since=old.failing_since or at, **more))  # type: ignore[arg-type]


def tell(connection: Connection, system: str, kind: Kind) -> None:
    """Note that Jorge knows of the failure."""
    _keep(connection, replace(_locked(connection, system, kind), told=True))


def worked(
    connection: Connection,
    system: str,
    kind: Kind,
    at: datetime,
    *,
    outcome: Mapping[str, Any] | None = None,
) -> Round:
    """Note that a round worked; returns how it stood before, so that the end of a failure can be told."""
    old = _locked(connection, system, kind)
    _keep(connection, Round(system, kind, done_at=at, outcome=old.outcome if outcome is None else outcome))
    return old


def found(connection: Connection, system: str, kind: Kind, outcome: Mapping[str, Any], at: datetime) -> None:
    """Note what a round found that somebody made by hand; whether it failed before is told by the next one.

    `told`, whether Jorge knows what the last one found, stays as it is: nobody tells him of this one.
    """
    old = _locked(connection, system, kind)
    told = {"told": old.outcome["told"]} if "told" in old.outcome else {}
    _keep(connection, replace(old, done_at=at, outcome={**outcome, **told}))


def rest(connection: Connection, system: str, kind: Kind, until: datetime) -> None:
    """Make this round no more before a time."""
    _keep(connection, replace(_locked(connection, system, kind), rest_until=until))


def _locked(connection: Connection, system: str, kind: Kind) -> Round:
    insert_new(connection, rounds, asdict(Round(system, kind)), key=["system", "kind"])
    return Round(**connection.execute(_one(system, kind).with_for_update()).mappings().one())


def _keep(connection: Connection, one: Round) -> Round:
    same = (rounds.c.system == one.system) & (rounds.c.kind == one.kind)
    connection.execute(update(rounds).where(same).values(asdict(one)))
    return one


def _one(system: str, kind: Kind) -> Select[Any]:
    return select(rounds).where(rounds.c.system == system, rounds.c.kind == kind)
