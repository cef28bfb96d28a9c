"""The honest test: past sales in time order, each priced from what was known then, scored once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from integrations.mls.cma.market import FEWEST_SALES, History, read_history, same_sale
from integrations.mls.cma.ranges import LEVELS, Calibration, calibrate
from integrations.mls.cma.residuals import Progress, Residuals, correct_drift, replay
from integrations.mls.cma.sales import Floats, Sale

CALIBRATION_SALES = 1500
_WITHIN = (0.05, 0.10, 0.20)


@dataclass(frozen=True, slots=True)
class Prediction:
    """One test sale; the range is absent while too few earlier errors are known."""

    listing_key: str
    actual: float
    estimate: float | None
    low_50: float | None
    high_50: float | None
    low_80: float | None
    high_80: float | None


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """Scores of one run. Errors, shares, coverage and half-widths in percent; IAAO's COD in percent, PRD, PRB.

    `milliseconds` is processor time an estimate, learning included.
    """

    test_from: date
    lag_days: int
    n: int
    hit_rate: float
    mdape: float
    within_5: float
    within_10: float
    within_20: float
    bias: float
    coverage_50: float
    half_width_50: float
    coverage_80: float
    half_width_80: float
    cod: float
    prd: float
    prb: float
    milliseconds: float
    predictions: tuple[Prediction, ...]


def backtest(
    rows: Sequence[Sale], test_share: float = 0.2, lag_days: int = 0, progress: Progress | None = None
) -> BacktestResult:
    """Price the last `test_share` of the sales in time order (by close date, then parcel).

    The test set is every sale on or after the close date of row floor((1 - test_share) n). Each is priced only
    from sales closed strictly before its close date minus `lag_days`, never from its own parcel. Ranges come
    from errors that were known on that date. `progress` is told how many sales of how many are priced.
    Raises ValueError without any sale to test.
    """
    sales = [sale for sale in rows if sale.close_date and sale.close_price and not getattr(sale, "imputed", False)]
    sales.sort(key=lambda sale: (sale.close_date or date.min, sale.parcel_number or ""))
    if not sales or not 0 < test_share < 1:
        raise ValueError("A backtest needs closed sales with prices, and a test share between 0 and 1.")
    first = sales[min(int((1 - test_share) * len(sales) + 1e-9), len(sales) - 1)].close_date or date.min
    history = read_history(rows, first - timedelta(days=lag_days))
    begin = time.process_time()
    residuals = _replay_test(history, first, lag_days, progress)
    spent = (time.process_time() - begin) * 1000 / max(1, len(residuals.days))
    predictions = _predict(
        history, residuals, [sale for sale in sales if (sale.close_date or date.min) >= first], lag_days
    )
    return _score(predictions, first, lag_days, spent)


def _replay_test(history: History, first: date, lag_days: int, progress: Progress | None) -> Residuals:
    test = history.until(first.toordinal())
    start = max(test - CALIBRATION_SALES, min(test, len(history.days) // 4))
    while start < len(history.days) and history.until(int(history.days[start]) - lag_days) < FEWEST_SALES:
        start += 1
    residuals = replay(history, start, lag_days=lag_days, progress=progress)
    return correct_drift(residuals, lag_days) if lag_days else residuals


def _predict(history: History, residuals: Residuals, test: list[Sale], lag_days: int) -> tuple[Prediction, ...]:
    place = {same_sale(history.rows[at]): i for i, at in enumerate(residuals.positions)}
    measured: dict[int, Calibration | None] = {}
    out: list[Prediction] = []
    for sale in test:
        key, actual, at = sale.listing_key, float(sale.close_price or 0), place.get(same_sale(sale))
        if at is None or not np.isfinite(residuals.estimates[at]):
            out.append(Prediction(key, actual, None, None, None, None, None))
            continue
        day = int(residuals.days[at]) - lag_days
        if day not in measured:
            measured[day] = calibrate(*residuals.known_before(day, CALIBRATION_SALES))
        log, known = float(residuals.estimates[at]), measured[day]
        widths = [known.half_width(known.scale(residuals.parts[at]), level) for level in LEVELS] if known else []
        ends: list[float | None] = [float(np.exp(log + side * width)) for width in widths for side in (-1, 1)]
        low_50, high_50, low_80, high_80 = ends or (None, None, None, None)
        out.append(Prediction(key, actual, float(np.exp(log)), low_50, high_50, low_80, high_80))
    return tuple(out)


def _score(predictions: tuple[Prediction, ...], first: date, lag_days: int, spent: float) -> BacktestResult:
    priced = [item for item in predictions if item.estimate is not None]
    if not priced:
        raise ValueError(
            f"No sale of the test set could be priced: fewer than {FEWEST_SALES} sales closed before them"
            f"{f' less {lag_days} days' if lag_days else ''}. Give more sales, or a smaller test share."
        )
    actual = np.array([item.actual for item in priced])
    estimate = np.array([item.estimate for item in priced], dtype=np.float64)
    error = estimate / actual - 1
    size = np.abs(error)
    held = {level: _coverage(priced, level) for level in LEVELS}
    cod, prd, prb = _ratio_study(estimate / actual, actual, estimate)
    return BacktestResult(
        test_from=first,
        lag_days=lag_days,
        n=len(predictions),
        hit_rate=100 * len(priced) / len(predictions),
        mdape=100 * float(np.median(size)),
        within_5=100 * float((size <= _WITHIN[0]).mean()),
        within_10=100 * float((size <= _WITHIN[1]).mean()),
        within_20=100 * float((size <= _WITHIN[2]).mean()),
        bias=100 * float(np.median(error)),
        coverage_50=held[50][0],
        half_width_50=held[50][1],
        coverage_80=held[80][0],
        half_width_80=held[80][1],
        cod=cod,
        prd=prd,
        prb=prb,
        milliseconds=spent,
        predictions=predictions,
    )


def _coverage(priced: list[Prediction], level: int) -> tuple[float, float]:
    """Share inside the range and median half-width over the estimate, both in percent."""
    table = np.array(
        [
            (getattr(item, f"low_{level}"), getattr(item, f"high_{level}"), item.actual, item.estimate)
            for item in priced
            if item.low_80 is not None
        ],
        dtype=np.float64,
    ).reshape(-1, 4)
    if not len(table):
        return float("nan"), float("nan")
    low, high, actual, estimate = table.T
    inside = (low <= actual) & (actual <= high)
    return 100 * float(inside.mean()), 100 * float(np.median((high - low) / (2 * estimate)))


def _ratio_study(ratio: Floats, actual: Floats, estimate: Floats) -> tuple[float, float, float]:
    """IAAO: coefficient of dispersion, price-related differential, price-related bias."""
    middle = float(np.median(ratio))
    cod = 100 * float(np.abs(ratio - middle).mean()) / middle
    prd = float(ratio.mean() / (estimate.sum() / actual.sum()))
    level = np.log2(0.5 * (actual + estimate / middle))
    level = level - level.mean()
    spread = float(level @ level)
    prb = float(level @ ((ratio - middle) / middle)) / spread if spread else 0.0
    return cod, prd, prb
