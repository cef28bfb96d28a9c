from __future__ import annotations

from typing import Annotated, Any

import typer

_AREAS = ("Area", "Heat", "Days to a contract", "Median sale, 3 months")
_AHEAD = ("In", "Typical home", "80 % band")


def register(app: typer.Typer) -> None:
    """Add `jorge market`."""

    @app.command()
    def market(
        area: Annotated[
            str,
            typer.Argument(
                help="ZIP codes, cities, neighbourhoods or counties, with commas; nothing: yours; all: everywhere"
            ),
        ] = "",
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

    from bot.slack.views import market as view
    from integrations.mls.watch.meaning import compared, meaning_of

    screen = Console(highlight=False, markup=False)
    screen.print(view.title(report), style="bold")
    screen.print(*filter(None, (meaning_of(report), compared(report.rows), view.heat_words(report))), sep="\n")
    areas = map(view.area_cells, report.rows if len(report.rows) > 1 else ())
    measured, ahead = view.measure_rows(report), view.forecast_rows(report)
    for columns, rows in ((_AREAS, areas), (("", "Now", "3 months ago"), measured), (_AHEAD, ahead)):
        table = Table(*columns, box=None)
        for row in rows:
            table.add_row(*row)
        if table.row_count:
            screen.print("", table)
    notes = (*view.record_lines(report), report.forecast_note, view.own_note(report), view.small_print(report))
    screen.print("", " ".join(filter(None, notes)), style="dim", sep="\n")
