from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlencode

from integrations.simulated.mailroom import Envelope, Letter, Mailroom
from integrations.simulated.town import Town
from integrations.simulated.twilio.habits import AUTH_TOKEN, HABITS, Habits

_PATIENCE = 15.0


def sign(url: str, fields: Mapping[str, str], token: str = AUTH_TOKEN) -> str:
    """X-Twilio-Signature: base64 HMAC-SHA1 with the auth token over the URL and the sorted POST fields."""
    text = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class Callbacks(Mailroom):
    """Form-encoded, signed webhooks; a restart forgets those that are not taken."""

    def __init__(self, town: Town) -> None:
        super().__init__({}, _signed, self._own, patience=lambda: _PATIENCE)
        self._town = town
        self._count = 0

    def post(self, url: str, fields: Mapping[str, str], *, after: float = 0.0) -> None:
        """Send a webhook `after` seconds; needs a running loop."""
        self._count += 1
        self.put(str(self._count), {"url": url, "fields": dict(fields)}, self._count, after=after)
        self.resume()

    def _own(self) -> Habits:
        habits: Habits = self._town.habits[HABITS]
        return habits


def _signed(letter: Letter) -> Envelope:
    url, fields = letter["url"], letter["fields"]
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": sign(url, fields)}
    return Envelope(url, urlencode(fields).encode(), headers)
