from __future__ import annotations

from typing import Any, Final

NAME: Final = "forecast"
AREAS: Final = 40


def run(**_options: object) -> dict[str, Any]:
    """Price forecasts on the shipped sales (13 months), by ZIP code and for all, each tried month by month.

    Prints the mean absolute error beside that of "no change" and how often the 80 % band held, by horizon. About 5 s.
    """
    import numpy as np

    from bot.bench.valuation import _read
    from integrations.mls.watch.board import set_up
    from integrations.mls.watch.forecasting import HORIZONS, project
    from integrations.mls.watch.price_index import index_of

    rows = [_row(sale) for sale in _read(None)]
    last = max(row.closed for row in rows if row.closed).toordinal()
    codes = sorted({row.postal_code for row in rows}, key=lambda code: -sum(row.postal_code == code for row in rows))
    boards = {"all": set_up(rows)} | {
        code: set_up([row for row in rows if row.postal_code == code]) for code in codes[:AREAS]
    }
    told: dict[str, list[Any]] = {str(months): [] for months in HORIZONS}
    for board in boards.values():
        index = index_of(board, last)
        if index is not None:
            for months in HORIZONS:
                told[str(months)].append(project(index.smooth, months))
    return {
        "bench": NAME,
        "sales": len(rows),
        "areas": len(boards),
        "by_months": {
            months: {
                "areas_tried": sum(one.tests > 0 for one in found),
                "tries": sum(one.tests for one in found),
                "methods": {name: sum(one.method == name for one in found) for name in {one.method for one in found}},
                "error_percent": _percent(np, [one.error for one in found if one.error is not None]),
                "no_change_percent": _percent(np, [one.naive_error for one in found if one.naive_error is not None]),
                "coverage_80": _percent(np, [one.coverage for one in found if one.coverage is not None]),
                "half_width_percent": _percent(np, [one.half_width for one in found]),
            }
            for months, found in told.items()
        },
    }


def _row(sale: Any) -> Any:
    from integrations.store.market_rows import MarketRow

    return MarketRow(
        home=(sale.parcel_number or sale.listing_key,), system="", postal_code=sale.postal_code or "", status="Closed",
        listed=None, pended=None, ended=None, closed=sale.close_date, list_price=None, original_price=None,
        close_price=float(sale.close_price), living_area=sale.living_area,
    )  # fmt: skip


def _percent(np: Any, shares: list[float]) -> float | None:
    return round(100 * float(np.mean(shares)), 2) if shares else None
