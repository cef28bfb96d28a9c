from __future__ import annotations

from datetime import date

from pydantic import Field

from integrations.models.frozen import Frozen
from tools.errors import ToolError
from tools.homes import home_at
from tools.tool import Arguments, Hubs, Risk, Tool


class NoteAdvertPermission(Arguments):
    """Arguments of `note_advert_permission`."""

    listing_ref: str = Field(max_length=200, description="Address or listing id of the other office's listing")
    granted_by: str = Field(min_length=2, max_length=160, description="Who gave the permission in writing")
    until: date | None = Field(None, description="Last day of the permission, where it ends")
    withdrawn: bool = Field(default=False, description="True where the permission was taken back")


class AdvertPermission(Frozen):
    """A permission as it stands now."""

    address: str
    granted_by: str
    until: date | None = None
    withdrawn: bool = False


async def note(args: NoteAdvertPermission, hubs: Hubs) -> AdvertPermission:
    """Keep, or take back, that another office lets Jorge advertise one of its listings."""
    home = await home_at(args.listing_ref, hubs, "listing_ref")
    if hubs.mls.is_own(home):
        raise ToolError("refused", f"{home.display_address} is your own listing: it needs nobody's permission.")
    await hubs.mls.note_permission(home, args.granted_by, until=args.until, withdrawn=args.withdrawn)
    return AdvertPermission(
        address=home.display_address, granted_by=args.granted_by, until=args.until, withdrawn=args.withdrawn
    )


TOOL = Tool(
    name="note_advert_permission",
    description="Note that another office allowed in writing to advertise its listing, or took that back.",
    risk=Risk.INTERNAL_WRITE,
    arguments=NoteAdvertPermission,
    result=AdvertPermission,
    handler=note,
    owner_only=True,
)
