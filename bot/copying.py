from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.house import House
from integrations.models.sync import SyncResult

Step = Callable[[str, int, int | None], None]


async def copy_everything(
    house: House, *, system: str = "all", full: bool = False, quiet: bool = False
) -> list[SyncResult]:
    """Copy one system or all into the store, with a bar each in the terminal; only what changed, unless `full`."""
    with _bars(quiet=quiet) as step:
        parts: dict[str, Callable[[], Awaitable[list[SyncResult]]]] = {
            "mls": lambda: _copy_listings(house, step, full=full),
            "crm": lambda: _copy_people(house, step, full=full),
            "marketing": lambda: _copy_audiences(house),
        }
        chosen = [part() for name, part in parts.items() if system in {name, "all"}]
        return [result for results in await asyncio.gather(*chosen) for result in results]


async def _copy_listings(house: House, step: Step, *, full: bool) -> list[SyncResult]:
    return [*await house.hubs.mls.sync_each(incremental=not full, on_progress=step)]


async def _copy_people(house: House, step: Step, *, full: bool) -> list[SyncResult]:
    found = await house.hubs.crm.sync_all_crms(full=full, on_progress=lambda _name, read, of: step("People", read, of))
    return [*found.values()]


async def _copy_audiences(house: House) -> list[SyncResult]:
    return [*(await house.hubs.marketing.sync_audiences()).values()]


@contextmanager
def _bars(*, quiet: bool) -> Iterator[Step]:
    if quiet or not sys.stderr.isatty():
        yield lambda _name, _read, _of: None
        return
    columns = (TextColumn("  {task.description}"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def step(name: str, read: int, of: int | None) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name)
            progress.update(tasks[name], completed=read, total=of)

        yield step


def told(result: SyncResult) -> str:
    """One line that says what a sync did."""
    if result.error:
        return f"{result.title}: failed. {result.error}"
    parts = [f"{result.read:,} read"]
    counted = ("added", "changed", "removed", "quarantined")
    parts += [f"{count:,} {name}" for name in counted if (count := getattr(result, name))]
    upto = f", up to {result.watermark.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if result.watermark else ""
    return f"{result.title}: {', '.join(parts)} in {result.seconds:.1f} s{upto}"
