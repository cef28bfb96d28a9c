"""What is said about the comparables of an analysis: left out, put in, counted more or less, moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

CHOICES = ("exclude_comparables", "include_comparables", "move_comparables", "weigh_comparables")

_SALE = (
    r"(?:(?:the |that |those |this )?(?:[\w'-]+ ){0,2}?(?:ones?|comps?|comparables?|sales?|condos?|townho(?:me|use)s?|"
    r"houses?|homes?|propert(?:y|ies))\b|(?:number|no\.?|comps?|#) ?#?\d|#\d|(?:the )?(?:first|second|third|fourth|"
    r"fifth|sixth|seventh|eighth|last|nearest|closest|cheapest|biggest|largest|smallest|most expensive)\b|"
    r"(?:the )?\d+[\w/-]* (?:[nsew]{1,2}\.? )?\w+)"
)
# Where one thing said ends and the next begins.
_END = (
    r"(?=\s*(?:[;.!?]|$|,?\s*\b(?:and |but |then |also )*(?:it|use|make|assume|set|weigh|count|give|put|add|include|"
    r"leave|drop|exclude|remove|skip|ignore|take out|with|rerun|redo|run|move|adjust|because|since)\b|\bplease\b))"
)
_OUT = re.compile(
    r"\b(?:leave out|leaving out|drop|exclude|excluding|remove|skip|ignore|take out|throw out|toss|get rid of|kick out|"
    r"(?:do not|don't|dont|never) (?:use|include|count|want)|stop using|without|lose|except(?: for)?|minus|not)\s+"
    rf"(?P<sales>{_SALE}.*?){_END}",
    re.IGNORECASE,
)
_OUT_APART = re.compile(rf"\b(?:leave|take|throw)\s+(?P<sales>{_SALE}[^,;.!?]*?)\s+out\b", re.IGNORECASE)
_IN = re.compile(
    rf"\b(?:put (?:back )?(?:in )?|add (?:back )?|include |bring back |use |consider |compare (?:it )?(?:to|with) )"
    rf"(?P<sales>(?:back )?{_SALE}.*?)(?: (?:back )?in| back| again| too| as well| instead)?{_END}",
    re.IGNORECASE,
)
_MORE = r"(?P<more>more|higher|heavier|up|double|twice(?: as much)?|extra|most|a lot more|much more)"
_LESS = r"(?P<less>less|lower|lighter|down|half(?: as much)?|little|least|a lot less|much less)"
_WEIGH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:weigh|weight|count|trust|value|rate|rely on)\s+(?P<sales>{_SALE}.*?)\s+(?:{_MORE}|{_LESS})\b",
        rf"\b(?:give|put|place)\s+(?:{_MORE}|{_LESS}) (?:weight|emphasis) (?:to|on)\s+(?P<sales>{_SALE}.*?){_END}",
        rf"\b(?:give|put on)\s+(?P<sales>{_SALE}.*?)\s+(?:{_MORE}|{_LESS}) (?:weight|emphasis)\b",
        rf"\b(?:rely|lean|count|focus) (?:{_MORE}|{_LESS}) on\s+(?P<sales>{_SALE}.*?){_END}",
    )
)
_MOVE = re.compile(
    rf"\b(?:move|adjust|bump|raise|lower|bring|knock|mark)\s+(?P<sales>{_SALE}.*?)\s+(?P<way>up|down|higher|lower)?\s*"
    r"(?:by )?(?P<sign>[+-])?(?P<percent>\d{1,2}(?:\.\d+)?)\s*(?:%|percent)(?: (?P<way2>up|down|higher|lower))?",
    re.IGNORECASE,
)
_REASON = re.compile(r"^[\s,]*(?:because|since|as)\s+(?P<why>[^.;!?]{3,80})", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|&|\band\b|\bor\b|\bplus\b)\s*", re.IGNORECASE)
_NUMBERS = re.compile(r"^(?:the |comps? |comparables? |numbers? |nos?\.? |#)*\d{1,2}$", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,2}$")
_FACT = re.compile(
    r"\d+(?:\.\d+)?\s*(?:k )?(?:sq|beds?\b|bedrooms?\b|baths?\b|bathrooms?\b|br\b|bd\b|ba\b|acres?\b|square|sf\b|"
    r"feet|foot|stor(?:y|ies)|cars?\b|%|percent)",
    re.IGNORECASE,
)
_DOUBLE, _HALF = 2.0, 0.5


def take_choices(text: str) -> tuple[dict[str, list[Any]], str]:
    """The choices that a request states, as arguments of `run_cma`, and the request without them."""
    found: dict[str, list[Any]] = {name: [] for name in CHOICES}
    text = _take_weights(text, found)
    text = _take_moves(text, found)
    for pattern, field in ((_OUT_APART, CHOICES[0]), (_OUT, CHOICES[0]), (_IN, CHOICES[1])):
        text = _take_names(pattern, text, found[field])
    return {name: said for name, said in found.items() if said}, text


def _take_names(pattern: re.Pattern[str], text: str, into: list[Any]) -> str:
    while (one := pattern.search(text)) and not _FACT.match(one["sales"]):
        into += [name for name in _names(one["sales"]) if name not in into]
        text = f"{text[: one.start()]} {text[one.end() :]}"
    return text


def _take_weights(text: str, found: dict[str, list[Any]]) -> str:
    for pattern in _WEIGH:
        while one := pattern.search(text):
            factor = _DOUBLE if one["more"] else _HALF
            why = _REASON.match(text[one.end() :])
            found["weigh_comparables"] += [_said(name, "factor", factor, why) for name in _names(one["sales"])]
            text = f"{text[: one.start()]} {text[one.end() + (why.end() if why else 0) :]}"
    return text


def _take_moves(text: str, found: dict[str, list[Any]]) -> str:
    while one := _MOVE.search(text):
        verb = one.group().split()[0].lower()
        way = (one["way"] or one["way2"] or verb).lower()
        down = way in ("down", "lower", "knock") or one["sign"] == "-"
        percent = float(one["percent"]) * (-1 if down else 1)
        why = _REASON.match(text[one.end() :])
        found["move_comparables"] += [_said(name, "percent", percent, why) for name in _names(one["sales"])]
        text = f"{text[: one.start()]} {text[one.end() + (why.end() if why else 0) :]}"
    return text


def _said(name: str, kind: str, amount: float, why: re.Match[str] | None) -> dict[str, Any]:
    return {"listing_id": name, kind: amount, **({"reason": why["why"].strip()} if why else {})}


def _names(said: str) -> list[str]:
    """One name a sale: "numbers 3, 5 and 7" are three, "the one on 12th Ave" is one."""
    parts = [part.strip(" '\"") for part in _AND.split(said)]
    parts = [re.sub(r"^(?:back|in)\s+|\s+(?:please|back|too|again)$", "", part) for part in parts]
    named = [_DIGITS.search(part).group() if _NUMBERS.match(part) else part for part in parts if part]  # type: ignore[union-attr]
    return list(dict.fromkeys(named))


def settle(said: Iterable[Any], chosen: str) -> list[Any]:
    """The last name said, which was asked about, in the words chosen."""
    items: Sequence[Any] = list(said)
    if not items:
        return [chosen]
    last = items[-1]
    return [*items[:-1], {**last, "listing_id": chosen} if isinstance(last, dict) else chosen]
