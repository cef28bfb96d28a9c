"""A stand-in Mailchimp: an audience with tags and segments, campaigns, reports, webhooks, and an outbox to look at."""

from __future__ import annotations

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mailchimp.app import create_app
from integrations.simulated.mailchimp.habits import API_KEY, Habits

MOUNT = "/mailchimp"
ENDPOINT = Endpoint(slug="mailchimp", path="/mailchimp/3.0", credentials={"api_key": API_KEY})

__all__ = ["ENDPOINT", "MOUNT", "Habits", "create_app"]
