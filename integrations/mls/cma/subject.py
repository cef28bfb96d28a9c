"""The home to value: Jorge's corrections over the record, and blanks assumed from the neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from integrations.mls.cma.candidates import Market
from integrations.mls.cma.errors import MissingFacts, NotValuable
from integrations.mls.cma.places import Places
from integrations.mls.cma.sales import SALE_TYPES, Floats, Frame, Ints
from integrations.models.cma import PropertyDetails
from integrations.models.listing import Listing

NEIGHBOURS = 15
MOST_BEDROOMS, FEWEST_FEET_A_BEDROOM, YEARS_TO_BUILD = 12, 120, 2
# A blank in these means "none", by the habit of every MLS.
BLANK_MEANS_NONE = ("renovated", "basement_share", "waterfront")
_PLAIN_DETAILS = (
    "bedrooms_total",
    "bathrooms_total",
    "living_area",
    "lot_size_square_feet",
    "year_built",
    "year_renovated",
    "postal_code",
)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A fact the record lacks, taken from the nearest sales."""

    label: str
    source: str
    value: float


def believe(record: Listing, details: PropertyDetails, day: date) -> Listing:
    """The record without what cannot be: it is then assumed like any blank, and a flag says so."""
    blank: dict[str, Any] = {}
    if crowded(record, details.living_area or record.living_area):
        blank["bedrooms_total"] = None
    if (record.year_built or 0) > day.year + YEARS_TO_BUILD:
        blank["year_built"] = None
    if not record.latitude and not record.longitude:  # zeros stand for blanks
        blank |= {"latitude": None, "longitude": None}
    return record.model_copy(update=blank) if blank else record


def crowded(record: Listing, feet: float | None) -> bool:
    """More bedrooms than a home has, or than there is room for in so many square feet."""
    beds = record.bedrooms_total or 0
    return beds > MOST_BEDROOMS or (beds > 0 and 0 < (feet or 0) / beds < FEWEST_FEET_A_BEDROOM)


def require_home(record: Listing) -> None:
    """Raise NotValuable for what is no home: sales of homes tell nothing of land, shops, rents."""
    if record.property_type not in SALE_TYPES:
        raise NotValuable(
            f"{record.display_address} is {record.property_type} in its MLS record; sales of homes tell nothing of its "
            "price. If the record is wrong, have its type corrected in the MLS."
        )


def apply_details(subject: Listing, details: PropertyDetails, condition_field: str | None) -> Listing:
    """The subject as Jorge says it is. A condition goes into the field that this MLS keeps it in."""
    changes: dict[str, Any] = {name: value for name in _PLAIN_DETAILS if (value := getattr(details, name)) is not None}
    if details.condition is not None and condition_field is not None:
        changes["local"] = {**subject.local, condition_field: details.condition}
    return subject.model_copy(update=changes) if changes else subject


def require_facts(subject: Listing, needs_size: bool, places: Places) -> None:
    """Raise MissingFacts for what cannot be assumed: how large the home is and where it stands."""
    missing = ["living_area"] if needs_size and not (subject.living_area or 0) > 0 else []
    if places.find(subject) is None:
        missing += ["postal_code"] if not subject.postal_code else ["latitude", "longitude"]
    if missing:
        raise MissingFacts(tuple(missing))


def assume_blanks(market: Market, home: Frame, near: Ints) -> tuple[Frame, tuple[Assumption, ...]]:
    """Fill the home's blank numbers from the medians of the sales at `near`, and say which."""
    numbers = dict(home.numbers)
    assumed: list[Assumption] = []
    for fitted in market.hedonic.encoder.terms:
        term = fitted.term
        column = numbers.get(term.source)
        if fitted.words or (column is not None and np.isfinite(column[0])):
            continue
        value = 0.0 if term.source in BLANK_MEANS_NONE else _neighbours_say(market, term.source, near, fitted.fill)
        numbers[term.source] = np.array([value])
        if term.source not in BLANK_MEANS_NONE:
            assumed.append(Assumption(term.label, term.source, value))
    return Frame(numbers, home.words, home.size), tuple(assumed)


def _neighbours_say(market: Market, source: str, near: Ints, otherwise: float) -> float:
    values: Floats = market.frame.number(source)[near]
    values = values[np.isfinite(values)]
    if not len(values):
        return otherwise
    # The middle value itself, not a mean of two: a level must stay a level.
    return float(np.sort(values)[(len(values) - 1) // 2])


def nearest(market: Market, home: Frame, day: int) -> Ints:
    """Positions of the nearest sales before `day`."""
    end = int(np.searchsorted(market.days, day, side="left"))
    latitude, longitude = market.frame.numbers["latitude"][:end], market.frame.numbers["longitude"][:end]
    north = latitude - home.numbers["latitude"][0]
    east = (longitude - home.numbers["longitude"][0]) * np.cos(np.radians(home.numbers["latitude"][0]))
    square = north * north + east * east
    return np.argsort(square, kind="stable")[:NEIGHBOURS].astype(np.int64)
