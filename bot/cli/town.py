from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge town`."""

    @app.command()
    def town(
        port: Annotated[int | None, typer.Option(help="Where the vendors listen (8643)")] = None,
        desk_port: Annotated[
            int | None, typer.Option(help="Where the Slack desk listens (8642); 0 for no desk")
        ] = None,
        seed: Annotated[int | None, typer.Option(help="Another seed is another town")] = None,
        data_dir: Annotated[Path | None, typer.Option(help="Where the town is kept (.jorge)")] = None,
        webhook_url: Annotated[str | None, typer.Option(help="Where vendors send webhooks")] = None,
        child: Annotated[bool, typer.Option(hidden=True)] = False,
    ) -> None:
        """Run the simulated town alone: MLS, CRM, marketing, SMS, listing site and Slack desk."""
        import asyncio

        from bot.settings import read_settings
        from bot.town import serve_town

        settings = read_settings(town_port=port, desk_port=desk_port or None, seed=seed, data_dir=data_dir)
        target = webhook_url or settings.web_url
        asyncio.run(serve_town(settings, webhook_url=target, with_desk=desk_port != 0, child=child))
