from __future__ import annotations

from typing import Any

import typer


async def tell_accuracy(settings: Any, area: str, *, fresh: bool, as_json: bool) -> bool:
    """Print the record of our values in an area; False with one clear line where there is none."""
    from bot.session import terminal_session
    from integrations.models.accuracy import CMAAccuracy
    from tools.tool import Caller

    async with terminal_session(settings) as house:
        outcome = await house.toolbox.call("cma_accuracy", {"area": area, "fresh": fresh}, Caller("terminal"))
    if not isinstance(outcome.value, CMAAccuracy):
        error = outcome.error
        typer.secho(error.message if error else "There are no figures.", fg="red", err=True)
        for option in error.options if error else ():
            typer.echo(f"  {option}", err=True)
        return False
    if as_json:
        typer.echo(outcome.value.model_dump_json(indent=2))
    else:
        _show(outcome.value)
    return True


def _show(found: Any) -> None:
    from rich.console import Console
    from rich.table import Table

    from bot.slack.views.accuracy import COLUMNS, accuracy_print, accuracy_row, headline

    screen = Console(highlight=False, markup=False)
    screen.print(headline(found), style="bold")
    table = Table(*COLUMNS, box=None)
    for row in found.rows:
        table.add_row(*accuracy_row(row))
    screen.print(table)
    screen.print(accuracy_print(found), style="dim")
