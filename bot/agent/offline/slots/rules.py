"""Rules in plain words: make one, switch one, list them, ask why one did not fire."""

from __future__ import annotations

import re
from typing import Any

from bot.agent.offline.areas import take_areas
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots import rule_words as w


def rule_draft(sheet: Sheet, places: Gazetteer) -> Draft | None:
    """The call about rules that a request makes; None where it is about something else."""
    if w.LIST.match(sheet.whole):
        return Draft("list_rules")
    if (why := w.WHY.search(sheet.text)) is not None:
        about = (why["about"] or "").strip(" .?!")
        return Draft("explain_rule", {"rule": why["rule"].strip().lower(), **({"about": about} if about else {})})
    for pattern in w.SWITCH:
        if (found := pattern.search(sheet.whole)) is not None:
            return Draft("switch_rule", {"rule": found["rule"].strip(), "enabled": found["how"] in w.ON})
    for pattern in w.MAKE:
        if (made := pattern.search(sheet.whole)) is not None:
            return _made(made, sheet, places)
    return None


def _made(made: re.Match[str], sheet: Sheet, places: Gazetteer) -> Draft | None:
    clause = made["clause"].strip(" .!?")
    event = next((one.name for one in w.EVENTS if one.said.search(clause)), None)
    if event is None or sheet.addresses:
        return None
    given = made.groupdict()
    args: dict[str, Any] = {"event": event}
    rest, limits = _limits(clause)
    conditions = _home(event, rest) if event.startswith("listing.") else _lead(event, rest)
    part = Sheet(sheet.text, rest, rest)
    if event.startswith(("listing.", "lead.")):
        conditions += [("place", "in", place) for place in take_areas(part, places)[:1]]
    if conditions:
        args["conditions"] = [{"field": name, "operator": how, "value": value} for name, how, value in conditions]
    if w.URGENT.search(f"{given.get('how') or ''} {clause}"):
        args["severity"] = "urgent"
    if "quietly" in (given.get("how") or ""):
        args["severity"] = "quiet"
    if given.get("verb") == "text" or "by text" in (given.get("how") or ""):
        args["text_me"] = True
    return Draft("make_rule", args | limits)


def _limits(clause: str) -> tuple[str, dict[str, Any]]:
    limits: dict[str, Any] = {}
    if (once := w.ONCE.search(clause)) is not None:
        limits["once"] = once["unit"]
    if (most := w.MOST.search(clause)) is not None:
        limits["most_per_day"] = int(most["n"])
    return w.MOST.sub(" ", w.ONCE.sub(" ", clause)), limits


def _home(event: str, clause: str) -> list[tuple[str, str, Any]]:
    found: list[tuple[str, str, Any]] = []
    if event == "listing.price_change":
        down = bool(w.DOWN.search(clause)) or not w.UP.search(clause)
        percent, dollars = w.PERCENT.search(clause), w.BY_DOLLARS.search(w.PERCENT.sub(" ", clause))
        if percent is not None:
            found.append(_change("change_percent", _plain(float(percent["n"])), down=down))
        elif dollars is not None:
            found.append(_change("change_amount", _amount(dollars), down=down))
        elif down and w.DOWN.search(clause):
            found.append(("change_percent", "less_than", 0))
        elif w.UP.search(clause):
            found.append(("change_percent", "more_than", 0))
        clause = w.BY_DOLLARS.sub(" ", w.PERCENT.sub(" ", clause))
    if event == "listing.status_change" and re.search(r"pending|under contract", clause):
        found.append(("standard_status", "is", "Pending"))
    if (price := w.PRICE.search(clause)) is not None and _amount(price) > 10_000:  # noqa: PLR2004  # no count of rooms
        low = price["how"] in {"over", "above", "more than", "at least"}
        found.append(("list_price", "at_least" if low else "at_most", _amount(price)))
    if (beds := w.BEDS.search(clause)) is not None:
        found.append(("bedrooms_total", "at_least", int(beds["n"])))
    if w.OWN.search(clause):
        found.append(("own", "is", True))
    return found


def _lead(event: str, clause: str) -> list[tuple[str, str, Any]]:
    found: list[tuple[str, str, Any]] = []
    if event == "lead.quiet" and (days := w.DAYS.search(clause)) is not None:
        found.append(("quiet_days", "at_least", int(days["n"] or 0) or int(days["w"]) * 7))
    if event not in {"lead.scored", "lead.hot", "lead.quiet"}:
        return found
    temperature = w.TEMPERATURE.search(clause)
    if temperature is not None and int(temperature["n"]) <= 100:  # noqa: PLR2004  # the scale's end
        how = {"over": "more_than", "above": "more_than", "more than": "more_than", "past": "more_than",
               "under": "less_than", "below": "less_than"}.get(temperature["how"] or "", "at_least")  # fmt: skip
        found.append(("temperature", how, int(temperature["n"])))
    if event == "lead.scored" and (looks := w.LOOKS.search(clause)) is not None:
        found.append(("homes_viewed", "at_least", int(looks["n"])))
    if (source := w.SOURCE.search(clause)) is not None:
        name = source["name"]
        found.append(("source", "is", w.SOURCES.get(name, name.title())))
    if kind := re.search(r"\b(buyer|seller)s?\b", clause):
        found.append(("kind", "is", kind[1]))
    return found


def _change(name: str, amount: float, *, down: bool) -> tuple[str, str, Any]:
    return (name, "at_most", -amount) if down else (name, "at_least", amount)


def _amount(found: re.Match[str]) -> float:
    return _plain(float(found["n"].rstrip(".,").replace(",", "")) * w.UNITS.get(found["unit"] or "", 1))


def _plain(number: float) -> float:
    return int(number) if number.is_integer() else number
