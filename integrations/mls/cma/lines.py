"""The grid's adjustments in percent and whole dollars that add up to the dollar."""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from integrations.mls.cma.candidates import Market
from integrations.mls.cma.model import Valuation
from integrations.mls.cma.sales import Floats
from integrations.mls.cma.wording import say_date, say_fact
from integrations.models.cma import Adjustment

TIME = "Market since the sale"
# What buyers paid for such a home beyond the sum of the lines above, learned from past sales.
TOGETHER = "These facts together"
_DOLLAR = Decimal(1)
_NO_CHANGE = 1e-9
_FINE_BELOW, _COARSE, _FINE = 100_000, 1000, 100


def split_dollars(logs: Floats, price: float) -> list[int]:
    """Share of each logarithmic line in the change of price, in whole dollars.

    Lines multiply; each gets the change in proportion to its logarithm (logarithmic mean), and the
    rounding's remainder goes to the largest fractions, so that the lines sum to the rounded change.
    """
    total = float(logs.sum())
    adjusted = price * float(np.exp(total))
    # The limit of (adjusted - price) / log(adjusted / price) as the two meet is the price itself.
    mean = price * (float(np.expm1(total)) / total if abs(total) > _NO_CHANGE else 1.0)
    exact = logs * mean
    change = round(adjusted) - round(price)
    floors = np.floor(exact)
    short = int(change - floors.sum())
    order = np.argsort(-(exact - floors), kind="stable")
    out = floors.astype(np.int64)
    steps, extra = divmod(short, len(out))
    out += steps
    out[order[:extra]] += 1
    return [int(amount) for amount in out]


def write_lines(market: Market, valuation: Valuation, position: int, close_price: Decimal) -> tuple[Adjustment, ...]:
    """The lines of the comparable at `position` in the order of the table, time last."""
    logs = valuation.grid.lines[position]
    active = np.flatnonzero(np.abs(logs) > 0)
    if not len(active):
        return ()
    row = int(valuation.grid.rows[position])
    amounts = split_dollars(logs[active], float(close_price))
    price = float(close_price)
    out: list[Adjustment] = []
    for index, dollars in zip(active, amounts, strict=True):
        label, own, other = _tell(market, valuation, int(index), row)
        percent = round(100 * dollars / price, 2)
        out.append(Adjustment(feature=label, subject=own, comparable=other, percent=percent, dollars=Decimal(dollars)))
    return tuple(out)


def _tell(market: Market, valuation: Valuation, index: int, row: int) -> tuple[str, str, str]:
    terms = market.hedonic.encoder.terms
    if index == len(terms):
        own, other = valuation.grid.beyond, market.hedonic.beyond[row]
        return TOGETHER, _say_beyond(own), _say_beyond(float(other))
    if index > len(terms):
        closed = date.fromordinal(int(market.days[row]))
        return TIME, say_date(valuation.valuation_date), say_date(closed)
    fitted = terms[index]
    return fitted.term.label, say_fact(fitted, valuation.home, 0), say_fact(fitted, market.frame, row)


def _say_beyond(logs: float) -> str:
    """`+2.1% beyond their sum`."""
    return f"{100 * math.expm1(logs):+.1f}% beyond their sum"


def whole(price: Decimal) -> Decimal:
    """To the dollar."""
    return price.quantize(_DOLLAR, rounding=ROUND_HALF_EVEN)


def round_value(value: float) -> Decimal:
    """To the nearest thousand dollars (hundred below 100,000): more digits would only look exact."""
    step = _FINE if value < _FINE_BELOW else _COARSE
    return Decimal(round(value / step) * step)
