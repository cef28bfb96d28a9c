from __future__ import annotations

from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge doctor`."""

    @app.command()
    def doctor(
        as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON")] = False,
    ) -> None:
        """Say what is real, what is the town, what is missing and how to get it."""
        import asyncio

        from bot.diagnosis import diagnose
        from bot.settings import read_settings

        rows = asyncio.run(diagnose(read_settings()))
        if as_json:
            import orjson

            typer.echo(orjson.dumps([row.model_dump() for row in rows], option=orjson.OPT_INDENT_2).decode())
        else:
            _show(rows)
        if any(row.state == "broken" for row in rows):
            raise typer.Exit(1)


def _show(rows: Any) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    colours = {"real": "green", "town": "cyan", "default": "cyan", "missing": "yellow", "broken": "red"}
    table = Table(box=None, pad_edge=False)
    for title in ("Part", "State", "Now", "To change it"):
        table.add_column(title, overflow="fold")
    for row in rows:
        state = f"[{colours[row.state]}]{row.state}[/]"
        table.add_row(escape(row.part), state, escape(row.now), escape(row.how))
    Console().print(table)
