"""Closing prices that are not published (Texas): the list price times what sellers lately got of theirs."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import median

from integrations.mls.cma.sales import Sale, SaleRow

LOOK_BACK = timedelta(days=365)
FEWEST_LOCAL, FEWEST = 10, 5
_LEAST_RATIO, _MOST_RATIO = 0.5, 1.5


def impute_prices(priced: Sequence[Sale], unpriced: Sequence[SaleRow]) -> list[SaleRow]:
    """The unpriced sales with an estimated price, marked `imputed`.

    The ratio is the median of close over list price of sales in the same ZIP code over the year before, else of all.
    Only sales that closed before count; a sale without enough of them, or without list price, is left out.
    """
    by_area = _ratios(priced)
    out: list[SaleRow] = []
    for sale in unpriced:
        local = _before(by_area.get(sale.postal_code or "", []), sale)
        known = local if len(local) >= FEWEST_LOCAL else _before(by_area.get(None, []), sale)
        if sale.list_price and sale.list_price > 0 and len(known) >= FEWEST:
            out.append(replace(sale, close_price=sale.list_price * median(known), imputed=True))
    return out


def _ratios(priced: Sequence[Sale]) -> dict[str | None, list[tuple[int, float]]]:
    table: dict[str | None, list[tuple[int, float]]] = defaultdict(list)
    for sale in priced:
        if not (sale.close_date and sale.close_price and sale.list_price):
            continue
        ratio = float(sale.close_price) / float(sale.list_price)
        if _LEAST_RATIO < ratio < _MOST_RATIO:
            for area in (None, sale.postal_code or ""):
                table[area].append((sale.close_date.toordinal(), ratio))
    for ratios in table.values():
        ratios.sort()
    return table


def _before(ratios: list[tuple[int, float]], sale: SaleRow) -> list[float]:
    end = bisect_left(ratios, (sale.close_date.toordinal(),))
    begin = bisect_left(ratios, ((sale.close_date - LOOK_BACK).toordinal(),))
    return [ratio for _, ratio in ratios[begin:end]]
