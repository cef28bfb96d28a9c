from __future__ import annotations

from typing import Any


async def tell_accuracy(settings: Any, area: str, *, fresh: bool, as_json: bool) -> bool:
    """Print the record of our values in an area; False with one clear line where there is none."""
    from bot.cli._tool import tell_of
    from integrations.models.accuracy import CMAAccuracy

    args = {"area": area, "fresh": fresh}
    return await tell_of(settings, "cma_accuracy", args, CMAAccuracy, _show, as_json=as_json)


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
