from __future__ import annotations

from collections.abc import Sequence

from integrations.mls import MLSIntegrationHub, UnknownArea
from tools.errors import ToolError
from tools.tool import Hubs


async def zips_of(areas: Sequence[str], hubs: Hubs) -> frozenset[str] | None:
    """The ZIP codes that `areas` (ZIPs, cities, neighbourhoods) cover; None where no area is asked for.

    Raises:
        ToolError: an area is unknown; it offers the nearest names.
    """
    if not areas:
        return None
    try:
        return frozenset().union(*[await hubs.mls.zips_for(area) for area in areas])
    except UnknownArea as error:
        raise unknown_area(error) from error


async def zips_in(area: str, mls: MLSIntegrationHub) -> frozenset[str]:
    """The ZIP codes that one place covers.

    Raises:
        ToolError: it is unknown; it offers the nearest names.
    """
    try:
        return await mls.zips_for(area)
    except UnknownArea as error:
        raise unknown_area(error) from error


def unknown_area(error: UnknownArea, field: str = "areas") -> ToolError:
    """The question that settles an unknown place name."""
    next_step = "Did you mean one of these?" if error.suggestions else "Name a ZIP code, a city or a neighbourhood."
    asked = f"I don't know a place called {error.area}. {next_step}"
    return ToolError("not_found", asked, question=asked, options=error.suggestions, field=field)
