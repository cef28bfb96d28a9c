"""What a careful reader should be warned of before trusting the number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from integrations.mls.cma.candidates import ENOUGH_CANDIDATES, RADII_MILES
from integrations.mls.cma.model import Valuation
from integrations.mls.cma.subject import YEARS_TO_BUILD, Assumption, crowded
from integrations.mls.cma.wording import say_number
from integrations.models.listing import Listing

LARGE_ADJUSTMENT = 0.15
STALE_DAYS = 180


def raise_flags(
    record: Listing, valuation: Valuation, net: list[float], ages: list[int], sizes: list[float]
) -> tuple[str, ...]:
    """Doubts about the record, the comparables (`net` change as a fraction, `ages` in days) and the area."""
    comparables = _doubt_comparables(valuation, net, ages, sizes)
    return (*_doubt_record(record, valuation), *comparables, *_doubt_area(valuation))


def tell_assumptions(assumed: tuple[Assumption, ...]) -> tuple[str, ...]:
    """One sentence a fact that the record lacks."""
    return tuple(
        f"{item.label} is not known; {_plain(item)} is assumed, the middle of the nearest sales." for item in assumed
    )


def _plain(item: Assumption) -> str:
    return f"{item.value:.0f}" if item.source == "year_built" else say_number(item.value)


def _doubt_record(record: Listing, valuation: Valuation) -> list[str]:
    out: list[str] = []
    subject = valuation.subject
    if crowded(record, subject.living_area):
        feet, beds = subject.living_area or 0, record.bedrooms_total
        used = "; a usual number for the area was used" if subject.bedrooms_total is None else ""
        out.append(f"{beds} bedrooms in {feet:,.0f} sq ft looks like a typing error{used}. Please check.")
    if subject.bathrooms_total == 0:
        out.append("The record says 0 bathrooms; a usual number for the area was used. Please check.")
    if (record.year_built or 0) > valuation.valuation_date.year + YEARS_TO_BUILD:
        used = "; a usual year for the area was used" if subject.year_built is None else ""
        out.append(f"Year built {record.year_built} lies in the future{used}. Please check.")
    if subject.year_renovated and subject.year_renovated != record.year_renovated:
        out.append(
            "The renovation counts as renovated homes here did on the whole; one that is smaller, such as a new "
            "kitchen alone, brings less."
        )
    if not record.living_area:
        out.append("The living area is not on record; the value uses the size given for this analysis.")
    if not record.internet_automated_valuation_display:
        out.append("The seller opted out of automated valuations on the internet: do not publish this value.")
    if not record.internet_address_display:
        out.append("The seller does not show the address on the internet: keep this analysis private.")
    return out


def _doubt_comparables(valuation: Valuation, net: list[float], ages: list[int], sizes: list[float]) -> list[str]:
    out: list[str] = []
    large = sum(abs(change) > LARGE_ADJUSTMENT for change in net)
    if large:
        out.append(
            f"{large} of {len(net)} comparables {'needs' if large == 1 else 'need'} more than 15% net adjustment."
        )
    if float(np.median(ages)) > STALE_DAYS:
        out.append("Half of the comparables closed more than six months ago.")
    if float(valuation.grid.scale_parts[1]) > LARGE_ADJUSTMENT:
        out.append("The adjusted comparables disagree by more than 15%; the range is wide for that reason.")
    if valuation.grid.imputed_weight > 0:
        out.append(
            f"{valuation.grid.imputed_weight:.0%} of the evidence has no published closing price; it was estimated "
            "from the list price and what sellers here get of it. The range is wider and the grade lower for that."
        )
    out += _doubt_bracket(valuation, sizes)
    return out


def doubt_kind(subject: Listing, kinds: Sequence[str | None]) -> str:
    """What to say where no comparable is of the home's kind; empty where one is, or where kinds are not known."""
    own, known = subject.property_sub_type, {kind for kind in kinds if kind}
    if not own or not known or own in known:
        return ""
    return (
        f"No sale of its kind ({own}) is known nearby: it is compared with {', '.join(sorted(known))}. "
        "The range does not cover that difference."
    )


def _doubt_bracket(valuation: Valuation, sizes: list[float]) -> list[str]:
    """The comparables should stand on both sides of the home."""
    own = valuation.subject.living_area or 0
    known = [size for size in sizes if size]
    if not own or not known or min(known) <= own <= max(known):
        return []
    side = "larger" if min(known) > own else "smaller"
    return [f"No bracket: all comparables are {side} than this home, so its size is priced beyond them."]


def _doubt_area(valuation: Valuation) -> list[str]:
    grid, out = valuation.grid, []
    if len(grid.pool) < ENOUGH_CANDIDATES:
        out.append(f"Only {len(grid.pool)} earlier sales are known in the whole area: thin evidence.")
    elif grid.radius > RADII_MILES[1]:
        out.append(f"Thin area: sales from up to {grid.radius:.0f} miles away had to be considered.")
    if valuation.subject.latitude is None:
        out.append("The home's place is not on record: sales are compared by ZIP code and there is no map.")
    if valuation.calibration is None:
        out.append("Too few past sales to measure accuracy, so no range is given.")
    return out
