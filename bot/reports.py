from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bot.settings import Office
from integrations.mls.report import Brand, render_map, render_market, render_pdf
from integrations.mls.showing import Shown
from integrations.models.cma import CMA
from integrations.models.market import MarketReport


def brand_of(office: Office, zone: str) -> Brand:
    """The office as reports show it; times are told in `zone`."""
    return Brand(
        agent_name=office.agent,
        brokerage=office.brokerage,
        phone=office.phone,
        email=office.email,
        licence=office.licence,
        colour=office.color,
        zone=zone,
        logo=office.logo.read_bytes() if office.logo else b"",
    )


def report_files(office: Office, shown: Shown, zone: str) -> Callable[[CMA], Awaitable[Mapping[str, bytes]]]:
    """Draws PDF and map of a CMA beside the event loop, as clients may see it; none where they may not."""
    brand = brand_of(office, zone)

    async def draw(cma: CMA) -> Mapping[str, bytes]:
        seen = await shown(cma)
        if not isinstance(seen, CMA):
            return {}
        pdf = await asyncio.to_thread(render_pdf, seen, brand)
        return {"pdf": pdf, "map": await asyncio.to_thread(render_map, seen, colour=office.color)}

    return draw


def market_chart(office: Office) -> Callable[[MarketReport], Awaitable[bytes]]:
    """Draws the picture of a market beside the event loop."""

    async def draw(report: MarketReport) -> bytes:
        return await asyncio.to_thread(render_market, report, colour=office.color)

    return draw
