from __future__ import annotations

from pydantic import Field

from integrations.mls import NotPermitted, UnknownArea
from integrations.models.market import MarketReport
from tools.areas import unknown_area
from tools.errors import ToolError
from tools.tool import Arguments, Hubs, Risk, Tool


class AskMarket(Arguments):
    """Arguments of `market_report`."""

    area: str = Field(
        "",
        description=(
            "A ZIP code, city, neighbourhood or county, e.g. 98103 or Ballard; several with commas; empty for Jorge's "
            "own areas, `all` for everything"
        ),
    )


async def report_market(args: AskMarket, hubs: Hubs) -> MarketReport:
    """How an area's market is and where its prices may go."""
    try:
        return await hubs.mls.market_report(args.area)
    except UnknownArea as error:
        raise unknown_area(error, "area") from error
    except NotPermitted as error:
        raise ToolError("refused", str(error)) from error


TOOL = Tool(
    name="market_report",
    description=(
        "How the market of an area is: heat index, months of supply, days to pending, list-to-sale, price course, and "
        "price forecasts for 3, 6 and 12 months with bands and their record; several areas beside each other and the "
        "county."
    ),
    risk=Risk.READ,
    arguments=AskMarket,
    result=MarketReport,
    handler=report_market,
)
