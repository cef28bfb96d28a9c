"""Turns at a vendor: how many requests may go out when, over all processes, right in every rolling window."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, RowMapping, select, update

from integrations.store.book import Store
from integrations.store.clock import database_now
from integrations.store.tables.buckets import vendor_paces
from integrations.store.upserts import insert_new
from integrations.wire.pace import Rate

Turns = Sequence[tuple[int, int]]

_SECOND: Final = 1_000_000
_GRAINS: Final = 128
# A request leaves a little after its turn and travels; two of them must not come closer together than allowed.
_SLACK: Final = 0.05
_LEAST_SLACK: Final = 0.05  # seconds


def next_turns(known: Turns, now: int, rate: Rate, count: int, not_before: int = 0) -> tuple[list[int], Turns]:
    """When the next `count` requests may go out, and what is to be remembered; times in microseconds.

    Of any `limit` + 1 turns in a row the first and the last lie at least the window apart, so no window holds more
    than `limit`. A bucket that fills steadily would let twice as many through. Long windows are remembered in grains,
    each as late as its last turn: that errs on the slow side.
    """
    window = int(max(rate.seconds * (1 + _SLACK), rate.seconds + _LEAST_SLACK) * _SECOND)
    grain = window // _GRAINS if rate.limit > _GRAINS else 0
    turns = [(at, many) for at, many in known if at + window > now]
    given = []
    for _ in range(count):
        latest = turns[-1][0] if turns else 0
        turn = max(now, not_before, latest, _free(turns, rate.limit) + window)
        given.append(turn)
        if turns and grain and turn // grain == latest // grain:
            turns[-1] = (turn, turns[-1][1] + 1)
        else:
            turns.append((turn, 1))
    return given, turns


def _free(turns: Turns, limit: int) -> int:
    """The turn that must lie a window back: the one `limit` turns ago; long ago where there are not as many."""
    seen = 0
    for at, many in reversed(turns):
        seen += many
        if seen >= limit:
            return at
    return -(2**62)


def take(connection: Connection, vendor: str, rate: Rate, count: int) -> list[float]:
    """Take `count` turns; returns for each in how many seconds it is."""
    row = _row(connection, vendor, rate.context)
    now = database_now(connection)
    given, turns = next_turns(row["turns"], now, rate, count, row["not_before"])
    where = (vendor_paces.c.vendor == vendor, vendor_paces.c.context == rate.context)
    connection.execute(update(vendor_paces).where(*where).values(turns=[list(turn) for turn in turns]))
    return [(turn - now) / _SECOND for turn in given]


def hold(connection: Connection, vendor: str, context: str, seconds: float) -> None:
    """Give no turn for a while, because the vendor asked for that."""
    row = _row(connection, vendor, context)
    until = max(row["not_before"], database_now(connection) + int(seconds * _SECOND))
    where = (vendor_paces.c.vendor == vendor, vendor_paces.c.context == context)
    connection.execute(update(vendor_paces).where(*where).values(not_before=until))


def _row(connection: Connection, vendor: str, context: str) -> RowMapping:
    fresh = {"vendor": vendor, "context": context, "turns": [], "not_before": 0}
    insert_new(connection, vendor_paces, fresh, key=["vendor", "context"])
    query = select(vendor_paces).where(vendor_paces.c.vendor == vendor, vendor_paces.c.context == context)
    return connection.execute(query.with_for_update()).mappings().one()


def turns_left(connection: Connection, rates: Mapping[str, Sequence[Rate]]) -> dict[tuple[str, str], int]:
    """How many turns each vendor has left in the window that ends now, over all processes, by vendor and context."""
    now = database_now(connection)
    found = {}
    for row in connection.execute(select(vendor_paces)).mappings():
        rate = next((one for one in rates.get(row["vendor"], ()) if one.context == row["context"]), None)
        if rate is not None:
            begins = now - int(rate.seconds * _SECOND)
            used = sum(many for at, many in row["turns"] if at > begins)
            held = row["not_before"] > now
            found[row["vendor"], row["context"]] = 0 if held else max(0, rate.limit - used)
    return found


class SharedPace:
    """A vendor's pace, kept in the store (see `integrations.wire.pace.Pace`). Who waits together asks together."""

    def __init__(self, store: Store, vendor: str, rate: Rate) -> None:
        self._store = store
        self._vendor = vendor
        self._rate = rate
        self._waiting: list[asyncio.Future[float]] = []
        self._asking: asyncio.Task[None] | None = None

    async def turn(self, _request: str = "") -> None:
        """Return when the next request may go out."""
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[float] = loop.create_future()
        self._waiting.append(mine)
        if self._asking is None or self._asking.done():
            self._asking = loop.create_task(self._ask(), name=f"pace:{self._vendor}")
        await asyncio.sleep(max(0.0, await mine - loop.time()))

    async def hold(self, seconds: float, _request: str = "") -> None:
        """The vendor asked everybody to wait."""
        await self._store.write(hold, self._vendor, self._rate.context, seconds)

    async def _ask(self) -> None:
        while self._waiting:
            asking, self._waiting = self._waiting, []
            try:
                waits = await self._store.write(take, self._vendor, self._rate, len(asking))
            except Exception as error:  # noqa: BLE001  # told to everybody who waits
                for one in asking:
                    if not one.done():
                        one.set_exception(error)
                continue
            # Counted from the answer: late is right, early never.
            answered = asyncio.get_running_loop().time()
            for one, wait in zip(asking, waits, strict=True):
                if not one.done():
                    one.set_result(answered + wait)


class SharedPaces:
    """The paces of a vendor that limits some requests apart: each waits in the first context that counts it.

    In one only: two turns of two contexts come at two times, and the request is late for one of them. Where the vendor
    counts a request in a wider context too, that one's rate is what the narrower ones leave of it.
    """

    def __init__(self, store: Store, vendor: str, rates: Sequence[Rate]) -> None:
        self._paces = [(rate, SharedPace(store, vendor, rate)) for rate in rates]

    async def turn(self, request: str = "") -> None:
        """Return when a request may go out."""
        for pace in self._counting(request):
            await pace.turn()

    async def hold(self, seconds: float, request: str = "") -> None:
        """The vendor asked everybody to wait with requests that are counted where this one is."""
        for pace in self._counting(request):
            await pace.hold(seconds)

    def _counting(self, request: str) -> list[SharedPace]:
        return [pace for rate, pace in self._paces if rate.counts(request)][:1]
