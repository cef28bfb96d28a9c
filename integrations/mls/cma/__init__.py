"""Comparative market analysis: an explainable grid learned from an area's own closed sales.

Ridge regression gives each fact its price in percent; the sales nearby are adjusted line by line and weighed by rule
(how near, how alike, how recent, how much they repeat each other); the eight heaviest are shown, the rest counted as
one line; past errors give the range. Nothing here reads a clock or a network.
"""

from __future__ import annotations

from integrations.mls.cma.backtest import BacktestResult, Prediction, backtest
from integrations.mls.cma.compose import compose_cma
from integrations.mls.cma.errors import MissingFacts, NotValuable, UnknownComparable
from integrations.mls.cma.model import MarketModel, Valuation
from integrations.mls.cma.sales import SaleRow
from integrations.models.selling_costs import SellingCosts

__all__ = [
    "BacktestResult",
    "MarketModel",
    "MissingFacts",
    "NotValuable",
    "Prediction",
    "SaleRow",
    "SellingCosts",
    "UnknownComparable",
    "Valuation",
    "backtest",
    "compose_cma",
]
