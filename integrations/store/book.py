from __future__ import annotations

import asyncio
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from integrations.store import tables
from integrations.store.reach import open_server
from integrations.store.schema import metadata
from integrations.store.turns import Turns

T = TypeVar("T")


class Store:
    """The book of record: SQLite in WAL with full durability, or PostgreSQL, by URL alone.

    Queries are plain functions `query(connection, ...)` in `integrations/store/<noun>.py`. `read` and `write` run one
    in a worker thread, `write` in a transaction that commits when the function returns.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _open_sqlite(url) if self.is_sqlite else open_server(url, pool_size=10)
        # A read stands alone, so that it needs no transaction around it: on a server that is two journeys less.
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer = Turns()
        load_tables()

    @classmethod
    def at(cls, path: Path) -> Store:
        """The store in a SQLite file."""
        return cls(f"sqlite:///{path}")

    def migrate(self) -> None:
        """Bring the tables up to date."""
        from integrations.store.migration import upgrade

        upgrade(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction; on SQLite one writer at a time in this process."""
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._writer, self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    async def read(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run `query(connection, *args, **kwargs)` in a worker thread."""

        def run() -> T:
            with self.reading() as connection:
                return query(connection, *args, **kwargs)

        return await asyncio.to_thread(run)

    async def write(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run `query(connection, *args, **kwargs)` in a worker thread and commit."""

        def run() -> T:
            with self.writing() as connection:
                return query(connection, *args, **kwargs)

        return await asyncio.to_thread(run)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def load_tables() -> None:
    """Import every module of `integrations/store/tables`, so that the metadata is whole."""
    for found in pkgutil.iter_modules(tables.__path__):
        import_module(f"{tables.__name__}.{found.name}")


def _open_sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30.0})

    @event.listens_for(engine, "connect")
    def _tune(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN would start a deferred transaction, which fails when it later wants to write.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


__all__ = ["Connection", "Store", "load_tables", "metadata"]
