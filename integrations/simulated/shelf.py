"""Where the town keeps its documents: JSON in memory, written through to one SQLite file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from pathlib import Path

_SCHEMA = """
create table if not exists document (
    seq integer primary key, kind text not null, key text not null, body blob not null, unique (kind, key));
create table if not exists meta (key text primary key, value text not null);
"""
_UPSERT = (
    "insert into document (kind, key, body) values (?, ?, ?) on conflict (kind, key) do update set body = excluded.body"
)


class Drawer(MutableMapping[str, dict[str, Any]]):
    """All documents of one kind, by key, in the order in which they were first put.

    A document is written when it is assigned (`drawer[key] = document`). Changing a document in place changes
    memory only: assign it again, or call `touch(key)`, to keep the change.
    """

    def __init__(self, shelf: Shelf, kind: str, documents: dict[str, dict[str, Any]]) -> None:
        """Hold `documents` in memory; made by `Shelf.drawer`, not by callers."""
        self._shelf = shelf
        self._kind = kind
        self._documents = documents

    def __getitem__(self, key: str) -> dict[str, Any]:
        """Return the live document, not a copy."""
        return self._documents[key]

    def __setitem__(self, key: str, value: dict[str, Any]) -> None:
        """Put a document and write it."""
        body = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
        self._documents[key] = value
        self._shelf.write(self._kind, key, body)

    def __delitem__(self, key: str) -> None:
        """Take a document off the shelf."""
        del self._documents[key]
        self._shelf.write(self._kind, key, None)

    def __iter__(self) -> Iterator[str]:
        """Yield keys, oldest document first."""
        return iter(self._documents)

    def __len__(self) -> int:
        """Count the documents."""
        return len(self._documents)

    def touch(self, key: str) -> None:
        """Write a document that was changed in place."""
        self[key] = self._documents[key]


class Shelf:
    """The town's storage: drawers of JSON documents plus a few named values.

    Every write is committed at once, or when the surrounding `bulk()` ends. One process owns a file.
    """

    def __init__(self, path: Path | None) -> None:
        """Open (or create) the file at `path`; None keeps everything in memory.

        Raises:
            OSError: the folder of `path` cannot be created.
            sqlite3.Error: the file cannot be opened or is not a database.
        """
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._lock = threading.RLock()
        self._drawers: dict[str, Drawer] = {}
        self._pending: dict[tuple[str, str], bytes | None] = {}
        self._depth = 0
        self._db = sqlite3.connect(str(path or ":memory:"), check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_SCHEMA)

    def drawer(self, kind: str) -> Drawer:
        """Return the drawer of `kind`, read from the file at its first use; the same object each time."""
        with self._lock:
            if kind not in self._drawers:
                rows = self._db.execute("select key, body from document where kind = ? order by seq", (kind,))
                self._drawers[kind] = Drawer(self, kind, {key: orjson.loads(body) for key, body in rows})
            return self._drawers[kind]

    def meta(self, key: str, default: str | None = None) -> str | None:
        """Return a named value, or `default`."""
        with self._lock:
            row = self._db.execute("select value from meta where key = ?", (key,)).fetchone()
        return default if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Keep a named value, committed at once."""
        with self._lock:
            self._db.execute("insert or replace into meta (key, value) values (?, ?)", (key, value))

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Make many writes one transaction, committed when the outermost `bulk` ends.

        It is committed after an error too, because memory already holds what was put.
        """
        with self._lock:
            self._depth += 1
        try:
            yield
        finally:
            with self._lock:
                self._depth -= 1
                if self._depth == 0:
                    self.flush()

    def write(self, kind: str, key: str, body: bytes | None) -> None:
        """Keep (or with None remove) one serialised document; used by drawers."""
        with self._lock:
            self._pending[kind, key] = body
            if self._depth == 0:
                self.flush()

    def flush(self) -> None:
        """Commit what waits in a `bulk`."""
        with self._lock:
            if not self._pending:
                return
            puts = [(kind, key, body) for (kind, key), body in self._pending.items() if body is not None]
            gone = [pair for pair, body in self._pending.items() if body is None]
            self._db.execute("begin immediate")
            self._db.executemany(_UPSERT, puts)
            self._db.executemany("delete from document where kind = ? and key = ?", gone)
            self._db.execute("commit")
            self._pending.clear()

    def close(self) -> None:
        """Commit and release the file; a closed shelf cannot be used again."""
        with self._lock:
            self.flush()
            self._db.close()
