"""The CRM hub: copies people from every CRM, scores them, matches them with homes, and writes back what Jorge knows."""

from __future__ import annotations

from integrations.crm.contract import BaseCRMConnector, Changes, Inquiry
from integrations.crm.factory import CRMFactory, available
from integrations.models.contact import Contact

__all__ = ["BaseCRMConnector", "CRMFactory", "Changes", "Contact", "Inquiry", "available"]
