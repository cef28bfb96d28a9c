"""The whole analysis: value, range and grade, with every comparable's lines and every doubt."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from integrations.mls.cma.advice import advise_list_price
from integrations.mls.cma.choices import find_sale, tell_effects, tell_overrides
from integrations.mls.cma.flags import doubt_kind, raise_flags, tell_assumptions
from integrations.mls.cma.lines import round_value, whole, write_lines
from integrations.mls.cma.model import MarketModel, Valuation
from integrations.mls.cma.net_sheet import write_net_sheet
from integrations.mls.cma.ranges import GRADES, Accuracy, Calibration
from integrations.mls.cma.reasons import find_near_misses, say_why
from integrations.mls.cma.surroundings import (
    choose_competition,
    choose_expired,
    describe_market,
    gather_dots,
    trace_trend,
)
from integrations.mls.cma.wording import say_date
from integrations.models.cma import (
    CMA,
    Adjustment,
    Comparable,
    ComparableChoices,
    GradeAccuracy,
    NearMiss,
    OtherSales,
    PriceRange,
    PropertyDetails,
)
from integrations.models.listing import Listing
from integrations.models.selling_costs import SellingCosts

Lookup = Callable[[Sequence[str]], Mapping[str, Listing]]
_NO_DRIFT = 0.0005
BY_HAND = "By hand"
_EVIDENCE = {"A": "Strong evidence", "B": "Good evidence", "C": "Fair evidence", "D": "Weak evidence"}


def compose_cma(
    model: MarketModel,
    subject: Listing,
    details: PropertyDetails | None = None,
    *,
    as_of: datetime,
    competition: Sequence[Listing] = (),
    valuation_date: date | None = None,
    listings: Lookup | None = None,
    choices: ComparableChoices | None = None,
    expired: Sequence[Listing] = (),
    costs: SellingCosts | None = None,
) -> CMA:
    """Value `subject` and tell what the value stands on. Pure and quick (about 15 ms); call it in a thread.

    Args:
        model: The learned market.
        subject: Its record; blanks are assumed from neighbours and told.
        details: Facts from Jorge; each one set overrides the record.
        as_of: When the data was last brought up to date; aware.
        competition: All homes on the market or pending in the subject's ZIP code and around.
        valuation_date: The day the value is for; the model's day if not given.
        choices: Sales that Jorge leaves out, puts in or moves; each with its effect in the result.
        expired: Homes nearby that were offered and not sold.
        costs: Rates of the seller's net sheet.
        listings: Fetches full records of sales by `Listing.ref`; the model's own rows are used without it.

    Raises:
        MissingFacts: The living area or the place is not known; `fields` names what to ask for.
        NotValuable: No closed sales to compare with.
        UnknownComparable: `choices` name a sale that is none.
    """
    details, choices = details or PropertyDetails(), choices or ComparableChoices()

    def value_with(facts: PropertyDetails, chosen: ComparableChoices) -> float:
        return model.value(subject, facts, valuation_date=valuation_date, choices=chosen).value

    valuation = model.value(subject, details, valuation_date=valuation_date, choices=choices)
    comparables = tuple(_compare(model, valuation, at) for at in range(len(valuation.grid.rows)))
    near_misses = find_near_misses(model, valuation)
    if listings is not None:
        comparables, near_misses = _fill_in(listings, comparables, near_misses)
    day = valuation.valuation_date
    ages = [(day - item.listing.close_date).days for item in comparables if item.listing.close_date]
    net = [item.net_percent / 100 for item in comparables]
    value = round_value(valuation.value)
    ranges = tuple(
        PriceRange(level=level, low=round_value(low), high=round_value(high)) for level, low, high in valuation.ranges
    )
    unlike = doubt_kind(valuation.subject, [item.listing.property_sub_type for item in comparables])
    if unlike:
        valuation = replace(valuation, grade=GRADES[-1])
    rivals, market = choose_competition(valuation, competition), describe_market(model, valuation, competition, expired)
    advice = advise_list_price(value, ranges, market, rivals, valuation.subject.living_area)
    return CMA(
        id=_name(subject, details, choices, as_of, value),
        subject=valuation.subject,
        details=details,
        as_of=as_of,
        valuation_date=day,
        value=value,
        ranges=ranges,
        grade=valuation.grade,
        grade_note=_note_grade(valuation),
        comparables=comparables,
        near_misses=near_misses,
        competition=rivals,
        market=market,
        assumptions=tell_assumptions(valuation.assumed),
        flags=(
            *raise_flags(subject, valuation, net, ages, [item.listing.living_area or 0.0 for item in comparables]),
            *((unlike,) if unlike else ()),
        ),
        accuracy_note=_note_accuracy(valuation.calibration),
        grades=_list_grades(valuation.calibration),
        recent_sales=gather_dots(model, valuation),
        trend=trace_trend(model, valuation),
        attribution=_attribute(comparables, as_of),
        other_sales=_tell_others(valuation),
        effects=tell_effects(subject, details, choices, value_with),
        overrides=tell_overrides(lambda name: model.sale(find_sale(model.history, name)), details, choices, value_with),
        list_advice=advice,
        net_sheet=write_net_sheet(advice.price, costs or SellingCosts(), subject.state_or_province),
        expired=choose_expired(valuation, expired),
        choices=choices,
    )


def _add_hand_made(
    valuation: Valuation, position: int, price: Decimal, lines: tuple[Adjustment, ...]
) -> tuple[Adjustment, ...]:
    """The line that Jorge added by hand, last; in proportion to the price as adjusted by the rule."""
    shift = valuation.grid.moved[position]
    if not shift:
        return lines
    before = price + sum((line.dollars for line in lines), Decimal(0))
    dollars = Decimal(round(float(before) * math.expm1(shift)))
    percent = round(100 * float(dollars / price), 2)
    return (*lines, Adjustment(feature=BY_HAND, subject="", comparable="", percent=percent, dollars=dollars))


def _tell_others(valuation: Valuation) -> OtherSales | None:
    grid = valuation.grid
    if not grid.others or grid.others_weight <= 0:
        return None
    value = round_value(math.exp(grid.others_log))
    return OtherSales(sales=grid.others, weight=round(grid.others_weight, 4), value=value)


def _compare(model: MarketModel, valuation: Valuation, position: int) -> Comparable:
    grid = valuation.grid
    listing = model.sale(int(grid.rows[position]))
    price = whole(listing.close_price or Decimal(0))
    lines = write_lines(model.market, valuation, position, price)
    lines = _add_hand_made(valuation, position, price, lines)
    change = sum((line.dollars for line in lines), Decimal(0))
    return Comparable(
        listing=listing,
        distance_miles=round(float(grid.miles[position]), 2),
        score=round(float(grid.scores[position]), 3),
        weight=round(float(grid.weights[position]), 4),
        adjustments=lines,
        adjusted_price=price + change,
        net_percent=round(100 * float(change / price), 2),
        why=say_why(model, valuation, position),
        imputed=bool(model.market.imputed[int(grid.rows[position])]),
    )


def _fill_in(
    listings: Lookup, comparables: tuple[Comparable, ...], near_misses: tuple[NearMiss, ...]
) -> tuple[tuple[Comparable, ...], tuple[NearMiss, ...]]:
    refs = [item.listing.ref for item in comparables] + [item.listing.ref for item in near_misses]
    found = listings(refs)
    full = [item.model_copy(update={"listing": found.get(item.listing.ref, item.listing)}) for item in comparables]
    rest = [item.model_copy(update={"listing": found.get(item.listing.ref, item.listing)}) for item in near_misses]
    return tuple(full), tuple(rest)


def _name(
    subject: Listing, details: PropertyDetails, choices: ComparableChoices, as_of: datetime, value: Decimal
) -> str:
    text = f"{subject.ref}|{details.model_dump_json()}|{choices.model_dump_json()}|{as_of.isoformat()}|{value}"
    return "cma_" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _note_grade(valuation: Valuation) -> str:
    word = _EVIDENCE[valuation.grade]
    if valuation.calibration is None:
        return f"{word}: too few past sales to measure accuracy."
    found = valuation.calibration.accuracy(valuation.grade)
    return (
        f"{word}: of the last {found.sales:,} sales with evidence like this, half were priced within "
        f"{found.median_error:.1%} of the closing price and {found.within_10:.0%} within 10%."
    )


def _note_accuracy(calibration: Calibration | None) -> str:
    if calibration is None:
        return "Accuracy could not be measured: too few past sales."
    text = (
        f"Measured on the last {calibration.overall.sales:,} sales of this market, each valued only from earlier "
        f"sales: {_say_accuracy(calibration.overall)} when valued on the day of closing"
    )
    if calibration.before_listing is None:
        return text + "."
    early, days = calibration.before_listing, calibration.lag_days
    return (
        f"{text}; {_say_accuracy(early)} when valued {days} days earlier, before listing "
        f"({early.sales:,} sales, which on the whole closed {_say_drift(early.bias)})."
    )


def _say_accuracy(accuracy: Accuracy) -> str:
    return f"half of the values within {accuracy.median_error:.1%} of the price and {accuracy.within_10:.0%} within 10%"


def _say_drift(bias: float) -> str:
    if abs(bias) < _NO_DRIFT:
        return "at the value"
    return f"{abs(bias):.1%} {'above' if bias < 0 else 'below'} the value"


def _list_grades(calibration: Calibration | None) -> tuple[GradeAccuracy, ...]:
    if calibration is None:
        return ()
    return tuple(
        GradeAccuracy(
            grade=grade,
            median_error_percent=round(100 * found.median_error, 1),
            within_10_percent=round(100 * found.within_10, 2),
            sales=found.sales,
        )
        for grade, found in zip(GRADES, calibration.by_grade, strict=True)
    )


def _attribute(comparables: tuple[Comparable, ...], as_of: datetime) -> str:
    systems = sorted({item.listing.originating_system for item in comparables if item.listing.originating_system})
    source = ", ".join(systems) or "the multiple listing service"
    return f"Based on information from {source} as of {say_date(as_of.date())}. Deemed reliable but not guaranteed."
