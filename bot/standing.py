"""How the copies of the MLSs stand, in words for `jorge doctor`, `/jorge status` and the Home tab."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import datetime, tzinfo

from bot.settings import Settings
from integrations.mls.verifying import AIM, percent
from integrations.store import Store, rounds
from integrations.store.reach import Unreachable, reach
from integrations.store.rounds import Round


async def copies(settings: Settings) -> dict[str, tuple[bool, str]]:
    """Of each system that was ever copied: whether all is well with it, and in words how it is."""
    if not settings.database_url and not (settings.data_dir / "jorge.db").is_file():
        return {}
    with closing(Store(settings.store_url)) as store:
        try:
            await asyncio.to_thread(reach, store.engine)
        except Unreachable:
            return {}
        return await stands(store, settings.zone)


async def stands(store: Store, zone: tzinfo) -> dict[str, tuple[bool, str]]:
    """Like `copies`, of an open store."""
    found = await store.read(rounds.known)
    by_system: dict[str, list[Round]] = {}
    for one in found:
        by_system.setdefault(one.system, []).append(one)
    return {system: _said({one.kind: one for one in made}, zone) for system, made in by_system.items()}


def moment(at: datetime, zone: tzinfo) -> str:
    """A time on the office's clock."""
    return f"{at.astimezone(zone):%a %b %-d, %-I:%M %p}"


def _said(made: dict[str, Round], zone: tzinfo) -> tuple[bool, str]:
    copy, check = made.get("copy"), made.get("check")
    words = []
    if copy is not None and copy.failing_since is not None:
        words.append(f"cannot be copied since {moment(copy.failing_since, zone)}: {copy.error}")
    elif copy is not None and copy.done_at is not None:
        words.append(f"copied {moment(copy.done_at, zone)}")
    share = float(check.outcome.get("share", 1.0)) if check else 1.0
    if check is not None and check.outcome and check.done_at is not None:
        fields = int(check.outcome.get("fields", 0))
        words.append(f"{percent(share)} % of {fields:,} fields equal, checked {moment(check.done_at, zone)}")
    well = share >= AIM and not (copy is not None and copy.failing_since)
    return well, "; ".join(words)
