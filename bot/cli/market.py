from __future__ import annotations

from typing import Annotated, Any

import typer

_AHEAD = ("In", "Typical home", "80 % band", "Method", "Record")


def register(app: typer.Typer) -> None:
    """Add `jorge market`."""

    @app.command()
    def market(
        area: Annotated[str, typer.Argument(help="A ZIP code, city, neighbourhood or county; nothing for all")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON")] = False,
    ) -> None:
        """How an area's market is: heat, supply, prices, and forecasts with their record."""
        import asyncio

        from bot.settings import read_settings

        if not asyncio.run(_tell(read_settings(), area, as_json=as_json)):
            raise typer.Exit(1)


async def _tell(settings: Any, area: str, *, as_json: bool) -> bool:
    from bot.cli._tool import tell_of
    from integrations.models.market import MarketReport

    return await tell_of(settings, "market_report", {"area": area}, MarketReport, _show, as_json=as_json)


def _show(report: Any) -> None:
    from rich.console import Console
    from rich.table import Table

    from bot.slack.views.market import forecast_rows, heat_words, measure_rows, small_print

    screen = Console(highlight=False, markup=False)
    screen.print(f"Market in {report.area}", style="bold")
    screen.print(heat_words(report))
    for columns, rows in ((("", "Now", "3 months ago"), measure_rows(report)), (_AHEAD, forecast_rows(report))):
        table = Table(*columns, box=None)
        for row in rows:
            table.add_row(*row)
        if table.row_count:
            screen.print(table)
    screen.print(" ".join(filter(None, (report.forecast_note, small_print(report)))), style="dim")
