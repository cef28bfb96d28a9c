from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge run`."""

    @app.command()
    def run(
        town_port: Annotated[int | None, typer.Option(help="Where the simulated vendors listen (8643)")] = None,
        desk_port: Annotated[int | None, typer.Option(help="Where the Slack desk listens (8642)")] = None,
        web_port: Annotated[int | None, typer.Option(help="Where webhooks come in (8644)")] = None,
        seed: Annotated[int | None, typer.Option(help="Another seed is another town")] = None,
        data_dir: Annotated[Path | None, typer.Option(help="Where everything is kept (.jorge)")] = None,
    ) -> None:
        """Start Jorge: the town where something is simulated, the Slack desk, the bot."""
        from bot import loop
        from bot.running import run_until_stopped
        from bot.settings import read_settings

        settings = read_settings(
            town_port=town_port, desk_port=desk_port, web_port=web_port, seed=seed, data_dir=data_dir
        )
        loop.run(run_until_stopped(settings))
