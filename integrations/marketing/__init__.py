"""The marketing hub: plans campaigns, holds the gates, sends what was approved, keeps who may not be written to."""

from __future__ import annotations

from integrations.marketing.direct import Letter
from integrations.marketing.errors import Refused
from integrations.marketing.office import OfficeCard
from integrations.marketing.orchestrator import MarketingOrchestrator
from integrations.wire.errors import NotConfigured

__all__ = ["Letter", "MarketingOrchestrator", "NotConfigured", "OfficeCard", "Refused"]
