"""Comparative market analysis: an explainable grid learned from an area's own closed sales.

The method and its measured results are those of the eight-comparable log-percent grid with time adjustment:
ridge regression gives each fact its price in percent, the eight most alike sales are adjusted line by line,
and past errors give the range. Nothing here reads a clock, a file or a network.
"""

from __future__ import annotations

from integrations.mls.cma.backtest import BacktestResult, Prediction, backtest
from integrations.mls.cma.compose import compose_cma
from integrations.mls.cma.errors import MissingFacts, NotValuable
from integrations.mls.cma.model import MarketModel, Valuation
from integrations.mls.cma.sales import SaleRow

__all__ = [
    "BacktestResult",
    "MarketModel",
    "MissingFacts",
    "NotValuable",
    "Prediction",
    "SaleRow",
    "Valuation",
    "backtest",
    "compose_cma",
]
