from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from integrations.mls import UnknownArea
from integrations.mls.market import MarketChanges
from tools.areas import unknown_area
from tools.tool import Arguments, Hubs, Risk, Tool


class AskChanges(Arguments):
    """Arguments of `market_changes`."""

    areas: tuple[str, ...] = Field(
        (), description="ZIP codes, cities, neighbourhoods or counties; empty for Jorge's own areas"
    )
    days: int = Field(1, ge=1, le=60, description="How many days back, e.g. 7 for this week")


async def tell_changes(args: AskChanges, hubs: Hubs) -> MarketChanges:
    """What happened on the market lately, each thing once."""
    own = () if args.areas else (await hubs.mls.own_areas()).areas
    since = hubs.now() - timedelta(days=args.days)
    try:
        found = await hubs.mls.monitor_market_changes(args.areas or own, since=since)
    except UnknownArea as error:
        raise unknown_area(error) from error
    credits_ = await hubs.mls.door.credits([one.listing for one in found])
    own_refs = tuple({one.listing.ref for one in found if hubs.mls.is_own(one.listing)})
    return MarketChanges(
        areas=args.areas or own, days=args.days, changes=tuple(found), credits=credits_, own_refs=own_refs
    )


TOOL = Tool(
    name="market_changes",
    description=(
        "What changed on the market lately in areas: new listings, price changes (which, by how much), under contract, "
        "back on market, sold, withdrawn or expired; each once, newest first."
    ),
    risk=Risk.READ,
    arguments=AskChanges,
    result=MarketChanges,
    handler=tell_changes,
)
