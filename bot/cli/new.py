from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge new`."""

    @app.command()
    def new(
        what: Annotated[Literal["vendor", "tool", "rule", "command"], typer.Argument(help="What to add")],
        name: Annotated[str, typer.Argument(help="Its name in snake_case, e.g. book_showing")],
        into: Annotated[Path, typer.Option(help="The clone's folder")] = Path(),
    ) -> None:
        """Write the files of a new CRM connector, tool, rule or slash command from templates."""
        from bot.scaffold import NameRefused, write

        try:
            written = write(what, name, into)
        except NameRefused as error:
            typer.secho(f"jorge: {error}", fg="red", err=True)
            raise typer.Exit(2) from error
        for path in written:
            typer.echo(f"wrote {path.relative_to(into)}")
        typer.echo("Nothing else needs an edit. Fill in the lines marked TODO, then: make check test")
