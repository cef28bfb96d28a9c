from __future__ import annotations

import re

from bot.agent.offline.areas import MINE, take_areas
from bot.agent.offline.asks.market import compares_places
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.sheet import Sheet

_MOST = 4
_EVERYWHERE = re.compile(
    r"\b(?:everywhere|all areas|all the areas|overall|whole (?:market|area|region)|county[- ]?wide)\b"
)


def fill_market(sheet: Sheet, places: Gazetteer) -> list[Draft]:
    """One report for each area that is named, or one of Jorge's areas, or of everything where he says so."""
    areas = tuple(area for area in take_areas(sheet, places) if area != MINE)
    if not areas and _EVERYWHERE.search(sheet.whole):
        areas = ("all",)
    if not areas and compares_places(sheet):
        return []
    return [Draft("market_report", {"area": area}) for area in areas[:_MOST]] or [Draft("market_report")]


def fill_accuracy(sheet: Sheet, places: Gazetteer) -> list[Draft]:
    """One record of our values for each area that is named, or one of everything."""
    areas = tuple(area for area in take_areas(sheet, places) if area != MINE)
    return [Draft("cma_accuracy", {"area": area}) for area in areas[:_MOST]] or [Draft("cma_accuracy")]
