"""What a home's price depends on: a table of terms, each a fact and the shape of its effect on log price.

Facts that every MLS has are named by field; facts that only some have (a construction grade, a view score)
are recognised by the end of their local field's name, whatever its prefix: `KC_Grade`, `x_grade`, `XYZ_View`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from integrations.mls.cma.sales import Floats, Frame

Shape = Literal["log", "curve", "linear", "amount", "age", "flag", "levels", "share"]


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the grid: its label, the fact it reads, its shape, and how far apart is one unit of unlikeness.

    `gap_scale` is in units of the fact (log units for logs); None keeps the term out of the likeness score.
    `gap_deviations` gives it in standard deviations instead, for facts whose unit differs between towns.
    """

    label: str
    source: str
    shape: Shape
    knot: float = 0.0
    cap: float | None = None
    gap_scale: float | None = None
    gap_deviations: float | None = None


TERMS = (
    Term("Living area", "living_area", "curve", gap_scale=0.25),
    Term("Lot size", "lot_size_square_feet", "curve", gap_scale=1.0),
    Term("Bathrooms", "bathrooms_total", "linear", cap=8),
    Term("Bedrooms", "bedrooms_total", "linear", cap=8),
    Term("Stories", "stories", "linear", cap=4),
    Term("Year built", "year_built", "age", knot=10, gap_scale=25),
    Term("Renovated", "renovated", "flag"),
    Term("Basement", "basement_share", "share"),
    Term("Waterfront", "waterfront", "flag", gap_scale=2 / 3),
    Term("Property type", "property_sub_type", "levels"),
)

ROLES: tuple[tuple[str, Term], ...] = (
    (r"(grade|quality)$", Term("Construction grade", "", "levels", gap_deviations=0.85)),
    (r"view$", Term("View", "", "levels", gap_deviations=2.6)),
    (r"condition$", Term("Condition", "", "linear")),
    (r"(living_?area|sqft_?living)_?15$", Term("Size of homes nearby", "", "curve")),
    (r"(lot_?size|sqft_?lot)_?15$", Term("Lots of homes nearby", "", "curve")),
)

# Names that give the answer away, or that are another's estimate of it. A field offered as a characteristic
# (`x_`) is believed unless it is plainly a price.
_ANSWER = re.compile(r"price|sold|close|sale|zestimate|avm|value", re.IGNORECASE)
_PLAIN_ANSWER = re.compile(r"(close|sale|sold|list)_?price|zestimate", re.IGNORECASE)
_RENOVATION_LASTS_YEARS = 25
_FEWEST_DISTINCT, _MOST_LEVELS, _LEAST_KNOWN = 2, 12, 0.25
_SKEWED = 6.0  # times the middle value


def derive_facts(frame: Frame, year: int) -> Frame:
    """The frame with facts computed from others: renovated lately, share of the home below grade."""
    numbers = dict(frame.numbers)
    renovated = numbers["year_renovated"]
    if np.isfinite(renovated).any():
        numbers["renovated"] = (np.nan_to_num(renovated) >= year - _RENOVATION_LASTS_YEARS).astype(np.float64)
    below = numbers["below_grade_finished_area"]
    if np.isfinite(below).any():
        share = np.nan_to_num(below) / numbers["living_area"]
        numbers["basement_share"] = np.clip(np.nan_to_num(share, posinf=1.0), 0, 1)
    if np.isfinite(numbers["waterfront"]).any():
        numbers["waterfront"] = np.nan_to_num(numbers["waterfront"])
    return Frame(numbers, frame.words, frame.size)


def choose_terms(frame: Frame) -> tuple[Term, ...]:
    """The terms that these sales can teach: known often enough and not the same everywhere."""
    chosen = [term for term in TERMS if _teaches(frame, term.source)]
    for source in sorted(set(frame.numbers) | set(frame.words)):
        if source in _PLAIN or _answers(source) or not _teaches(frame, source):
            continue
        chosen.append(_local_term(source, frame))
    return tuple(chosen)


def _answers(source: str) -> bool:
    pattern = _PLAIN_ANSWER if source.lower().startswith("x_") else _ANSWER
    return pattern.search(source) is not None


def _local_term(source: str, frame: Frame) -> Term:
    for pattern, term in ROLES:
        if re.search(pattern, source, re.IGNORECASE) and (source in frame.numbers or term.shape == "levels"):
            shape = term.shape
            return Term(term.label, source, shape, gap_deviations=term.gap_deviations)
    label = re.sub(r"^(x|[A-Z]{2,5})_", "", source).replace("_", " ")
    if source in frame.words:
        return Term(label, source, "levels")
    known = frame.numbers[source][np.isfinite(frame.numbers[source])]
    return Term(label, source, "levels" if len(np.unique(known)) <= _MOST_LEVELS else _shape_of(known))


def _shape_of(known: Floats) -> Shape:
    """Skewed positive facts in logs; skewed ones with zeros as an amount that may be none."""
    high, middle = float(np.quantile(known, 0.98)), float(np.median(known[known > 0])) if (known > 0).any() else 0.0
    if known.min() < 0 or not middle or high < _SKEWED * middle * float((known > 0).mean()):
        return "linear"
    return "curve" if known.min() > 0 else "amount"


def _teaches(frame: Frame, source: str) -> bool:
    words = frame.words.get(source)
    if words is not None:
        _, counts = np.unique(words, return_counts=True)
        return len(counts) >= _FEWEST_DISTINCT and int(np.sort(counts)[-2]) >= _FEWEST_DISTINCT
    column = frame.numbers.get(source)
    if column is None:
        return False
    known = column[np.isfinite(column)]
    return len(known) >= _LEAST_KNOWN * frame.size and bool(known.size) and bool(np.ptp(known) > 0)


_PLAIN = {
    *(term.source for term in TERMS),
    "latitude",
    "longitude",
    "area_code",
    "part_code",
    "postal_code",
    "year_renovated",
    "below_grade_finished_area",
}


def standard_deviations(frame: Frame, terms: tuple[Term, ...]) -> Mapping[str, float]:
    """Spread of each numeric fact, for scales given in deviations."""
    spread: dict[str, float] = {}
    for term in terms:
        if term.gap_deviations is not None and term.source in frame.numbers:
            spread[term.source] = float(np.nanstd(frame.numbers[term.source])) or 1.0
    return spread


def to_units(term: Term, values: Floats) -> Floats:
    """The fact in the unit of its likeness gap: logs for sizes, as given otherwise."""
    return np.log(values) if term.shape in ("log", "curve") else values
