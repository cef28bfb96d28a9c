from __future__ import annotations

from pydantic import Field

from integrations.mls import NotValuable, UnknownArea
from integrations.models.accuracy import CMAAccuracy
from tools.areas import unknown_area
from tools.errors import ToolError
from tools.tool import Arguments, Hubs, Risk, Tool


class AskAccuracy(Arguments):
    """Arguments of `cma_accuracy`."""

    area: str = Field("", description="A ZIP code, city, neighbourhood or county, e.g. 98103 or Ballard; empty for all")
    fresh: bool = Field(
        default=False, description="Measure again now (may take a minute); only if the user asks for it"
    )


async def tell_accuracy(args: AskAccuracy, hubs: Hubs) -> CMAAccuracy:
    """How far our values were from what homes in an area then sold for."""
    try:
        return await hubs.mls.cma_accuracy(args.area, fresh=args.fresh)
    except UnknownArea as error:
        raise unknown_area(error, "area") from error
    except NotValuable as error:
        raise ToolError("refused", str(error)) from error


TOOL = Tool(
    name="cma_accuracy",
    description=(
        "How accurate our own CMAs and valuations are in an area: median error, share within 10 %, bias and how often "
        "the 80 % range held, from past sales priced again in time order."
    ),
    risk=Risk.READ,
    arguments=AskAccuracy,
    result=CMAAccuracy,
    handler=tell_accuracy,
)
