from __future__ import annotations

from integrations.models.own_areas import OwnAreas
from tools.tool import Arguments, Hubs, Risk, Tool


class AskAreas(Arguments):
    """`my_areas` takes no arguments."""


async def tell_areas(_args: AskAreas, hubs: Hubs) -> OwnAreas:
    """Where Jorge works."""
    return await hubs.mls.own_areas()


TOOL = Tool(
    name="my_areas",
    description="Which areas are Jorge's own (where he works), and how that is known.",
    risk=Risk.READ,
    arguments=AskAreas,
    result=OwnAreas,
    handler=tell_areas,
)
