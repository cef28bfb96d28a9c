from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.agent.offline.areas import take_areas
from bot.agent.offline.bounds import Bounds
from bot.agent.offline.counts import take_limit
from bot.agent.offline.dates import take_period
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.money import take_price
from bot.agent.offline.period import Period, ends_early
from bot.agent.offline.rooms import take_rooms, take_sizes, take_years
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots import listing_words as lw
from bot.agent.offline.slots.cma import number
from bot.agent.offline.words import words

_TWO = ("one", "two")


def fill_listings(sheet: Sheet, places: Gazetteer, today: date) -> list[Draft]:
    """Every filter of a listing search the request states; what cannot be filtered is noted."""
    args: dict[str, Any] = {}
    if sheet.says(lw.NO_WATER):
        args["waterfront"] = False
    elif sheet.take(lw.WATER):
        args["waterfront"] = True
    built, (beds, baths), (living, lot) = take_years(sheet, today), take_rooms(sheet), take_sizes(sheet)
    period = take_period(sheet, today)
    args.update(_limit(sheet))
    args["areas"] = list(take_areas(sheet, places))
    price = take_price(sheet)
    args.update(_status(sheet, period))
    args.update(_dates(sheet, period, args.get("status"), today))
    args.update(_price(price))
    args["bedrooms_min"] = _least(beds, whole=True)
    args["bathrooms_min"] = _least(baths, whole=False)
    args.update(
        living_area_min=_whole(living.low if living.low is not None else living.bare),
        living_area_max=_whole(living.high),
    )
    args["lot_size_min"] = _whole(lot.low if lot.low is not None else lot.bare)
    args.update(_built(built))
    args["price_cut"] = sheet.says(lw.CUT) and args.get("status") != "sold"
    args["own_only"] = sheet.says(lw.OWN)
    args["sort"] = _sort(sheet, args)
    notes = tuple(what for what, pattern in lw.UNSUPPORTED if pattern.search(sheet.low)) + _lost_time(
        args, period, today
    )
    said = {name: value for name, value in args.items() if _is_said(name, value)}
    return _each_status(Draft("search_listings", said, notes=notes), sheet)


def _each_status(draft: Draft, sheet: Sheet) -> list[Draft]:
    """One search, or one for each of two statuses ("actives and pendings"): no argument holds both."""
    pair = lw.PAIR.search(sheet.whole)
    names = [] if pair is None else [pair["one"].rstrip("s"), pair["two"].rstrip("s")]
    if len(set(names)) != len(_TWO) or draft.args.get("status") == "any":
        return [draft]
    shared = {
        name: value for name, value in draft.args.items() if name not in ("status", "listed_since", "listed_until")
    }
    drafts = []
    for name in names:
        args = {**shared, **({} if name == "active" else {"status": name})}
        if name != "sold":
            args.pop("closed_since", None)
        drafts.append(replace(draft, args=args))
    return drafts


def _is_said(name: str, value: object) -> bool:
    return value is not None and value != [] and (name == "waterfront" or value is not False)


def _limit(sheet: Sheet) -> dict[str, int]:
    limit = take_limit(sheet)
    return {} if limit is None else {"limit": min(limit, 50)}


def _status(sheet: Sheet, period: Period | None) -> dict[str, str]:
    del period
    if len([one for one in lw.ALL_STATES if one.search(sheet.low)]) == len(lw.ALL_STATES):
        return {"status": "any"}
    for name, pattern in lw.STATUS:
        if pattern.search(sheet.low):
            return {"status": name} if name else {}
    return {}


def _dates(sheet: Sheet, period: Period | None, status: str | None, today: date) -> dict[str, Any]:
    if (
        period is None
        or sheet.says(words("open houses?"))
        or (sheet.says(lw.CUT) and status is None and not sheet.says(words("new|listed|came on|hit")))
    ):
        return {}
    if status == "sold":
        return {"closed_since": period.since.isoformat()} if period.since != date.min else {}
    sat = period.said.startswith("for ") and "last" not in period.said and "past" not in period.said
    if (period.beyond or sat) and lw.ON_MARKET_FOR.search(sheet.whole):
        return {"listed_until": (today - timedelta(days=period.days)).isoformat()}
    if status in ("pending", "expired") and not sheet.says(words("listed|on the market")):
        return {}
    since = {} if period.since == date.min else {"listed_since": period.since.isoformat()}
    return since | ({"listed_until": period.until.isoformat()} if period.until else {})


def _lost_time(args: dict[str, Any], period: Period | None, today: date) -> tuple[str, ...]:
    """What of a stated time no argument holds."""
    if period is None:
        return ()
    if "closed_since" in args:
        return ("the end of a period",) if ends_early(period, today) else ()
    if args.keys() & {"listed_since", "listed_until"}:
        return ()
    if args.get("status") in ("pending", "expired"):
        return (f"when homes became {args['status']}",)
    return ("when a price was cut",) if args.get("price_cut") else ()


def _price(price: Bounds) -> dict[str, int]:
    said = {}
    if price.low is not None:
        said["price_min"] = int(price.low)
    high = price.high if price.high is not None else price.bare if price.low is None else None
    if high is not None:
        said["price_max"] = int(high)
    return said


def _least(said: Bounds, *, whole: bool) -> int | float | None:
    value = said.low if said.low is not None else said.bare
    if value is None or (said.low is None and said.high is not None):
        return None
    if said.strict:
        value += 1 if whole else Decimal("0.5")
    return int(value) if whole else number(value)


def _built(said: Bounds) -> dict[str, int]:
    low, high = (said.bare, said.bare) if said.bare is not None else (said.low, said.high)
    return {name: int(year) for name, year in (("year_built_min", low), ("year_built_max", high)) if year is not None}


def _sort(sheet: Sheet, args: dict[str, Any]) -> str | None:
    said = next((name for name, pattern in lw.SORT if pattern.search(sheet.low)), None)
    return None if said == "longest_on_market" and "listed_until" in args else said


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
