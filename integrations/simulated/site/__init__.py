"""Jorge's small listing site: homes for sale, and a form whose sender becomes an event in the simulated CRM."""

from __future__ import annotations

from integrations.simulated.site.app import create_app

MOUNT = "/site"

__all__ = ["MOUNT", "create_app"]
