from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bot.agent.offline.bounds import Bounds
from bot.agent.offline.draft import Draft
from bot.agent.offline.rooms import take_rooms, take_sizes, take_years
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.shape import take_condition, take_renovation

ASK_ADDRESS = "Which home? Give me the street address, with the city or ZIP if you can."


def fill_cma(sheet: Sheet, today: date) -> list[Draft]:
    """One call for each address, with the facts the user states about the home."""
    facts = take_facts(sheet, today)
    if not sheet.addresses:
        return [Draft("run_cma", facts, missing="address", ask=ASK_ADDRESS)]
    if len(sheet.addresses) > 1:
        facts = {}
    return [Draft("run_cma", {"address": address, **facts}) for address in sheet.addresses[:4]]


def take_facts(sheet: Sheet, today: date) -> dict[str, Any]:
    """Bedrooms, bathrooms, sizes, years and condition of one home."""
    renovated, condition = take_renovation(sheet, today), take_condition(sheet)
    built = _value(take_years(sheet, today))
    beds, baths = take_rooms(sheet)
    living, lot = take_sizes(sheet)
    bathrooms = _value(baths)
    facts: dict[str, Any] = {
        "bedrooms_total": _whole(_value(beds)),
        "bathrooms_total": None if bathrooms is None else number(bathrooms),
        "living_area": _whole(_value(living)),
        "lot_size_square_feet": _whole(_value(lot)),
        "year_built": _whole(built),
        "year_renovated": renovated,
        "condition": condition,
    }
    return {name: value for name, value in facts.items() if value is not None}


def number(value: Decimal) -> int | float:
    """3 rather than 3.0, else 2.5."""
    return int(value) if value == value.to_integral_value() else float(value)


def _value(said: Bounds) -> Decimal | None:
    if said.bare is not None:
        return said.bare
    if said.low is not None and said.high is not None:
        return (said.low + said.high) / 2
    return None


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
