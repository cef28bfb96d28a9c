"""Noting in the terminal that another office lets Jorge advertise one of its listings."""

from __future__ import annotations

from typing import Annotated

import typer


def add_permission(mls: typer.Typer) -> None:
    """Add `jorge mls permission`."""

    @mls.command()
    def permission(
        address: Annotated[str, typer.Argument(help="Address or listing id of the other office's listing")],
        by: Annotated[str, typer.Option(help="Who allowed it in writing")],
        until: Annotated[str | None, typer.Option(help="Its last day, e.g. 2026-12-31")] = None,
        *,
        withdrawn: Annotated[bool, typer.Option("--withdrawn", help="It was taken back")] = False,
    ) -> None:
        """Note that another office lets you advertise its listing, or took that back."""
        import asyncio

        if not asyncio.run(note_permission(address, by, until, withdrawn=withdrawn)):
            raise typer.Exit(1)


async def note_permission(address: str, by: str, until: str | None, *, withdrawn: bool) -> bool:
    """Note it, or that it was taken back; False where it could not be, with the reason."""
    from bot.cli._tool import tell_of
    from bot.settings import read_settings
    from tools.note_advert_permission import AdvertPermission

    def show(noted: AdvertPermission) -> None:
        if noted.withdrawn:
            typer.echo(f"{noted.address} is not advertised any more.")
            return
        end = f" until {noted.until}" if noted.until else ""
        typer.echo(f"{noted.address} may be advertised{end}: {noted.granted_by}.")

    args = {"listing_ref": address, "granted_by": by, "until": until, "withdrawn": withdrawn}
    given = {name: value for name, value in args.items() if value is not None}
    return await tell_of(read_settings(), "note_advert_permission", given, AdvertPermission, show, as_json=False)
