from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode

from integrations.simulated.mailchimp.habits import HABITS, Habits
from integrations.simulated.mailroom import Envelope, Letter, Mailroom
from integrations.simulated.town import Town

EVENTS = ("subscribe", "unsubscribe", "profile", "cleaned", "upemail", "campaign")
SOURCES = ("user", "admin", "api")


def sign(body: bytes, secret: str, at: int) -> str:
    """X-Mailchimp-Signature: `t=<unix>,v1=<hex>`, HMAC-SHA256 over `{t}.{raw body}`."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


class Hooks(Mailroom):
    """Form-encoded webhooks to whoever wants an event from a source."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.shelf.drawer("mailchimp.delivery"), self._signed, self._own)
        self.hooks = town.shelf.drawer("mailchimp.hook")
        self._town = town

    def tell(self, event: str, source: str, fields: dict[str, str]) -> None:
        """Queue a webhook for every hook that wants this event from this source."""
        now = self._town.clock()
        body = urlencode(
            {"type": event, "fired_at": f"{now:%Y-%m-%d %H:%M:%S}"} | {f"data[{k}]": v for k, v in fields.items()}
        )
        for hook in self.hooks.values():
            if not (hook["events"].get(event) and hook["sources"].get(source)):
                continue
            count = int(self._town.shelf.meta("mailchimp.told", "0") or "0") + 1
            self._town.shelf.set_meta("mailchimp.told", str(count))
            self.put(str(count), {"hook": hook["id"], "body": body}, count)

    def _own(self) -> Habits:
        habits: Habits = self._town.habits[HABITS]
        return habits

    def _signed(self, letter: Letter) -> Envelope | None:
        hook, body = self.hooks.get(str(letter["hook"])), letter["body"].encode()
        if hook is None:
            return None
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "MailChimp"}
        if secret := self._own().hook_secret:
            headers["X-Mailchimp-Signature"] = sign(body, secret, int(self._town.clock().timestamp()))
        return Envelope(hook["url"], body, headers)
