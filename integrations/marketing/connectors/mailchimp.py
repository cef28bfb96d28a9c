from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from integrations.marketing.channels import Letter, Posted, Report
from integrations.store.audiences import Member
from integrations.wire.client import Client, Reply, judge_by_status
from integrations.wire.errors import NotConfigured, Rejected, Unauthorized, Unavailable, Unreadable, WireError
from integrations.wire.inbound import Delivery, Hint
from integrations.wire.signatures import check_mailchimp, check_path
from integrations.wire.vendor import Access, Credential, Vendor

VENDOR: Final = Vendor(
    slug="mailchimp",
    title="Mailchimp",
    role="marketing",
    base_url="https://{dc}.api.mailchimp.com/3.0",
    credentials=(
        Credential("api_key", "Profile > Extras > API keys in Mailchimp; it ends with your data centre, like -us21"),
        Credential("list_id", "Audience to use, if you have several (Audience > Settings)", required=False),
        Credential("webhook_secret", "Secret of a signed webhook, if you made one there", required=False),
    ),
    signup="https://mailchimp.com/developer/",
)

_PAGE: Final = 1000
_LOOK_BACK: Final = 100
_ATTEMPTS: Final = 5
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_FIRST_ERROR: Final = 400
_MOST_FIELDS: Final = 200
_STATUS: Final = {"save": "draft", "paused": "draft", "schedule": "sending", "sending": "sending", "sent": "sent"}


class _Throttled(Unavailable):
    """The vendor turned a request away before doing anything, so that even a POST may be repeated."""


def connect(access: Access) -> Mailchimp:
    """A connector that talks to `access`."""
    return Mailchimp(access)


def judge(reply: Reply) -> WireError | None:
    """Mailchimp's errors: a problem document; under load a 403 without a body, which is no refusal of the key."""
    if reply.status < _FIRST_ERROR:
        return None
    if reply.status == _FORBIDDEN and not reply.body.strip():
        return _Throttled(reply.vendor, "it asks us to slow down (403 without a body)")
    general = judge_by_status(reply)
    if isinstance(general, Unavailable):
        return general
    problem = _problem(reply)
    said = ": ".join(part for part in (problem.get("title"), problem.get("detail")) if part) or f"{reply.status}"
    said = "; ".join([said, *(f"{one.get('field')}: {one.get('message')}" for one in problem.get("errors") or [])])
    if isinstance(general, Unauthorized):
        return Unauthorized(reply.vendor, said)
    return Rejected(reply.vendor, said, status=reply.status, code=str(problem.get("title") or ""))


class Mailchimp:
    """Mailchimp Marketing v3. Upserts never send `status`, which could bring back somebody who has left."""

    vendor = VENDOR

    def __init__(self, access: Access) -> None:
        key = access.credentials.get("api_key", "")
        place = key.rpartition("-")[2] if "-" in key else ""
        self._is_placed = bool(place) or "{dc}" not in access.base_url
        # At most 10 connections a user, over all his applications.
        self._client = Client(
            VENDOR.title, access.base_url.replace("{dc}", place), auth=("jorge", key), judge=judge, concurrency=6
        )
        self._list_id = access.credentials.get("list_id", "")
        self._signing = access.credentials.get("webhook_secret", "")
        # An unsigned hook is proved by its address. It follows from the key, so that a restart finds it again.
        self._address = hmac.new(key.encode(), b"jorge webhook address", hashlib.sha256).hexdigest()[:32]

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def probe(self) -> str:
        """Which audience is used."""
        found = await self._get(f"lists/{await self.audience_id()}")
        count = (found.get("stats") or {}).get("member_count", 0)
        return f"audience {found.get('name')}, {count:,} subscribed"

    async def listen(self, url: str) -> None:
        """Register a webhook for what people do; `api` off, or our own writes would come back."""
        audience = await self.audience_id()
        target = url if self._signing else f"{url}/{self._address}"
        hooks = (await self._get(f"lists/{audience}/webhooks", count=_LOOK_BACK)).get("webhooks") or []
        if any(hook.get("url") == target for hook in hooks):
            return
        events = {"subscribe": True, "unsubscribe": True, "cleaned": True, "upemail": True}
        body = {"url": target, "events": events, "sources": {"user": True, "admin": True, "api": False}}
        await self._post(f"lists/{audience}/webhooks", body)

    async def audience_id(self) -> str:
        """The audience set, or the first there is.

        Raises:
            NotConfigured: the account has none, or the key names no data centre.
        """
        if not self._is_placed:
            raise NotConfigured(VENDOR.slug, "MAILCHIMP_API_KEY must end with its data centre, like -us21")
        if not self._list_id:
            lists = (await self._get("lists", count=2, fields="lists.id,lists.name")).get("lists") or []
            if not lists:
                raise NotConfigured(VENDOR.slug, "the account has no audience: make one in Mailchimp")
            self._list_id = str(lists[0]["id"])
        return self._list_id

    async def members(self) -> list[Member]:
        """Everybody in the audience, those who left too."""
        audience = await self.audience_id()
        found: list[Member] = []
        while True:
            page = await self._get(f"lists/{audience}/members", count=_PAGE, offset=len(found))
            rows = page.get("members") or []
            found += [_member(row) for row in rows]
            if not rows or len(found) >= int(page.get("total_items") or 0):
                return found

    async def member(self, email: str) -> Member | None:
        """Somebody of the audience as he stands; None where he is not in it."""
        try:
            return _member(await self._get(f"lists/{await self.audience_id()}/members/{_mark(email)}"))
        except Rejected as error:
            if error.status == _NOT_FOUND:
                return None
            raise

    async def add_member(self, email: str, first_name: str, last_name: str) -> Member:
        """Add somebody; one who is there already keeps the status he has."""
        names = {tag: name for tag, name in (("FNAME", first_name), ("LNAME", last_name)) if name}
        body = {"email_address": email, "status_if_new": "subscribed", "merge_fields": names}
        path = f"lists/{await self.audience_id()}/members/{_mark(email)}?skip_merge_validation=true"
        return _member((await self._client.put(path, json=body)).json())

    async def segment(self, name: str, emails: Sequence[str]) -> str:
        """The id of the segment of this name, made of exactly these members where there is none yet."""
        audience = await self.audience_id()
        listed = await self._get(f"lists/{audience}/segments", count=_PAGE, fields="segments.id,segments.name")
        for one in listed.get("segments") or []:
            if one.get("name") == name:
                return str(one["id"])
        made = await self._post(f"lists/{audience}/segments", {"name": name, "static_segment": list(emails)})
        return str(made["id"])

    async def find(self, tag: str) -> list[Posted]:
        """Campaigns whose title ends with `tag`, newest first."""
        page = await self._get("campaigns", count=_LOOK_BACK, sort_field="create_time", sort_dir="DESC")
        rows = page.get("campaigns") or []
        return [_posted(row) for row in rows if str((row.get("settings") or {}).get("title", "")).endswith(tag)]

    async def create(self, letter: Letter, segment_id: str) -> str:
        """Make a draft; returns its id."""
        segment = {"saved_segment_id": int(segment_id), "match": "all"}
        body = {
            "type": "regular",
            "recipients": {"list_id": await self.audience_id(), "segment_opts": segment},
            "settings": {
                "title": letter.title,
                "subject_line": letter.subject,
                "preview_text": letter.preview_text,
                "from_name": letter.from_name,
                "reply_to": letter.reply_to,
            },
        }
        return str((await self._post("campaigns", body))["id"])

    async def fill(self, campaign_id: str, letter: Letter) -> None:
        """Set a draft's content."""
        await self._client.put(
            f"campaigns/{campaign_id}/content", json={"html": letter.html, "plain_text": letter.text}
        )

    async def check(self, campaign_id: str) -> list[str]:
        """What the vendor says stands in the way of sending."""
        found = await self._get(f"campaigns/{campaign_id}/send-checklist")
        if found.get("is_ready"):
            return []
        wrong = [str(one.get("details")) for one in found.get("items") or [] if one.get("type") == "error"]
        return wrong or ["the vendor does not say what"]

    async def send(self, campaign_id: str) -> None:
        """Send a draft now."""
        await self._post(f"campaigns/{campaign_id}/actions/send")

    async def posted(self, campaign_id: str) -> Posted:
        """A campaign as it stands."""
        return _posted(await self._get(f"campaigns/{campaign_id}"))

    async def report(self, campaign_id: str) -> Report:
        """What came of it so far."""
        state = await self._get(f"campaigns/{campaign_id}")
        told = await self._get(f"reports/{campaign_id}") if state.get("status") in {"sending", "sent"} else {}
        bounces = told.get("bounces") or {}
        failed = int(bounces.get("hard_bounces") or 0) + int(bounces.get("soft_bounces") or 0)
        sent = int(told.get("emails_sent") or state.get("emails_sent") or 0)
        return Report(
            status=_STATUS.get(str(state.get("status")), str(state.get("status"))),
            recipients=sent,
            delivered=max(0, sent - failed),
            failed=failed,
            opens=int((told.get("opens") or {}).get("unique_opens") or 0),
            clicks=int((told.get("clicks") or {}).get("unique_clicks") or 0),
            sent_at=_moment(state.get("send_time")),
        )

    def verify(self, delivery: Delivery) -> None:
        """A signed hook by its signature, an unsigned one by its secret address.

        Raises:
            Forged: neither fits.
        """
        if self._signing:
            check_mailchimp(delivery, self._signing)
        else:
            check_path(delivery, self._address)

    def challenge(self, delivery: Delivery) -> str | None:
        """Mailchimp looks at the address by GET before it takes it.

        Raises:
            Forged: it is not ours.
        """
        if self._signing:
            return None
        check_path(delivery, self._address)
        return ""

    def read(self, delivery: Delivery) -> list[Hint]:
        """Who came, left, bounced or has a new address.

        Raises:
            Unreadable: no form, or no type in it.
        """
        try:
            fields = dict(parse_qsl(delivery.body.decode(), strict_parsing=True, max_num_fields=_MOST_FIELDS))
            kind, fired = fields["type"], fields["fired_at"]
        except (ValueError, KeyError) as error:
            raise Unreadable(VENDOR.title, "the webhook is no form with type and fired_at") from error
        data = {
            name[5:-1]: value for name, value in fields.items() if name.startswith("data[") and name.count("[") == 1
        }
        about = data.get("email") or data.get("new_email") or data.get("id") or ""
        digest = hashlib.sha256(f"{about.lower()}:{data.get('list_id', '')}".encode()).hexdigest()[:16]
        return [Hint(f"{kind}:{fired}:{digest}", kind, data, _moment(fired))]

    async def _get(self, path: str, **params: Any) -> dict[str, Any]:
        found = (await self._client.get(path, params={name: str(value) for name, value in params.items()})).json()
        if not isinstance(found, dict):
            raise Unreadable(VENDOR.title, f"expected an object from {path}")
        return found

    async def _post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        options = {} if body is None else {"json": body}
        for attempt in range(_ATTEMPTS):
            try:
                return dict((await self._client.post(path, **options)).json() or {})
            except _Throttled:
                if attempt == _ATTEMPTS - 1:
                    raise
                await asyncio.sleep(0.2 * 2**attempt)
        raise AssertionError("unreachable")  # pragma: no cover


def _mark(email: str) -> str:
    """How the vendor names a member: MD5 of the small-letter address."""
    return hashlib.md5(email.strip().lower().encode(), usedforsecurity=False).hexdigest()


def _member(row: Any) -> Member:
    try:
        names = row.get("merge_fields") or {}
        return Member(
            email=str(row["email_address"]),
            status=str(row["status"])[:16],
            first_name=str(names.get("FNAME") or ""),
            last_name=str(names.get("LNAME") or ""),
            changed_at=_moment(row.get("last_changed")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(VENDOR.title, "a member without address or status") from error


def _posted(row: dict[str, Any]) -> Posted:
    options = (row.get("recipients") or {}).get("segment_opts") or {}
    status = str(row.get("status"))
    return Posted(str(row.get("id")), _STATUS.get(status, status), str(options.get("saved_segment_id") or ""))


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
    # A webhook's `fired_at` has no zone; it is UTC.
    return moment if moment is None or moment.tzinfo else datetime.fromisoformat(f"{value}+00:00")


def _problem(reply: Reply) -> dict[str, Any]:
    try:
        found = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return {"detail": reply.body[:200].decode("utf-8", "replace")}
    return found if isinstance(found, dict) else {}
