from __future__ import annotations

from typing import Literal

from pydantic import Field

from integrations.mls import UnknownArea
from integrations.models.own_areas import OwnAreas
from tools.areas import unknown_area
from tools.errors import ToolError
from tools.tool import Arguments, Hubs, Risk, Tool


class SetAreas(Arguments):
    """Arguments of `set_my_areas`."""

    areas: tuple[str, ...] = Field(
        (), max_length=12, description="ZIP codes, cities, neighbourhoods or counties, e.g. 98103, Ballard"
    )
    how: Literal["set", "add", "remove", "forget"] = Field(
        "set", description="set: these alone; add or remove some; forget: back to where his listings and sales are"
    )


async def set_areas(args: SetAreas, hubs: Hubs) -> OwnAreas:
    """Keep where Jorge works."""
    if args.how == "forget":
        return await hubs.mls.set_own_areas(())
    if not args.areas:
        asked = "Which areas are yours? Tell me ZIP codes, cities or neighbourhoods."
        raise ToolError("invalid", asked, question=asked)
    present = (await hubs.mls.own_areas()).areas if args.how != "set" else ()
    try:
        named = [(await hubs.mls.resolve_area(area)).title for area in args.areas]
        wanted = [one for one in present if one not in named] + (named if args.how != "remove" else [])
        if not wanted:
            raise ToolError("invalid", 'No area would be left. To have your listings tell it, say "forget my areas".')
        return await hubs.mls.set_own_areas(wanted)
    except UnknownArea as error:
        raise unknown_area(error) from error


TOOL = Tool(
    name="set_my_areas",
    description="Set, add to, remove from or forget Jorge's own areas (where he works): market reports start there.",
    risk=Risk.INTERNAL_WRITE,
    arguments=SetAreas,
    result=OwnAreas,
    handler=set_areas,
    owner_only=True,
)
