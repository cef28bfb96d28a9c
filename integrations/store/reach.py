from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

PATIENCE: Final = 20.0  # seconds; a server's restart takes one or two
_PAUSE: Final = 0.2
_FRESH: Final = 1.0  # seconds that a connection is taken to live after its last use
# The driver keeps no code of a refusal, only the words. A server that answers and refuses does so for good, unless it
# starts or stops, or has no connection free.
_REFUSED: Final = "FATAL"
_FOR_NOW: Final = ("the database system is", "too many", "connection slots", "terminating")


class NotStored(Exception):
    """The database is locked, full or away: nothing was written, and the same may work in a while."""


class Unreachable(Exception):
    """The database's server does not answer."""


def wait_for_server(engine: Engine, seconds: float = PATIENCE) -> Engine:
    """Make every new connection of an engine wait for a server that is away; returns the engine."""

    @event.listens_for(engine, "do_connect")
    def _wait(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        away = dialect.loaded_dbapi.OperationalError
        return _patiently(lambda: dialect.connect(*arguments, **options), seconds, away)

    return engine


def open_server(url: str, **options: Any) -> Engine:
    """An engine whose connections are asked whether they live where they lay idle for a while.

    Asking before every use costs a journey each time; a server that goes away within the second fails one statement
    then, which tells of all connections at once.
    """
    engine = create_engine(url, **options)

    @event.listens_for(engine, "checkin")
    def _note(_connection: Any, record: Any) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("idle_since", math.inf) < _FRESH:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError(str(error)) from error

    return engine


def reach(engine: Engine, seconds: float = PATIENCE) -> None:
    """Return once the server answers.

    Raises:
        Unreachable: it did not within `seconds`, or does not let us in.
    """

    def ask() -> None:
        engine.connect().close()

    try:
        _patiently(ask, seconds, OperationalError)
    except OperationalError as error:
        raise Unreachable(str(error.orig).strip().splitlines()[0]) from error


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot be used now (away, full, locked)."""
    if isinstance(error, DBAPIError):
        return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
    return isinstance(error, PoolTimeout | NotStored)


def _patiently(attempt: Callable[[], Any], seconds: float, away: type[Exception]) -> Any:
    until = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except away as error:
            said = str(error)
            for_good = _REFUSED in said and not any(words in said for words in _FOR_NOW)
            if for_good or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
