from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import phonenumbers

from integrations.simulated.town import Town
from integrations.simulated.twilio.callbacks import Callbacks
from integrations.simulated.twilio.habits import ACCOUNT_SID, HABITS, OWN_NUMBER, START_WORDS, STOP_WORDS, Habits
from integrations.simulated.twilio.refusal import Refusal

_LONGEST = 1600
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)


class Messages:
    """Every message of the account, newest last, and who has opted out."""

    def __init__(self, town: Town) -> None:
        self.callbacks = Callbacks(town)
        self._town = town
        self._kept = town.shelf.drawer("twilio.message")
        self._stopped = town.shelf.drawer("twilio.stopped")

    @property
    def habits(self) -> Habits:
        """How the stand-in behaves."""
        habits: Habits = self._town.habits[HABITS]
        return habits

    def send(self, fields: dict[str, str]) -> dict[str, Any]:
        """Take a message, as the vendor does before anything reaches a phone.

        Raises:
            Refusal: what Twilio would refuse.
        """
        to, body = fields.get("To", ""), fields.get("Body", "")
        self._check(to, body, fields)
        message = self._keep("outbound-api", OWN_NUMBER, to, body, "queued")
        self._tell_progress(message, fields.get("StatusCallback", ""))
        return message

    def receive(self, sender: str, body: str) -> dict[str, Any]:
        """A text that a person sends to the account's number; opt-out words count at once."""
        word = body.strip().lower()
        fields: dict[str, str] = {}
        if word in STOP_WORDS:
            self._stopped[sender] = {"at": self._town.clock().isoformat()}
            fields["OptOutType"] = "STOP"
        elif word in START_WORDS:
            self._stopped.pop(sender, None)
        message = self._keep("inbound", sender, OWN_NUMBER, body, "received")
        fields |= {
            "MessageSid": message["sid"],
            "AccountSid": ACCOUNT_SID,
            "From": sender,
            "To": OWN_NUMBER,
            "Body": body,
        }
        if self._town.webhook_url:
            self.callbacks.post(f"{self._town.webhook_url}/webhooks/twilio", fields)
        return message

    def found(self, sid: str) -> dict[str, Any]:
        """One message.

        Raises:
            Refusal: there is none.
        """
        if sid not in self._kept:
            raise Refusal(404, 20404, f"The requested resource /Messages/{sid}.json was not found")
        return self._as_now(self._kept[sid])

    def listed(self, to: str = "", sender: str = "", first: str = "", last: str = "") -> list[dict[str, Any]]:
        """Messages, newest first, by recipient, sender, and UTC days from `first` to `last`."""
        return [
            self._as_now(one)
            for one in list(self._kept.values())[::-1]
            if (not to or one["to"] == to)
            and (not sender or one["from"] == sender)
            and (not first or one["_at"][:10] >= first)
            and (not last or one["_at"][:10] <= last)
        ]

    def _as_now(self, message: dict[str, Any]) -> dict[str, Any]:
        """Queued, then sent, then what came of it, by the time that has passed."""
        if message["direction"] == "inbound":
            return message
        age = (self._town.clock() - datetime.fromisoformat(message["_at"])).total_seconds()
        first, last = self.habits.steps
        status = "queued" if age < first else "sent" if age < last else message["_final"]
        return {
            **message,
            "status": status,
            "error_code": message["error_code"] if status == message["_final"] else None,
        }

    def _check(self, to: str, body: str, fields: dict[str, str]) -> None:
        habits = self.habits
        if not (fields.get("From") or fields.get("MessagingServiceSid")):
            raise Refusal(400, 21603, "A 'From' phone number is required.")
        if fields.get("From", OWN_NUMBER) != OWN_NUMBER:
            raise Refusal(400, 21606, f"The 'From' phone number {fields['From']} is not a number of this account.")
        if not body and not fields.get("MediaUrl"):
            raise Refusal(400, 21602, "Message body is required.")
        if len(body) > _LONGEST:
            raise Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
        if to in habits.dead.split() or not _is_number(to):
            raise Refusal(400, 21211, f"Invalid 'To' Phone Number: {to}")
        if to in habits.mute.split():
            raise Refusal(400, 21614, f"'To' number is not a valid mobile number: {to}")
        if to in self._stopped:
            raise Refusal(400, 21610, "Attempt to send to unsubscribed recipient")

    def _keep(self, direction: str, sender: str, to: str, body: str, status: str) -> dict[str, Any]:
        now = self._town.clock()
        seed, stamp = f"{len(self._kept)}:{to}:{now.isoformat()}", format_datetime(now)
        sid = "SM" + hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest()
        message = {
            "sid": sid, "account_sid": ACCOUNT_SID, "from": sender, "to": to, "body": body, "status": status,
            "direction": direction, "num_segments": str(segments(body)), "error_code": None, "error_message": None,
            "date_created": stamp, "date_sent": stamp, "date_updated": stamp,
            "price": None, "price_unit": "USD", "_at": now.isoformat(),
            "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json",
        }  # fmt: skip
        self._kept[sid] = message
        return message

    def _tell_progress(self, message: dict[str, Any], url: str) -> None:
        failed = message["to"] in self.habits.landlines.split()
        final = "undelivered" if failed else "delivered"
        message |= {"_final": final, "error_code": 30006 if failed else None, "price": "-0.00830"}
        self._kept[message["sid"]] = message
        if not url:
            return
        waits = list(self.habits.steps)
        if self.habits.late_every and len(self._kept) % self.habits.late_every == 0:
            waits.reverse()
        for status, wait in zip(("sent", final), waits, strict=False):
            fields = {
                "MessageSid": message["sid"],
                "MessageStatus": status,
                "To": message["to"],
                "From": message["from"],
            }
            fields["AccountSid"] = ACCOUNT_SID
            if status == "undelivered":
                fields["ErrorCode"] = "30006"
            self.callbacks.post(url, fields, after=wait)


def segments(body: str) -> int:
    """How many parts a text is billed as: 160 characters of GSM-7 or 70 of UCS-2, less when joined."""
    single, joined = (160, 153) if set(body) <= _GSM else (70, 67)
    return 1 if len(body) <= single else -(-len(body) // joined)


def _is_number(to: str) -> bool:
    try:
        return to.startswith("+") and phonenumbers.is_possible_number(phonenumbers.parse(to))
    except phonenumbers.NumberParseException:
        return False
