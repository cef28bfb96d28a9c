from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from integrations.mls.watch.forecasting import Series

NAME: Final = "forecast"
YEARS: Final = (5, 7, 10)
MADE: Final = 20


def run(**_options: object) -> dict[str, Any]:
    """Price forecasts on the shipped sales (13 months) by ZIP code and for all, and on made-up long histories.

    Prints the mean absolute error beside those of "no change" and "same as last year" over the same tries, how often
    80 % bands held that were made from what was known before, and how many forecasts have no band for want of a past.
    """
    import numpy as np

    from bot.bench.valuation import _read
    from integrations.mls.watch.board import set_up
    from integrations.mls.watch.comparing import peers_of
    from integrations.mls.watch.forecasting import Series
    from integrations.mls.watch.price_index import index_of

    rows = [_row(sale) for sale in _read(None)]
    last = max(row.closed for row in rows if row.closed)
    board = set_up(rows)
    peers, whole = peers_of(board, last), index_of(board, last.toordinal())
    shipped = [*peers, *([Series(whole.smooth, whole.noise)] if whole else [])]
    return {
        "bench": NAME,
        "sales": len(rows),
        "areas": len(shipped),
        "shipped_sales": _record(np, shipped, peers),
        "made_histories": {
            f"{years} years": _record(np, [Series(_made(np, seed, 12 * years)) for seed in range(MADE)], ())
            for years in YEARS
        },
    }


def _record(np: Any, several: Sequence[Series], peers: Sequence[Series]) -> dict[str, Any]:
    from integrations.mls.watch.forecasting import HORIZONS, project

    told: dict[str, Any] = {}
    for months in HORIZONS:
        found = [project(one, months, peers) for one in several]
        names = [one.method for one in found]
        told[str(months)] = {
            "tried": sum(one.tests > 0 for one in found),
            "tries": sum(one.tests for one in found),
            "methods": {name: names.count(name) for name in sorted(set(names))},
            "error_percent": _percent(np, [one.error for one in found]),
            "no_change_percent": _percent(np, [one.naive_error for one in found]),
            "same_as_last_year_percent": _percent(np, [one.seasonal_error for one in found]),
            "bands": sum(one.half_width is not None for one in found),
            "half_width_percent": _percent(np, [one.half_width for one in found]),
            "coverage_80": _percent(np, [one.coverage for one in found]),
        }
    return told


def _made(np: Any, seed: int, months: int) -> Any:
    """A course whose growth goes on for a while, as published indexes have it."""
    rng, growth = np.random.default_rng(seed), [0.003] * 14
    for _ in range(months):
        pull = 0.55 * growth[-1] + 0.15 * growth[-2] + 0.1 * float(np.mean(growth[-12:]))
        growth.append(0.0006 + pull + float(rng.normal(0, 0.0025)))
    return np.cumsum(growth[14:])


def _row(sale: Any) -> Any:
    from integrations.store.market_rows import MarketRow

    return MarketRow(
        home=(sale.parcel_number or sale.listing_key,), system="", postal_code=sale.postal_code or "", status="Closed",
        listed=None, pended=None, ended=None, closed=sale.close_date, list_price=None, original_price=None,
        close_price=float(sale.close_price), living_area=sale.living_area,
    )  # fmt: skip


def _percent(np: Any, shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return round(100 * float(np.mean(known)), 2) if known else None
