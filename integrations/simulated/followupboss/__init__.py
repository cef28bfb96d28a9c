"""A stand-in Follow Up Boss: people, events, notes, custom fields, signed thin webhooks and quotas."""

from __future__ import annotations

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.followupboss.app import create_app
from integrations.simulated.followupboss.guard import API_KEY, SYSTEMS
from integrations.simulated.followupboss.habits import Habits

MOUNT = "/fub"
ENDPOINT = Endpoint(
    slug="followupboss",
    path="/fub/v1",
    credentials={"api_key": API_KEY, "system": "Jorge", "system_key": SYSTEMS["Jorge"]},
)

__all__ = ["ENDPOINT", "MOUNT", "Habits", "create_app"]
