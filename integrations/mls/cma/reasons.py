"""Why a sale is a comparable, and why one that looks like it is not."""

from __future__ import annotations

import math

import numpy as np

from integrations.mls.cma.candidates import local_distance
from integrations.mls.cma.grid import score_gaps
from integrations.mls.cma.market import encode_subject
from integrations.mls.cma.model import MarketModel, Valuation
from integrations.mls.cma.sales import Floats, Frame, Ints
from integrations.mls.cma.wording import say_ago, say_fact
from integrations.models.cma import NearMiss

NEAR_MISSES = 6
_NEAREST, _NEXT_BEST = 3, 2
_OUTLIERS_WITHIN_MILES = 0.5
_SAME_SIZE, _SAME_YEARS = 0.03, 3
_PLACE_AND_TIME = 2
_NEXT_DOOR_MILES = 0.05
_SAME_AREA_MILES = 1.0
_NO_WEIGHT = 0.0005


def say_why(model: MarketModel, valuation: Valuation, position: int) -> str:
    """One line: how near, how recent, how alike."""
    grid, market = valuation.grid, model.market
    row = int(grid.rows[position])
    age = valuation.valuation_date.toordinal() - int(market.days[row])
    parts = [say_distance(valuation, float(grid.miles[position])), f"sold {say_ago(age)}"]
    parts += _size_and_year(valuation.home, market.frame, row)
    parts += [
        f"same {term.label.lower()}"
        for term in (fitted.term for fitted in market.hedonic.encoder.terms)
        if term.gap_deviations and _equal(valuation.home, market.frame, term.source, row)
    ]
    return ", ".join(parts) + "."


def say_distance(valuation: Valuation, miles: float) -> str:
    """In miles, or by area where there are no coordinates to measure from."""
    if valuation.subject.latitude is None:
        return f"{'same' if miles < _SAME_AREA_MILES else 'another'} area"
    return f"{miles:.1f} mi away" if miles >= _NEXT_DOOR_MILES else "less than 0.1 mi away"


def _equal(home: Frame, frame: Frame, source: str, row: int) -> bool:
    return bool(home.number(source)[0] == frame.number(source)[row])


def _size_and_year(home: Frame, frame: Frame, row: int) -> list[str]:
    parts: list[str] = []
    own, other = float(home.number("living_area")[0]), float(frame.number("living_area")[row])
    if math.isfinite(other):
        ratio = other / own - 1
        parts.append("same size" if abs(ratio) < _SAME_SIZE else f"{abs(ratio):.0%} {_size_word(ratio)}")
    years = float(frame.number("year_built")[row]) - float(home.number("year_built")[0])
    if math.isfinite(years):
        near = abs(years) <= _SAME_YEARS
        parts.append("same age" if near else f"{abs(years):.0f} years {'newer' if years > 0 else 'older'}")
    return parts


def _size_word(ratio: float) -> str:
    return "larger" if ratio > 0 else "smaller"


def find_near_misses(model: MarketModel, valuation: Valuation) -> tuple[NearMiss, ...]:
    """The sales a reader would miss: the home's own, the nearest, the next best, the odd; each with its reason."""
    grid, taken = valuation.grid, set(valuation.grid.rows.tolist())
    order = np.lexsort((grid.pool, grid.pool_miles))
    nearest = [int(at) for at in order if int(grid.pool[at]) not in taken][:_NEAREST]
    ranked = np.lexsort((grid.pool, grid.pool_scores))
    best = [int(at) for at in ranked if int(grid.pool[at]) not in taken and int(at) not in nearest]
    out = [*_own_sales(model, valuation), *_odd_sales(model, valuation)]
    picked = np.array([*nearest, *best[:_NEXT_BEST]], dtype=np.int64)
    if len(picked):
        out += _explain(model, valuation, picked)
    return tuple(out[:NEAR_MISSES])


def _explain(model: MarketModel, valuation: Valuation, picked: Ints) -> list[NearMiss]:
    grid, market = valuation.grid, model.market
    rows, miles = grid.pool[picked], grid.pool_miles[picked]
    parcel = model.history.parcel_numbers.get(valuation.subject.parcel_number or "", -1)
    day = min(valuation.valuation_date, model.as_of).toordinal()
    gaps = score_gaps(
        market, encode_subject(market, valuation.home, parcel, day), rows, miles, local_distance(grid.pool_miles)
    )
    counted = dict(zip(grid.evidence.tolist(), grid.evidence_weights.tolist(), strict=True))
    return [
        NearMiss(
            listing=model.sale(int(row)),
            distance_miles=round(float(miles[at]), 2),
            reason=_reason(model, valuation, gaps[:, at], int(row), float(miles[at]))
            + _say_place(counted.get(int(row))),
        )
        for at, row in enumerate(rows)
    ]


def _say_place(weight: float | None) -> str:
    if weight is None:
        return " Not used: less like this home than every sale that is."
    if weight <= _NO_WEIGHT:
        return " Not counted: other sales tell the same."
    return f" Counts with {weight:.1%}, among the other sales."


def _reason(model: MarketModel, valuation: Valuation, gaps: Floats, row: int, miles: float) -> str:
    """The difference that counts most, in words."""
    market, worst = model.market, int(np.argmax(gaps))
    if worst == 0:
        return f"{say_distance(valuation, miles).capitalize()}."
    if worst == 1:
        return f"Sold {say_ago(valuation.valuation_date.toordinal() - int(market.days[row]))}."
    index = worst - _PLACE_AND_TIME
    return _term_reason(model, valuation, index, row)


def _term_reason(model: MarketModel, valuation: Valuation, index: int, row: int) -> str:
    market = model.market
    fitted = market.hedonic.encoder.terms[index]
    term = fitted.term
    if fitted.words:
        return f"{term.label} differs: {market.frame.words[term.source][row] or 'not known'}."
    own, other = float(valuation.home.number(term.source)[0]), float(market.frame.number(term.source)[row])
    if not math.isfinite(other):
        return f"{term.label} not known."
    if term.source == "living_area":
        return f"{'Larger' if other > own else 'Smaller'}: {other:,.0f} sq ft, this home {own:,.0f}."
    if term.source == "year_built":
        return f"{'Newer' if other > own else 'Older'}: built {other:.0f}, this home {own:.0f}."
    told = say_fact(fitted, market.frame, row), say_fact(fitted, valuation.home, 0)
    return f"{term.label}: {told[0]}, this home {told[1]}."


def _own_sales(model: MarketModel, valuation: Valuation) -> list[NearMiss]:
    parcel = model.history.parcel_numbers.get(valuation.subject.parcel_number or "", -1)
    end = model.history.until(valuation.valuation_date.toordinal())
    rows: list[int] = np.flatnonzero(model.market.parcels[:end] == parcel)[-2:].tolist() if parcel >= 0 else []
    reason = "An earlier sale of this very home; never compared with itself."
    return [NearMiss(listing=model.sale(row), distance_miles=0.0, reason=reason) for row in rows]


def _odd_sales(model: MarketModel, valuation: Valuation) -> list[NearMiss]:
    """Sales close by that were left out because their price fits none of their facts."""
    market = model.market
    day = min(valuation.valuation_date, model.as_of).toordinal()
    end = int(np.searchsorted(market.days, day))
    odd = np.flatnonzero(~market.usable[:end])
    if not len(odd):
        return []
    latitude, longitude = valuation.subject.latitude or 0.0, valuation.subject.longitude or 0.0
    north = (market.frame.numbers["latitude"][odd] - latitude) * 69.055
    east = (market.frame.numbers["longitude"][odd] - longitude) * 69.055 * math.cos(math.radians(latitude))
    miles = np.hypot(north, east)
    parcel = model.history.parcel_numbers.get(valuation.subject.parcel_number or "", -2)
    near = np.flatnonzero((miles <= _OUTLIERS_WITHIN_MILES) & (market.parcels[odd] != parcel))
    near = near[np.argsort(miles[near], kind="stable")][:1]
    return [_odd(model, int(odd[at]), float(miles[at])) for at in near]


def _odd(model: MarketModel, row: int, miles: float) -> NearMiss:
    market = model.market
    expected = math.exp(float(market.hedonic.fitted[row]))
    side = "below" if market.log_price[row] < market.hedonic.fitted[row] else "above"
    reason = f"Price far {side} what its facts explain (about ${expected:,.0f}): perhaps not at arm's length."
    return NearMiss(listing=model.sale(row), distance_miles=round(miles, 2), reason=reason)
