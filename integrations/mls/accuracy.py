"""How good our values are where Jorge works: the store's own sales priced again, as `jorge cma backtest` does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from integrations.mls.cma.backtest import Prediction, backtest
from integrations.mls.cma.errors import NotValuable
from integrations.models.accuracy import AreaAccuracy, CMAAccuracy
from integrations.models.listing import Listing
from integrations.store import Connection, Store, listings
from integrations.store.accuracy import Test, TestedSale, keep_tests, read_tests
from integrations.store.listing_search import Area

LAGS: Final = (0, 45)
FEWEST_TESTS: Final = 30
LASTS: Final = timedelta(days=7)
_NEVER: Final = timedelta(days=-1)
_WITHIN: Final = 0.10


class CMARecord:
    """The stored record of our values, measured again when it is a week old; of the sales that are not `barred`."""

    def __init__(self, store: Store, barred: Callable[[Connection], frozenset[str]]) -> None:
        self._store = store
        self._barred = barred
        self._lock = asyncio.Lock()

    async def report(self, area: Area | None, now: datetime, *, fresh: bool = False) -> CMAAccuracy:
        """The record in an area (none: everywhere); raises `NotValuable` with too few sales to test."""
        _, tests = await self._tests(now, _NEVER if fresh else LASTS)
        return summarise(tests, area)

    async def keep_fresh(self, now: datetime, lasts: timedelta) -> bool:
        """Measure where the stored record is older than this, so that nobody has to wait; whether it was measured.

        Raises `NotValuable` with too few sales to test.
        """
        measured, _ = await self._tests(now, lasts)
        return measured

    async def _tests(self, now: datetime, lasts: timedelta) -> tuple[bool, list[Test]]:
        async with self._lock:
            tests = await self._store.read(read_tests)
            old = not tests or now - tests[0].measured_at > lasts
            if old:
                barred = await self._store.read(self._barred)
                sales = await self._store.read(listings.closed_sales, barred)
                tests = await asyncio.to_thread(measure, sales, now)
                await self._store.write(keep_tests, tests)
        return old, tests


def measure(sales: Sequence[Listing], now: datetime) -> list[Test]:
    """Price the last fifth of the sales at closing and 45 days before; raises `NotValuable` with too few."""
    codes = {sale.listing_key: sale.postal_code or "" for sale in sales}
    tests: list[Test] = []
    for lag in LAGS:
        try:
            result = backtest(sales, lag_days=lag)
        except ValueError as error:
            if not tests and lag == LAGS[-1]:
                raise NotValuable(str(error)) from error
            continue
        priced = [_tested(item, codes) for item in result.predictions if item.estimate is not None]
        tests.append(Test(lag, now, result.test_from, tuple(priced)))
    return tests


def _tested(item: Prediction, codes: dict[str, str]) -> TestedSale:
    estimate = item.estimate or 0.0
    held = half = None
    if item.low_80 is not None and item.high_80 is not None:
        held = item.low_80 <= item.actual <= item.high_80
        half = (item.high_80 - item.low_80) / (2 * estimate)
    return TestedSale(codes.get(item.listing_key, ""), estimate / item.actual - 1, held, half)


def of_zip(connection: Connection, postal_code: str | None) -> tuple[AreaAccuracy, ...]:
    """The stored figures of one ZIP code; none where there are too few tests, or none yet."""
    return tuple(_rows(postal_code, {postal_code}, read_tests(connection))) if postal_code else ()


def summarise(tests: Sequence[Test], area: Area | None) -> CMAAccuracy:
    """The area first, then its ZIP codes with enough tests, then everywhere."""
    rows = list(_rows(area.name, area.zips, tests)) if area else []
    note = "" if rows or not area else f"Fewer than {FEWEST_TESTS} test sales in {area.name}: no figures of its own."
    whole = list(_rows("All areas", None, tests, fewest=1))
    by_zip = [row for code in _codes(tests, area) for row in _rows(code, {code}, tests)]
    return CMAAccuracy(
        area=area.name if area else "All areas",
        measured_at=tests[0].measured_at,
        test_from=tests[0].test_from,
        rows=tuple([*rows, *by_zip, *whole] if area else [*whole, *by_zip]),
        note=note,
    )


def _codes(tests: Sequence[Test], area: Area | None) -> list[str]:
    """The ZIP codes to list, most tested first; none where the area is one ZIP code itself."""
    if area and len(area.zips) == 1:
        return []
    counted = Counter(sale.postal_code for sale in tests[0].sales)
    return [code for code, _ in counted.most_common() if code and (area is None or code in area.zips)]


def _rows(
    name: str, zips: Iterable[str] | None, tests: Sequence[Test], fewest: int = FEWEST_TESTS
) -> Iterable[AreaAccuracy]:
    inside = None if zips is None else frozenset(zips)
    for test in tests:
        sales = [sale for sale in test.sales if inside is None or sale.postal_code in inside]
        if len(sales) >= fewest:
            yield _score(name, test.lag_days, sales)


def _score(name: str, lag: int, sales: Sequence[TestedSale]) -> AreaAccuracy:
    ranged = [sale for sale in sales if sale.half_width is not None]
    return AreaAccuracy(
        area=name,
        lag_days=lag,
        sales=len(sales),
        error_percent=_percent(median(abs(sale.error) for sale in sales)),
        within_10_percent=_percent(sum(abs(sale.error) <= _WITHIN for sale in sales) / len(sales)),
        bias_percent=_percent(median(sale.error for sale in sales)),
        coverage_80_percent=_percent(sum(bool(sale.held) for sale in ranged) / len(ranged)) if ranged else None,
        half_width_80_percent=_percent(median(sale.half_width or 0.0 for sale in ranged)) if ranged else None,
    )


def _percent(share: float) -> float:
    return round(100 * share, 2)
