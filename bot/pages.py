from __future__ import annotations

from starlette.routing import Route

from bot.house import House
from bot.reports import brand_of
from bot.web.reports import report_routes


def pages_of(house: House) -> list[Route]:
    """The private pages that a house serves: analyses, and single homes."""
    settings, mls = house.settings, house.hubs.mls
    brand = brand_of(settings.office, settings.timezone)
    return report_routes(house.store, brand, mls.for_client, house.hubs.now, mls.home_page)
