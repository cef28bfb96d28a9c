"""What a withdrawn listing takes with it, beyond the copy: analyses, report files, conversations, words on alerts."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path

import structlog

from integrations.store import Store
from integrations.store.purge import blank_alerts, drop_analyses

log = structlog.get_logger(__name__)


class Purger:
    """Deletes what we keep about listings that we may no longer hold; every part of it may be repeated."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder

    async def __call__(self, refs: Sequence[str]) -> None:
        """Delete what is kept of these listings."""
        forgotten = await self._store.write(drop_analyses, refs)
        await self._store.write(blank_alerts, refs)
        files = await asyncio.to_thread(_remove_files, self._folder / "files", forgotten.analyses)
        words = {*refs, *forgotten.streets}
        threads = await asyncio.to_thread(_forget_threads, self._folder / "memory.db", words)
        log.info("listings_purged", listings=len(refs), cmas=len(forgotten.analyses), files=files, threads=threads)


def _remove_files(folder: Path, names: Collection[str]) -> int:
    """Remove the files of these analyses: `<id>.pdf`, `<id>-map.png`."""
    found = [one for one in folder.glob("*") if one.is_file() and one.name.startswith(tuple(names))]
    for one in found:
        one.unlink(missing_ok=True)
    return len(found)


def _forget_threads(path: Path, words: Collection[str]) -> int:
    """Forget every conversation in which one of these words was said."""
    if not path.is_file():
        return 0
    said = [form for word in words for form in _spelled(word)]
    with closing(sqlite3.connect(path, timeout=30)) as memory:
        memory.execute("PRAGMA secure_delete = ON")
        known = {row[0] for row in memory.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"checkpoints", "writes"} <= known:
            return 0
        rows = memory.execute(
            "SELECT thread_id, checkpoint, metadata FROM checkpoints UNION ALL SELECT thread_id, value, '' FROM writes"
        )
        threads = {thread for thread, *parts in rows if any(_holds(part, said) for part in parts)}
        for table in ("checkpoints", "writes"):
            statement = f"DELETE FROM {table} WHERE thread_id = ?"  # noqa: S608  # fixed names
            memory.executemany(statement, [(thread,) for thread in threads])
        memory.commit()
    return len(threads)


def _spelled(word: str) -> set[bytes]:
    plain = word.lower()
    return {plain.encode(), plain.encode("ascii", "backslashreplace")}


def _holds(part: bytes | str | None, said: Sequence[bytes]) -> bool:
    if not part:
        return False
    text = (part.encode() if isinstance(part, str) else bytes(part)).lower()
    return any(one in text for one in said)
