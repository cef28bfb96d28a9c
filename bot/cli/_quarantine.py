"""`jorge events quarantine`: webhooks that are authentic and that nobody could read."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

_BODY_SHOWN = 4000


def add_quarantine(events: typer.Typer) -> None:
    """Add `quarantine list|show|replay`."""
    quarantine = typer.Typer(no_args_is_help=True, help="Webhooks that are authentic and could not be read.")
    events.add_typer(quarantine, name="quarantine")
    quarantine.command("list")(_list)
    quarantine.command("show")(_show)
    quarantine.command("replay")(_replay)


def _list() -> None:
    """What is kept, oldest first, each with its reason."""
    kept = asyncio.run(_in_house(_listed))
    if not kept:
        typer.echo("Nothing is in quarantine: every webhook could be read.")
    for one in kept:
        at = one.received_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        typer.echo(f"{one.id[:10]}  {at}  {one.source:<14} {one.size:>8,} bytes  {one.reason}")


def _show(mark: Annotated[str, typer.Argument(help="Its id, or how that begins")]) -> None:
    """One of them: its reason, its headers, and what it holds."""
    one = asyncio.run(_in_house(_kept, mark))
    if one is None:
        _unknown(mark)
    typer.echo(f"{one.id}  from {one.source}, {one.received_at.astimezone():%Y-%m-%d %H:%M:%S}\n{one.reason}\n")
    for name, value in sorted(one.headers.items()):
        typer.echo(f"{name}: {value}")
    typer.echo("\n" + one.body[:_BODY_SHOWN].decode("utf-8", "backslashreplace"))
    if len(one.body) > _BODY_SHOWN:
        typer.echo(f"... {len(one.body) - _BODY_SHOWN:,} more bytes")


def _replay(
    mark: Annotated[str, typer.Argument(help="Its id, or how that begins")] = "",
    every: Annotated[bool, typer.Option("--all", help="All of them")] = False,
) -> None:
    """Read webhooks again, after a fix; what can be read goes into the inbox under its own key."""
    if bool(mark) is every:
        typer.secho("Give one of: a webhook's id, --all.", fg="red", err=True)
        raise typer.Exit(2)
    one = asyncio.run(_in_house(_kept, mark)) if mark else None
    if mark and one is None:
        _unknown(mark)
    done, why = asyncio.run(_in_house(_read_again, one.id if one else ""))
    typer.echo(f"{done} read and passed on; running workers pick up what they say at once.")
    for reason in why:
        typer.secho(f"still not: {reason}", fg="red", err=True)
    if why:
        raise typer.Exit(1)


async def _in_house(work: Any, *args: Any) -> Any:
    from bot.engine.dead_letters import DeadLetters
    from bot.engine.inbox import Inbox
    from bot.engine.orchestrator import WebhookOrchestrator
    from bot.house import open_house, webhook_sources
    from bot.settings import read_settings

    async def nobody(alert: Any, _effect: str) -> Any:
        return alert, "asked for in a terminal"

    async with open_house(read_settings()) as house:
        inbox = Inbox(house.store, house.hubs.now)
        orchestrator = WebhookOrchestrator(house.store, inbox, webhook_sources(house))
        return await work(DeadLetters(house.store, orchestrator, nobody, house.hubs.now), *args)


async def _listed(letters: Any) -> Any:
    return await letters.unread()


async def _kept(letters: Any, mark: str) -> Any:
    from integrations.store import quarantine

    return await letters.store.read(quarantine.get, mark)


async def _read_again(letters: Any, mark: str) -> Any:
    return await letters.read_again(mark)


def _unknown(mark: str) -> None:
    typer.secho(f"Nothing is in quarantine under {mark}. `jorge events quarantine list` shows all.", fg="red", err=True)
    raise typer.Exit(1)
