from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from integrations.marketing.channels import Text
from integrations.wire.client import Client, Reply, judge_by_status, retry_after
from integrations.wire.errors import NotConfigured, Rejected, Unauthorized, Unavailable, Unreadable, WireError
from integrations.wire.inbound import Delivery, Hint
from integrations.wire.signatures import check_twilio
from integrations.wire.vendor import Access, Credential, Vendor

VENDOR: Final = Vendor(
    slug="twilio",
    title="Twilio",
    role="sms",
    base_url="https://api.twilio.com/2010-04-01",
    credentials=(
        Credential("account_sid", "Account SID on the start page of the Twilio console (AC...)"),
        Credential("auth_token", "Auth token beside it; webhooks are signed with it"),
        Credential("from_number", "Number to text from, like +12065550142", required=False),
        Credential("messaging_service_sid", "Or a messaging service (MG...), needed for A2P 10DLC", required=False),
    ),
    signup="https://www.twilio.com/docs/messaging",
)

OPTED_OUT: Final = "21610"
_UNAUTHENTICATED: Final = "20003"
_TOO_MANY: Final = "20429"
_FIRST_ERROR: Final = 400
_MOST_FIELDS: Final = 1000
_LIST: Final = 100
# Their clock and ours may differ, and their times are whole seconds.
_SLACK: Final = timedelta(minutes=2)


def connect(access: Access) -> Twilio:
    """A connector that talks to `access`."""
    return Twilio(access)


def judge(reply: Reply) -> WireError | None:
    """Twilio's errors by their own code; only a rate limit and its own trouble may be tried again."""
    if reply.status < _FIRST_ERROR:
        return None
    general = judge_by_status(reply)
    try:
        problem = orjson.loads(reply.body)
        code, said = str(problem.get("code") or ""), str(problem.get("message") or "")
    except (orjson.JSONDecodeError, AttributeError):
        return general
    message = f"{said} (error {code})" if code else said
    if code == _UNAUTHENTICATED or isinstance(general, Unauthorized):
        return Unauthorized(reply.vendor, message)
    if code == _TOO_MANY or isinstance(general, Unavailable):
        return Unavailable(reply.vendor, message, retry_after(reply.headers))
    return Rejected(reply.vendor, message, status=reply.status, code=code)


class Twilio:
    """Twilio's Messages. It has no idempotency key: whoever sends looks up what arrived before sending again."""

    vendor = VENDOR

    def __init__(self, access: Access) -> None:
        given = access.credentials
        account, self._token = given.get("account_sid", ""), given.get("auth_token", "")
        self._number = given.get("from_number", "")
        self._service = given.get("messaging_service_sid", "")
        self._account = f"Accounts/{account}"
        self._client = Client(VENDOR.title, access.base_url, auth=(account, self._token), judge=judge)
        self._callback = ""

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def probe(self) -> str:
        """Whose account this is and what it texts from."""
        self._demand_sender()
        found = (await self._client.get(f"{self._account}.json")).json() or {}
        name, sender = found.get("friendly_name") or "account", self._number or self._service
        return f"{name}, {found.get('status')}, texts from {sender}"

    async def listen(self, url: str) -> None:
        """Have every text's progress told to `url`. Where texts that come in go to is set on the number itself."""
        self._callback = url

    async def send_text(self, to: str, body: str) -> Text:
        """Hand a text over.

        Raises:
            NotConfigured: there is no number to text from.
            Rejected: it will not be sent; `code` is Twilio's (21610: the person has opted out).
            Unavailable: nobody knows whether it was taken: look it up with `sent_to` before sending again.
        """
        self._demand_sender()
        sender = {"MessagingServiceSid": self._service} if self._service else {"From": self._number}
        fields = {"To": to, "Body": body, **sender}
        if self._callback:
            fields["StatusCallback"] = self._callback
        return _text((await self._client.post(f"{self._account}/Messages.json", data=fields)).json())

    async def sent_to(self, to: str, body: str, since: datetime) -> list[Text]:
        """Texts with this body that Twilio accepted since then, newest first."""
        asked = {"To": to, "DateSent>": _day(since), "PageSize": str(_LIST)}
        if self._number and not self._service:
            asked["From"] = self._number
        found = await self._listed(asked)
        return [one for one in found if one.body.strip() == body.strip() and one.created_at >= since - _SLACK]

    async def text(self, text_id: str) -> Text:
        """One text as it stands."""
        return _text((await self._client.get(f"{self._account}/Messages/{text_id}.json")).json())

    async def received(self, since: datetime) -> list[Text]:
        """Texts that people sent to our number since then, oldest first; none where only a service is set."""
        if not self._number:
            return []
        found = await self._listed({"To": self._number, "DateSent>": _day(since), "PageSize": str(_LIST)})
        return [one for one in found[::-1] if one.created_at >= since - _SLACK]

    def verify(self, delivery: Delivery) -> None:
        """By X-Twilio-Signature over the public address.

        Raises:
            Forged: it does not fit.
        """
        check_twilio(delivery, self._token)

    def read(self, delivery: Delivery) -> list[Hint]:
        """How far a text has come (`status`), or a text that somebody sent us (`inbound`).

        Raises:
            Unreadable: no form, or no MessageSid in it.
        """
        try:
            pairs = parse_qsl(delivery.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
            fields = dict(pairs)
            sid = fields.get("MessageSid") or fields["SmsSid"]
        except (ValueError, KeyError) as error:
            raise Unreadable(VENDOR.title, "the webhook is no form with a MessageSid") from error
        status = fields.get("MessageStatus", "")
        people = {"sid": sid, "from": fields.get("From", ""), "to": fields.get("To", "")}
        if status and status != "received":
            told = people | {"status": status, "error_code": fields.get("ErrorCode", "")}
            return [Hint(f"{sid}:{status}", "status", told)]
        if "Body" not in fields:
            raise Unreadable(VENDOR.title, "the webhook has neither MessageStatus nor Body")
        said = people | {"body": fields["Body"], "opt_out_type": fields.get("OptOutType", "")}
        return [Hint(f"{sid}:received", "inbound", said)]

    def _demand_sender(self) -> None:
        # Not at the start: one half-configured vendor must not keep the whole house from opening.
        if not self._number and not self._service:
            raise NotConfigured(VENDOR.slug, "set TWILIO_FROM_NUMBER or TWILIO_MESSAGING_SERVICE_SID")

    async def _listed(self, asked: dict[str, str]) -> list[Text]:
        found = (await self._client.get(f"{self._account}/Messages.json", params=asked)).json()
        rows = found.get("messages") if isinstance(found, dict) else None
        if not isinstance(rows, list):
            raise Unreadable(VENDOR.title, "expected a list of messages")
        return [_text(row) for row in rows]


def _text(row: Any) -> Text:
    try:
        return Text(
            id=str(row["sid"]),
            status=str(row["status"]),
            to=str(row["to"]),
            sender=str(row.get("from") or ""),
            body=str(row.get("body") or ""),
            created_at=parsedate_to_datetime(str(row["date_created"])).astimezone(UTC),
            error_code=str(row.get("error_code") or ""),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(VENDOR.title, "a message without sid, status, to or date_created") from error


def _day(moment: datetime) -> str:
    return f"{(moment - _SLACK).astimezone(UTC):%Y-%m-%d}"
