"""What Jorge decided about the subject's facts and the comparables, and what each decision did to the value."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from integrations.mls.cma.candidates import Choice
from integrations.mls.cma.errors import MissingFacts, NotValuable, UnknownComparable
from integrations.mls.cma.market import History
from integrations.mls.cma.wording import say_number
from integrations.models.cma import ComparableChoices, FactEffect, Override, PropertyDetails
from integrations.models.listing import Listing

# Values a home with these facts and choices; raises as the model does.
Valuer = Callable[[PropertyDetails, ComparableChoices], float]


def resolve_choices(history: History, choices: ComparableChoices) -> Choice:
    """Positions in the market of the sales named. Raises `UnknownComparable` for a name that no sale has."""
    moved = {find_sale(history, item.listing_id): math.log1p(item.percent / 100) for item in choices.move}
    weighed = {find_sale(history, item.listing_id): item.factor for item in choices.weigh}
    wanted = (*(find_sale(history, name) for name in choices.include), *moved, *weighed)
    without = frozenset(find_sale(history, name) for name in choices.exclude)
    return Choice(without, tuple(dict.fromkeys(row for row in wanted if row not in without)), moved, weighed)


def find_sale(history: History, name: str) -> int:
    """The latest sale of this listing id, key, ref, parcel number or street."""
    wanted = name.strip().casefold()
    for row in range(len(history.rows) - 1, -1, -1):
        sale = history.rows[row]
        names = (
            sale.listing_key,
            getattr(sale, "listing_id", ""),
            f"{sale.originating_system}:{sale.listing_key}",
            sale.parcel_number or "",
            sale.unparsed_address,
            sale.unparsed_address.partition(",")[0],
        )
        if wanted and wanted in {known.casefold() for known in names if known}:
            return row
    raise UnknownComparable(name)


def tell_effects(
    record: Listing, details: PropertyDetails, choices: ComparableChoices, value: Valuer
) -> tuple[FactEffect, ...]:
    """What each corrected fact changed: the value with all of them, less the value without this one."""
    out: list[FactEffect] = []
    given = {name: fact for name, fact in details if fact is not None}
    for name, fact in given.items():
        known = getattr(record, name, None)
        if known == fact:
            continue
        change = _difference(details, choices, details.model_copy(update={name: None}), choices, value)
        if change is not None:
            told = _say(name, known) if known else "not on record"
            out.append(FactEffect(field=name, record=told, given=_say(name, fact), dollars=change))
    return tuple(out)


def _say(name: str, fact: Any) -> str:
    if isinstance(fact, str):
        return fact
    return str(int(fact)) if name.startswith("year") else say_number(float(fact))


def tell_overrides(
    model_rows: Callable[[str], Listing], details: PropertyDetails, choices: ComparableChoices, value: Valuer
) -> tuple[Override, ...]:
    """What each decision about a sale changed: the value with all of them, less the value without this one."""
    out: list[Override] = []
    for name in choices.exclude:
        rest = choices.model_copy(update={"exclude": tuple(item for item in choices.exclude if item != name)})
        out.append(_override("left out", model_rows(name), None, _difference(details, choices, details, rest, value)))
    for name in choices.include:
        rest = choices.model_copy(update={"include": tuple(item for item in choices.include if item != name)})
        out.append(_override("put in", model_rows(name), None, _difference(details, choices, details, rest, value)))
    for item in choices.move:
        kept = tuple(other for other in choices.move if other != item)
        # Without the move the sale still counts as one that was put in, so that only the move is measured.
        rest = choices.model_copy(update={"move": kept, "include": (*choices.include, item.listing_id)})
        change = _difference(details, choices, details, rest, value)
        made = _override("moved", model_rows(item.listing_id), item.percent, change)
        out.append(made.model_copy(update={"reason": item.reason}))
    for weight in choices.weigh:
        rest = choices.model_copy(
            update={
                "weigh": tuple(other for other in choices.weigh if other != weight),
                "include": (*choices.include, weight.listing_id),
            }
        )
        made = _override(
            "weighed", model_rows(weight.listing_id), None, _difference(details, choices, details, rest, value)
        )
        out.append(made.model_copy(update={"factor": weight.factor, "reason": weight.reason}))
    return tuple(out)


def _override(kind: Any, listing: Listing, percent: float | None, change: Decimal | None) -> Override:
    address = (
        listing.display_address
        if listing.unparsed_address
        else f"Parcel {listing.parcel_number or listing.listing_key}"
    )
    return Override(kind=kind, listing_ref=listing.ref, address=address, percent=percent, dollars=change or Decimal(0))


def _difference(
    details: PropertyDetails,
    choices: ComparableChoices,
    other_details: PropertyDetails,
    other_choices: ComparableChoices,
    value: Valuer,
) -> Decimal | None:
    try:
        return Decimal(round(value(details, choices) - value(other_details, other_choices)))
    except (MissingFacts, NotValuable):
        return None
