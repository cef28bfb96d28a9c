from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge web`."""

    @app.command()
    def web(
        port: Annotated[int | None, typer.Option(help="Where webhooks come in (8644)")] = None,
        data_dir: Annotated[Path | None, typer.Option(help="Where everything is kept (.jorge)")] = None,
    ) -> None:
        """Take webhooks in, and nothing else; workers do the rest. Any number may share one JORGE_DATABASE_URL."""
        from bot import loop
        from bot.processes import run_web
        from bot.settings import read_settings

        loop.run(run_web(read_settings(web_port=port, data_dir=data_dir)))
