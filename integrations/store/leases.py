"""Leases: who does what only one may do, until when. A lease that is not renewed lapses and may be taken."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from integrations.models.frozen import Frozen
from integrations.store.clock import database_now
from integrations.store.tables.leases import leases
from integrations.store.upserts import insert_new


class Lease(Frozen):
    """Who holds a name, and for how many seconds more; below zero it has lapsed."""

    name: str
    holder: str
    left: float


def hold(connection: Connection, name: str, holder: str, seconds: float, *, over: str = "") -> bool:
    """Take a lease that is free or has lapsed, or renew one's own; False where somebody else holds it.

    `over` names a holder who is known to be dead: the lease is taken from them before it lapses.
    """
    now = database_now(connection)
    row = {"name": name, "holder": holder, "until": now + int(seconds * 1_000_000)}
    if insert_new(connection, leases, row, key=["name"]):
        return True
    # One statement decides, so of two who come at once one wins.
    mine = (leases.c.holder == holder) | (leases.c.until < now) | (leases.c.holder == (over or holder))
    taken = update(leases).where(leases.c.name == name, mine).values(holder=holder, until=row["until"])
    return bool(connection.execute(taken).rowcount)


def release(connection: Connection, name: str, holder: str) -> None:
    """Give a lease back."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def release_all(connection: Connection, holder: str) -> None:
    """Give everything back that `holder` holds."""
    connection.execute(delete(leases).where(leases.c.holder == holder))


def named(connection: Connection, prefix: str) -> Sequence[Lease]:
    """The leases whose names begin with `prefix`."""
    now = database_now(connection)
    rows = connection.execute(
        select(leases).where(leases.c.name.startswith(prefix, autoescape=True)).order_by(leases.c.name)
    )
    return [
        Lease(name=row["name"], holder=row["holder"], left=(row["until"] - now) / 1_000_000) for row in rows.mappings()
    ]
