"""A stand-in Twilio: messages out, status callbacks, texts coming in, opt-out words, the vendor's errors."""

from __future__ import annotations

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.twilio.app import create_app
from integrations.simulated.twilio.habits import ACCOUNT_SID, AUTH_TOKEN, OWN_NUMBER, Habits

MOUNT = "/twilio"
ENDPOINT = Endpoint(
    slug="twilio",
    path="/twilio/2010-04-01",
    credentials={"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "from_number": OWN_NUMBER},
)

__all__ = ["ENDPOINT", "MOUNT", "Habits", "create_app"]
