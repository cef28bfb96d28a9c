from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge manifest`."""
    app.command("manifest")(manifest)


def manifest(
    write: Annotated[bool, typer.Option("--write", help="Write manifest.yml in this folder.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fail if manifest.yml is not what the code says.")] = False,
    file: Annotated[Path, typer.Option(help="The manifest.")] = Path("manifest.yml"),
) -> None:
    """Print the Slack app manifest; write or check manifest.yml."""
    from bot.slack.manifest import render_manifest

    wanted = render_manifest()
    if write:
        file.write_text(wanted, "utf-8")
        print(f"{file} written. Paste it at api.slack.com/apps, Create New App, From a manifest.")
    elif check:
        if not file.is_file() or file.read_text("utf-8") != wanted:
            print(f"{file} is not what the code says. Run `jorge manifest --write`.")
            raise typer.Exit(1)
        print(f"{file} is up to date.")
    else:
        print(wanted, end="")
