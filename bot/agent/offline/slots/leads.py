from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.agent.offline.areas import take_areas
from bot.agent.offline.counts import take_limit
from bot.agent.offline.dates import take_period
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.money import take_price
from bot.agent.offline.names import asks_state, named_person
from bot.agent.offline.period import Period, ends_early
from bot.agent.offline.rooms import take_rooms, take_sizes
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots import lead_words as lw
from bot.agent.offline.words import words

WARM = 40


def fill_leads(sheet: Sheet, places: Gazetteer, today: date) -> list[Draft]:
    """Every filter of a lead list the request states."""
    args: dict[str, Any] = {"source": _first(sheet, lw.SOURCES)}
    args["stage"] = _first(sheet, lw.STAGES)
    args["tag"] = _tag(sheet)
    args["kind"] = _kind(sheet)
    quiet = sheet.says(lw.QUIET) or sheet.says(lw.COLD_AWAY)
    args.update(_heat(sheet, quiet=quiet))
    sheet.take(lw.TODAY_TASK)
    beds, baths = take_rooms(sheet)
    take_sizes(sheet)
    period = take_period(sheet, today)
    args.update(_times(sheet, period, quiet=quiet))
    args["limit"] = _limit(sheet)
    args["areas"] = list(take_areas(sheet, places))
    args.update(_score(sheet) if "temperature" not in args else {})
    args.update(_budget(sheet))
    args["bedrooms_min"] = next(
        (int(value) + beds.strict for value in (beds.low, beds.bare) if value is not None), None
    )
    args["sort"] = next((name for name, pattern in lw.SORT if pattern.search(sheet.low)), None)
    args["name"] = named_person(sheet)
    if asks_state(sheet):
        args["temperature"] = args["kind"] = None
    notes: tuple[str, ...] = ("the bathrooms a lead wants",) if baths.low or baths.bare else ()
    notes += ("when somebody wants to move",) if sheet.says(lw.TIMEFRAME) else ()
    notes += ("when somebody bought",) if period and sheet.says(lw.BOUGHT) else ()
    notes += (
        ("how old a lead is",) if period and period.beyond and "created_within_days" not in args and not quiet else ()
    )
    notes += ("one particular home",) if sheet.addresses else ()
    notes += ("the end of a period",) if ends_early(period, today) and not quiet else ()
    notes += tuple(what for what, pattern in lw.UNSUPPORTED[1:] if pattern.search(sheet.low))
    return [Draft("find_leads", {name: value for name, value in args.items() if value not in (None, [])}, notes=notes)]


def _first(sheet: Sheet, table: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    for name, pattern in table:
        if sheet.take(pattern):
            return name
    return None


def _tag(sheet: Sheet) -> str | None:
    found = sheet.take(lw.TAGGED)
    if found:
        said = (found["tag"] or found["tag2"]).strip()
        typed = re.search(re.escape(said), sheet.text, re.IGNORECASE)
        known = next((name for name, pattern in lw.KNOWN_TAGS if pattern.search(said)), None)
        return known or (typed.group() if typed else said)
    return _first_tag(sheet)


def _first_tag(sheet: Sheet) -> str | None:
    return next((name for name, pattern in lw.KNOWN_TAGS if pattern.search(sheet.low)), None)


def _kind(sheet: Sheet) -> str | None:
    if lw.BOTH.search(sheet.low):
        return "both"
    buyer, seller = lw.BUYER.search(sheet.low), lw.SELLER.search(sheet.low)
    if buyer and seller:
        explicit = bool(words("buyers?").search(sheet.low)), bool(words("sellers?").search(sheet.low))
        return None if explicit[0] == explicit[1] else "buyer" if explicit[0] else "seller"
    return "buyer" if buyer else "seller" if seller else None


def _heat(sheet: Sheet, *, quiet: bool) -> dict[str, Any]:
    if sheet.take(lw.COLD_AWAY) or quiet:
        if not (found := lw.BAND.search(sheet.low)):
            return {}
    else:
        found = lw.BAND.search(sheet.low)
    if sheet.take(lw.WARM_UP):
        return {"temperature_min": 40}
    bands = {one["band"] for one in lw.BAND.finditer(sheet.low)}
    if not found or {"hot", "cold"} <= bands:
        return {}
    if {"hot", "warm"} <= bands:
        return {"temperature_min": 40}
    band = found["band"].replace("-", " ")
    return {
        "temperature": "hot"
        if band in ("on fire", "red hot", "hot")
        else "cold"
        if band in ("icy", "ice cold", "cold")
        else "warm"
    }


def _score(sheet: Sheet) -> dict[str, int | str]:
    found = sheet.take(lw.SCORE)
    if not found:
        return {}
    said = next(value for name in ("n", "n2", "n3", "n4") if (value := found[name]))
    if found.start() and re.search(r"\b(?:below|under|less than|colder than)\s*$", found.string[: found.start()]):
        return {"temperature": "cold"} if int(said) == WARM else {}
    below = found["rel"] in ("below", "under", "less than")
    if below and int(said) == WARM:
        return {"temperature": "cold"}
    return {"temperature_min": int(said)} if int(said) <= 100 and not below else {}  # noqa: PLR2004


def _times(sheet: Sheet, period: Period | None, *, quiet: bool) -> dict[str, int]:
    if quiet:
        return {"quiet_for_days": max(1, period.days if period else 30)}
    if sheet.says(lw.TIMEFRAME):
        return {}
    if period is None or period.since == date.min or sheet.says(lw.BOUGHT):
        return {}
    if sheet.says(lw.ACTIVE) and not sheet.says(words("new|signed up|came in|registered|created|added")):
        return {"active_within_days": period.days}
    return {} if period.beyond else {"created_within_days": period.days}


def _limit(sheet: Sheet) -> int | None:
    limit = take_limit(sheet)
    return None if limit is None else min(limit, 100)


def _budget(sheet: Sheet) -> dict[str, int]:
    price = take_price(sheet)
    said = {}
    if price.low is not None:
        said["price_min"] = int(price.low)
    high = price.high if price.high is not None else price.bare if price.low is None else None
    if high is not None:
        said["price_max"] = int(high)
    return said
