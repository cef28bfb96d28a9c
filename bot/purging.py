"""What a withdrawn listing takes with it, beyond the copy.

Analyses, pages, report files and conversations go; alerts, events, approvals, campaigns and the audit log keep that
something happened, not what was told of the listing; what stands in Slack is taken back (`bot.slack.taking_back`).
"""

from __future__ import annotations

import asyncio
import base64
import pickle
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import structlog

from integrations.store import Store, takedowns
from integrations.store.purge import drop_analyses, drop_beside
from integrations.store.redaction import WITHDRAWN, redact, take_back
from integrations.store.system import forget_outcomes, open_system_engine

# As DBOS writes what a step came to.
_BLANK: Final = base64.b64encode(pickle.dumps({"result": WITHDRAWN})).decode()
log = structlog.get_logger(__name__)


class Purger:
    """Deletes what we keep about listings that we may no longer hold; every part of it may be repeated."""

    def __init__(self, store: Store, folder: Path, system_url: str = "") -> None:
        self._store = store
        self._folder = folder
        self._system = system_url or f"sqlite:///{folder / 'dbos.db'}"

    async def __call__(self, refs: Sequence[str]) -> None:
        """Delete what is kept of these listings, and of those whose purge a crash cut short."""
        found = await self._store.read(takedowns.waiting)
        gone = sorted({*refs, *found})
        if not gone:
            return
        forgotten = await self._store.write(drop_analyses, gone)
        await self._store.write(drop_beside, gone)
        said = {*gone, *forgotten.streets, *(word for several in found.values() for word in several)}
        words = sorted(said - await self._store.read(takedowns.still_shown, sorted(said)))
        pattern = takedowns.pattern_of(words)
        told = await self._store.write(redact, words, pattern)
        back = await self._store.write(take_back, words, pattern)
        files = await asyncio.to_thread(_remove_files, self._folder / "files", forgotten.analyses)
        threads = await asyncio.to_thread(_forget_threads, self._folder / "memory.db", words)
        steps = await asyncio.to_thread(self._forget_steps, words)
        await self._store.write(takedowns.done, gone)
        log.info("listings_purged", listings=len(gone), cmas=len(forgotten.analyses), files=files, threads=threads,
                 told=told, taken_back=back, steps=steps)  # fmt: skip

    def _forget_steps(self, words: Collection[str]) -> int:
        """Blank what finished jobs keep of their steps; a byte of the pickle may stand right before a word."""
        if self._system.startswith("sqlite") and not (self._folder / "dbos.db").is_file():
            return 0
        engine = open_system_engine(self._system)
        try:
            said = [form for word in words for form in _spelled(word)]
            return forget_outcomes(engine, lambda kept: _holds(kept, said), _BLANK)
        finally:
            engine.dispose()

    async def finish(self) -> None:
        """Go on with what a crash cut short."""
        if await self._store.read(takedowns.waiting):
            await self(())


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
