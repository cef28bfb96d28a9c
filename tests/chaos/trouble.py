"""Troubles of the database that no kill of ours brings: it restarts, is locked, cuts its connections, has no space."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

Happen = Callable[[Callable[[], bool]], Awaitable[None]]


@dataclass(frozen=True)
class Trouble:
    """A name, and what happens from its beginning to its end; it is told whether a delivery was refused already."""

    name: str
    happen: Happen


def locked(path: Path, seconds: float) -> Trouble:
    """A SQLite database that nobody can write to for a while: what a restart is to a server."""

    async def happen(_refused: Callable[[], bool]) -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            connection.execute("ROLLBACK")

    return Trouble("locked", happen)


def restart(stop: Callable[[], object], start: Callable[[], object], seconds: float) -> Trouble:
    """A server that is away for a while."""

    async def happen(_refused: Callable[[], bool]) -> None:
        await asyncio.to_thread(stop)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(start)

    return Trouble("restart", happen)


def cut(url: str) -> Trouble:
    """A server that ends all connections."""

    async def happen(_refused: Callable[[], bool]) -> None:
        engine = create_engine(url)
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        with engine.connect() as connection:
            connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
        engine.dispose()

    return Trouble("connections cut", happen)


def full(folder: Path, before: Callable[[], object], after: Callable[[], object], *, at_most: float) -> Trouble:
    """A disk that is full until a delivery was refused for it, and a second longer."""

    async def happen(refused: Callable[[], bool]) -> None:
        filler = folder / "filler"
        until = time.monotonic() + at_most
        while not refused() and time.monotonic() < until:
            await asyncio.to_thread(before)
            _fill(filler)  # again and again: others make room now and then
            await asyncio.sleep(0.1)
        await asyncio.sleep(1)
        filler.unlink()
        await asyncio.to_thread(after)

    return Trouble("full disk", happen)


def empty_log(path: Path) -> None:
    """Give the room in a SQLite database's log back, where more would be written without asking the disk."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=2)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """A folder on a disk of its own; False where we may not mount one, and it is an ordinary folder."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    asked = [mount or "", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    mounted = mount is not None and not subprocess.run(asked, check=False, capture_output=True).returncode
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def _fill(filler: Path) -> None:
    chunk = bytes(64 * 1024)
    with contextlib.suppress(OSError), filler.open("ab", buffering=0) as file:
        while file.write(chunk) == len(chunk):
            pass
        while file.write(b"0"):
            pass
