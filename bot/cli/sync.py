from __future__ import annotations

from typing import Annotated, Literal

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge sync`."""

    @app.command()
    def sync(
        system: Annotated[Literal["mls", "crm", "marketing", "all"], typer.Argument(help="What to copy")] = "all",
        full: Annotated[bool, typer.Option("--full", help="Read everything again, not only what changed")] = False,
    ) -> None:
        """Copy what changed at the vendors into the book of record, now."""
        import asyncio

        from bot.settings import read_settings

        if not asyncio.run(_sync(read_settings(), system, full=full)):
            raise typer.Exit(1)


async def _sync(settings: object, system: str, *, full: bool) -> bool:
    from bot.copying import copy_everything, told
    from bot.session import terminal_session

    async with terminal_session(settings, fresh=False) as house:  # type: ignore[arg-type]
        results = await copy_everything(house, system=system, full=full)
    for result in results:
        typer.secho(told(result), fg="red" if result.error else None)
    return not any(result.error for result in results)
