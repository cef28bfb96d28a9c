"""Accepting a takedown from the terminal: what the card's approval does, with the list of what would go."""

from __future__ import annotations

from typing import Any, Final

import typer

MOST_SHOWN: Final = 20


async def accept_takedown(system: str, *, yes: bool) -> bool:
    """Compare the keys of an MLS with ours, show what is missing, and remove it where that is confirmed."""
    from bot.session import terminal_session
    from bot.settings import read_settings
    from integrations.mls import ReconcileRefused, UnknownSystem
    from integrations.wire.errors import WireError

    async with terminal_session(read_settings(), fresh=False) as house:
        try:
            removed = await _removed(house, system, yes=yes)
        except (ReconcileRefused, UnknownSystem, WireError) as problem:
            typer.secho(str(problem), fg="red", err=True)
            return False
    said = f"{removed:,} listings removed that {system} has no more." if removed else "Nothing was removed."
    typer.echo(said)
    return removed is not None


async def _removed(house: Any, system: str, *, yes: bool) -> int | None:
    """How many listings went; None where that was not confirmed."""
    from integrations.mls import ReconcileRefused
    from integrations.store import approvals

    mls = house.hubs.mls
    try:
        return int(await mls.reconcile(system))
    except ReconcileRefused as refused:
        if refused.nothing_there:
            raise
        _show(refused)
        if not yes and not typer.confirm(f"Remove these {refused.missing:,} from the copy?"):
            return None
        limit = refused.missing
    removed = int(await mls.reconcile(system, most_missing=limit))
    detail = {"system": system, "removed": removed}
    await house.store.write(approvals.note, house.hubs.now(), "terminal", "takedown.accepted", system, detail)
    return removed


def _show(refused: Any) -> None:
    typer.echo(f"{refused.missing:,} of {refused.held:,} listings of {refused.system} are missing from its feed:")
    for one in refused.listings[:MOST_SHOWN]:
        typer.echo(f"  {one}")
    if refused.missing > MOST_SHOWN:
        typer.echo(f"  and {refused.missing - MOST_SHOWN:,} more")
