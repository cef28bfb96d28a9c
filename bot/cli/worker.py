from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge worker`."""

    @app.command()
    def worker(
        name: Annotated[
            str | None, typer.Option(help="Its name as executor; a number is added where it is taken")
        ] = None,
        data_dir: Annotated[Path | None, typer.Option(help="Where everything is kept (.jorge)")] = None,
        health_port: Annotated[
            int, typer.Option(envvar="JORGE_HEALTH_PORT", help="Where /healthz, /readyz and /metrics are; 0: nowhere")
        ] = 0,
    ) -> None:
        """Do what rules, the clock and approvals ask for. Any number may share one JORGE_DATABASE_URL."""
        from bot import loop
        from bot.processes import run_worker
        from bot.settings import read_settings

        loop.run(run_worker(read_settings(executor=name, data_dir=data_dir), port=health_port))
