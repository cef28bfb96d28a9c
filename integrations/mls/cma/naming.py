"""Which sale Jorge means: "number 3", "the one on 12th Ave", "the condo next door", of those an analysis shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from integrations.mls.cma.choices import find_sale
from integrations.mls.cma.errors import UnknownComparable
from integrations.mls.cma.market import History
from integrations.models.cma import CMA, Comparable, ComparableChoices
from integrations.models.listing import Listing

_NUMBER = re.compile(
    r"\W*(?:(?:comp(?:arable)?|sale|home|number|no|nr|the)\W+)*#?(\d{1,2})(?:st|nd|rd|th)?(?: one)?\W*"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_ORDINAL = re.compile(rf"\W*(?:the )?({'|'.join((*_ORDINALS, 'last'))})(?: (?:one|comp|comparable|sale))?\W*")
_FILLER = frozenset(
    re.findall(
        r"\w+",
        "the a that this one ones at on over from of in to by near comp comps comparable comparables sale sales sold "
        "home house property place address my our please",
    )
)
_SAME = {
    "avenue": "ave", "street": "st", "place": "pl", "court": "ct", "drive": "dr", "road": "rd", "lane": "ln",
    "boulevard": "blvd", "terrace": "ter", "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne",
    "northwest": "nw", "southeast": "se", "southwest": "sw", "apartment": "apt", "condominium": "condo",
}  # fmt: skip
MOST_OPTIONS = 5
_KINDS = {"condo": "condo", "townhouse": "townho", "townhome": "townho", "duplex": "duplex", "manufactured": "manufact"}


def _price(item: Comparable) -> float:
    return float(item.listing.close_price or item.adjusted_price)


def _size(item: Comparable) -> float:
    return item.listing.living_area or 0.0


_MOST: tuple[tuple[str, Callable[[Comparable], float]], ...] = (
    (r"next door|nearest|closest|neighbou?r'?s?", lambda item: item.distance_miles),
    (r"farthest|furthest", lambda item: -item.distance_miles),
    (r"cheapest|lowest|least expensive", _price),
    (r"most expensive|priciest|dearest|highest", lambda item: -_price(item)),
    (r"smallest", _size),
    (r"biggest|largest", lambda item: -_size(item)),
)


def name_sales(
    history: History, choices: ComparableChoices, shown: Sequence[CMA], nearby: Sequence[Listing] = ()
) -> ComparableChoices:
    """The choices with each sale named by its ref. `shown` are analyses that Jorge may speak of, the last one first.

    `nearby` are the sales that count besides.

    Raises `UnknownComparable`, with the streets to choose from where several of those shown fit.
    """

    def ref(name: str) -> str:
        return _find(history, name, shown, nearby)

    include = tuple(dict.fromkeys(map(ref, choices.include)))
    exclude = tuple(dict.fromkeys(map(ref, choices.exclude)))
    return ComparableChoices(
        # What is put in after it was left out is as the rule has it.
        exclude=tuple(one for one in exclude if one not in include),
        include=tuple(one for one in include if one not in exclude),
        move=tuple(item.model_copy(update={"listing_id": ref(item.listing_id)}) for item in choices.move),
        weigh=tuple(item.model_copy(update={"listing_id": ref(item.listing_id)}) for item in choices.weigh),
    )


def _find(history: History, name: str, shown: Sequence[CMA], nearby: Sequence[Listing]) -> str:
    low = name.strip().casefold()
    at = _position(low)
    if at is not None:
        comparables = shown[0].comparables if shown else ()
        if comparables and at < len(comparables):
            return comparables[at].listing.ref
        # A long number is a key or a parcel; a small one was a number of the list.
        raise UnknownComparable(name, _streets(item.listing for item in comparables))
    try:
        sale = history.rows[find_sale(history, name)]
    except UnknownComparable:
        return _of_those_shown(name, low, shown, nearby)
    return f"{sale.originating_system}:{sale.listing_key}"


def _position(low: str) -> int | None:
    if found := _NUMBER.fullmatch(low):
        return int(found[1]) - 1
    if found := _ORDINAL.fullmatch(low):
        return -1 if found[1] == "last" else _ORDINALS.index(found[1])
    return None


def _of_those_shown(name: str, low: str, shown: Sequence[CMA], nearby: Sequence[Listing]) -> str:
    for cma in shown:
        kind = next((part for word, part in _KINDS.items() if word in low), "")
        fit = [item for item in cma.comparables if kind in (item.listing.property_sub_type or "").casefold()]
        for pattern, key in _MOST:
            if re.search(rf"\b(?:{pattern})\b", low) and (fit or cma.comparables):
                return min(fit or cma.comparables, key=key).listing.ref
        if kind and _words(low) <= set(_KINDS) and len(fit) == 1:
            return fit[0].listing.ref
        known = [*(item.listing for item in cma.comparables), *(miss.listing for miss in cma.near_misses)]
        if found := _by_street(name, low, known):
            return found
    if found := _by_street(name, low, nearby):
        return found
    raise UnknownComparable(name)


def _by_street(name: str, low: str, known: Iterable[Listing]) -> str:
    """The one sale in whose address all the words are; empty where there is none."""
    words = _words(low)
    found = list({one.ref: one for one in known if words and words <= _words(one.unparsed_address)}.values())
    if len(found) > 1:
        raise UnknownComparable(name, _streets(found[:MOST_OPTIONS]))
    return found[0].ref if found else ""


def _words(text: str) -> set[str]:
    said = re.findall(r"[a-z0-9]+", text.casefold())
    return {_SAME.get(word, word) for word in said} - _FILLER


def _streets(listings: Iterable[Listing]) -> tuple[str, ...]:
    return tuple(one.unparsed_address.partition(",")[0] or one.ref for one in listings)
