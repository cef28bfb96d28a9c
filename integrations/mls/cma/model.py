"""A market that was learned from its closed sales, and the value of a home in it."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from integrations.mls.cma.candidates import NO_CHOICE, Market
from integrations.mls.cma.choices import resolve_choices
from integrations.mls.cma.errors import NotValuable
from integrations.mls.cma.grid import Grid, value_by_grid
from integrations.mls.cma.market import FEWEST_SALES, History, begin_of, encode_subject, fit_market, read_history
from integrations.mls.cma.places import put
from integrations.mls.cma.ranges import GRADES, LEVELS, SCALE_WEIGHTS, Calibration, calibrate, measure
from integrations.mls.cma.residuals import replay
from integrations.mls.cma.sales import Frame, Sale, SaleRow, read_homes
from integrations.mls.cma.subject import (
    Assumption,
    apply_details,
    assume_blanks,
    believe,
    nearest,
    require_facts,
    require_home,
)
from integrations.mls.cma.terms import derive_facts
from integrations.models.cma import ComparableChoices, Grade, PropertyDetails
from integrations.models.listing import Listing

FULL_SALES, QUICK_SALES, LAGGED_SALES = 1500, 300, 500
LAG_DAYS = 45
FEWEST_COMPARABLES = 3
FARTHEST_MILES = 30.0
IMPUTED_WIDENS, MOSTLY = 0.25, 0.5
_BLOCK_DAYS = 14


@dataclass(frozen=True, slots=True)
class Valuation:
    """The value of one home: dollars, with what it stands on. `ranges` are (level, low, high) in dollars."""

    subject: Listing
    valuation_date: date
    value: float
    ranges: tuple[tuple[int, float, float], ...]
    grade: Grade
    scale: float
    grid: Grid
    home: Frame
    assumed: tuple[Assumption, ...]
    calibration: Calibration | None


class MarketModel:
    """The learned market of one day. Immutable after the fit, so that any thread may value with it.

    The ranges' calibration is measured once, at the first need or by `calibrate()`, and kept.
    """

    def __init__(self, history: History, as_of: date, market: Market) -> None:
        self.history = history
        self.as_of = as_of
        self.market = market
        self._calibration: Calibration | None = None
        self._measured = 0
        self._lock = threading.Lock()

    @classmethod
    def fit(cls, sales: Sequence[Sale], as_of: date) -> MarketModel:
        """Learn from closed sales strictly before `as_of`, in any order, doubles and all.

        Raises NotValuable with fewer than 30 usable sales. About 0.2 s for 21,000 sales.
        """
        history = read_history([sale for sale in sales if sale.close_date and sale.close_date < as_of])
        begin = begin_of(history, as_of.toordinal())
        if begin:
            history = read_history(history.rows[begin:])
        if len(history.days) < FEWEST_SALES:
            raise NotValuable(
                f"Only {len(history.days)} closed sales with a price are known before {as_of}; "
                f"{FEWEST_SALES} are needed. Sync the MLS, or widen its area."
            )
        return cls(history, as_of, fit_market(history, as_of.toordinal()))

    @property
    def condition_field(self) -> str | None:
        """The local field in which this market keeps a home's condition, if it has one."""
        terms = (fitted.term for fitted in self.market.hedonic.encoder.terms)
        return next((term.source for term in terms if term.label == "Condition"), None)

    def teaches(self, source: str) -> bool:
        """Whether this market's prices depend on the fact, as far as its records tell."""
        return any(fitted.term.source == source for fitted in self.market.hedonic.encoder.terms)

    def sale(self, row: int) -> Listing:
        """The sale at a position of the grid, as a listing."""
        sale = self.history.rows[row]
        return sale.to_listing() if isinstance(sale, SaleRow) else sale

    def value(
        self,
        subject: Listing,
        details: PropertyDetails | None = None,
        *,
        valuation_date: date | None = None,
        choices: ComparableChoices | None = None,
    ) -> Valuation:
        """Value a home. `details` override its record; blanks are assumed from neighbours, and told.

        Raises MissingFacts without living area or place, NotValuable without comparable sales nearby,
        UnknownComparable when `choices` name a sale that is none.
        """
        when = valuation_date or self.as_of
        require_home(subject)
        details = details or PropertyDetails()
        subject = apply_details(believe(subject, details, when), details, self.condition_field)
        require_facts(subject, self.teaches("living_area"), self.history.places)
        home = put(read_homes([subject], self._local_names()), self.history.places, [subject])
        home = derive_facts(home, when.year)
        day = min(when, self.as_of).toordinal()
        home, assumed = assume_blanks(self.market, home, nearest(self.market, home, day))
        parcel = self.history.parcel_numbers.get(subject.parcel_number or "", -1)
        choice = resolve_choices(self.history, choices) if choices else NO_CHOICE
        grid = value_by_grid(self.market, encode_subject(self.market, home, parcel, day), choice)
        if grid is None or _too_thin(grid):
            raise NotValuable(
                f"Fewer than {FEWEST_COMPARABLES} closed sales are known within {FARTHEST_MILES:.0f} miles, "
                "so there is nothing to compare with."
            )
        calibration = self.calibration()
        scale = calibration.scale(grid.scale_parts) if calibration else float(grid.scale_parts @ SCALE_WEIGHTS)
        scale *= 1 + IMPUTED_WIDENS * grid.imputed_weight
        return Valuation(
            subject=subject,
            valuation_date=when,
            value=math.exp(grid.log_value),
            ranges=_ranges(grid.log_value, scale, calibration),
            grade=_lower(calibration.grade(scale), grid.imputed_weight) if calibration else "D",
            scale=scale,
            grid=grid,
            home=home,
            assumed=assumed,
            calibration=calibration,
        )

    def calibration(self) -> Calibration | None:
        """The ranges' measure: the full one when it is ready, a quick one until then, None in a thin market."""
        if not self._measured:
            self.calibrate(QUICK_SALES, lagged=0)
        return self._calibration

    def calibrate(self, sales: int = FULL_SALES, lagged: int = LAGGED_SALES) -> Calibration | None:
        """Measure error on the last `sales` sales (about 1 s for 1,500), and priced before listing on `lagged`."""
        with self._lock:
            if self._measured < sales:
                self._calibration = self._measure(sales, lagged)
                self._measured = sales
        return self._calibration

    def calibrate_in_background(self) -> threading.Thread:
        """Start the full measurement in a daemon thread; values use the quick one until it is done."""
        thread = threading.Thread(target=self.calibrate, name="cma-calibration", daemon=True)
        thread.start()
        return thread

    def _measure(self, sales: int, lagged: int) -> Calibration | None:
        found = calibrate(*self._errors(sales, 0))
        if found is None or not lagged:
            return found
        errors, _ = self._errors(lagged, LAG_DAYS)
        if not len(errors):
            return found
        return replace(found, before_listing=measure(errors), lag_days=LAG_DAYS)

    def _errors(self, sales: int, lag_days: int) -> tuple[np.ndarray, np.ndarray]:
        days = self.history.days
        start = max(len(days) - sales, len(days) // 4)
        while start < len(days) and self.history.until(int(days[start]) - lag_days) < FEWEST_SALES:
            start += 1
        residuals = replay(self.history, start, lag_days=lag_days, block_days=_BLOCK_DAYS)
        return residuals.known_before(self.as_of.toordinal(), sales)

    def _local_names(self) -> tuple[str, ...]:
        terms = (fitted.term.source for fitted in self.market.hedonic.encoder.terms)
        frame = self.market.frame
        plain = set(read_homes([]).numbers) | {
            "area_code",
            "part_code",
            "renovated",
            "basement_share",
            "property_sub_type",
        }
        return tuple(name for name in terms if name not in plain and (name in frame.numbers or name in frame.words))


def _lower(grade: Grade, imputed_weight: float) -> Grade:
    """One grade lower where most of the evidence has no published price."""
    return GRADES[min(GRADES.index(grade) + 1, len(GRADES) - 1)] if imputed_weight > MOSTLY else grade


def _too_thin(grid: Grid) -> bool:
    return len(grid.rows) < FEWEST_COMPARABLES or float(np.sort(grid.pool_miles)[2]) > FARTHEST_MILES


def _ranges(log_value: float, scale: float, calibration: Calibration | None) -> tuple[tuple[int, float, float], ...]:
    if calibration is None:
        return ()
    widths = ((level, calibration.half_width(scale, level)) for level in LEVELS)
    return tuple((level, math.exp(log_value - w), math.exp(log_value + w)) for level, w in widths)
