"""The MLSs: replication into the store, display rules, addresses and areas, market watch, valuation."""

from integrations.mls.cma.errors import MissingFacts, NotValuable, UnknownComparable
from integrations.mls.display import masked
from integrations.mls.errors import (
    AmbiguousAddress,
    NotPermitted,
    ReconcileRefused,
    UnknownAddress,
    UnknownArea,
    UnknownSort,
    UnknownSystem,
)
from integrations.mls.hub import MLSIntegrationHub
from integrations.mls.market import MarketChange
from integrations.mls.terms import Refused, Rule

__all__ = [
    "AmbiguousAddress",
    "MLSIntegrationHub",
    "MarketChange",
    "MissingFacts",
    "NotPermitted",
    "NotValuable",
    "ReconcileRefused",
    "Refused",
    "Rule",
    "UnknownAddress",
    "UnknownArea",
    "UnknownComparable",
    "UnknownSort",
    "UnknownSystem",
    "masked",
]
