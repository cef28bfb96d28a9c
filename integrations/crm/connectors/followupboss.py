from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from pydantic import ValidationError

from integrations.crm.connectors._followupboss_answers import (
    broken_row,
    changed_tags,
    joined,
    judge,
    readable,
    rows_of,
    valid,
    wire_id,
)
from integrations.crm.connectors._followupboss_notes import has_note
from integrations.crm.connectors._followupboss_wire import (
    INSIGHTS_FIELD,
    OUR_TAGS,
    TEMPERATURE_FIELD,
    WireEvent,
    WirePerson,
    to_activity,
    to_record,
)
from integrations.crm.contract import (
    ActivityPage,
    BaseCRMConnector,
    Broken,
    Capabilities,
    Changes,
    Inquiry,
    OwnWrite,
    PeoplePage,
    Record,
    explain,
)
from integrations.models.contact import Activity, Temperature
from integrations.wire.client import Client, Reply
from integrations.wire.errors import Rejected, Unauthorized, Unreadable
from integrations.wire.inbound import Delivery, Hint
from integrations.wire.pace import Rate
from integrations.wire.signatures import check_followupboss
from integrations.wire.vendor import Access, Credential, Vendor

VENDOR = Vendor(
    slug="followupboss",
    title="Follow Up Boss",
    role="crm",
    base_url="https://api.followupboss.com/v1",
    credentials=(
        Credential("api_key", "Admin > API in Follow Up Boss; webhooks need the account owner's key"),
        Credential("system", "Name of your registered system; sets higher limits", required=False),
        Credential("system_key", "Key of your registered system; webhooks are signed with it", required=False),
    ),
    signup="https://docs.followupboss.com/",
    # Each context has a limit of its own, https://docs.followupboss.com/reference/rate-limiting.
    rates=(
        Rate(25, 10.0, "people-put", r"PUT people"),
        Rate(10, 10.0, "notes", r"\w+ notes"),
        Rate(20, 10.0, "events-get", r"GET events"),
        Rate(250 - 25 - 10 - 20, 10.0),  # all together may be 250
    ),
)

_EVENTS: Final = ("peopleCreated", "peopleUpdated", "peopleDeleted", "eventsCreated")
_PAGE: Final = 100
_RESERVE: Final = 5  # requests of a window that bulk reading leaves to what is urgent
_WINDOW: Final = 10.0  # seconds
# Times are whole seconds there and a write may become visible late, so each walk reads a little again.
_OVERLAP: Final = timedelta(minutes=2)
# A person that was just created is not found at first.
_LOOKS: Final = (0.1, 0.2, 0.4, 0.8)
_NOT_FOUND: Final = 404
_NOTED: Final = "Jorge's temperature"
_FIELDS: Final = (("Jorge Temperature", TEMPERATURE_FIELD, "number"), ("Jorge Insights", INSIGHTS_FIELD, "text"))


def connect(access: Access) -> FollowUpBoss:
    """A connector that talks to `access`."""
    return FollowUpBoss(access)


class FollowUpBoss(BaseCRMConnector):
    """Follow Up Boss by its v1 API. Walks people by update time, follows thin signed webhooks."""

    vendor = VENDOR
    capabilities = Capabilities("watermark", finds_new_at_once=False, delete="hard", signed_webhooks=True)

    def __init__(self, access: Access) -> None:
        given = access.credentials
        self._system_key = given.get("system_key", "")
        named = {"X-System": given.get("system", ""), "X-System-Key": self._system_key}
        headers = {name: value for name, value in named.items() if value}
        auth = (given.get("api_key", ""), "")
        self._client = Client(VENDOR.title, access.base_url, auth=auth, headers=headers, judge=judge, pace=access.pace)
        self._timeframes: dict[int, str] | None = None
        self._has_fields: bool | None = None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def probe(self) -> str:
        """Whose account this is."""
        body = (await self._client.get("identity")).json() or {}
        account, user = body.get("account") or {}, body.get("user") or {}
        return f"{account.get('name') or account.get('domain') or 'account'}, as {user.get('name', 'unknown')}"

    async def people(self, since: datetime | None, token: str | None) -> PeoplePage:
        """People by `-updated`, with their custom fields, those in the trash too."""
        params = {"sort": "-updated", "limit": str(_PAGE), "fields": "allFields", "includeTrash": "true"}
        reply = await self._client.get("people", params=params | ({"next": token} if token else {}))
        rows, metadata = rows_of(reply, "people")
        timeframes = await self._time_frames()
        records: list[Record] = []
        broken: list[Broken] = []
        following = metadata.get("next")
        for row in rows:
            try:
                record = to_record(WirePerson.model_validate(row), timeframes)
            except ValidationError as error:
                broken.append(broken_row(row, error))
                continue
            if since is not None and record.updated_at < since - _OVERLAP:
                following = None
                break
            records.append(record)
        return PeoplePage(tuple(records), tuple(broken), following, metadata.get("total"))

    async def person(self, external_id: str) -> Record | None:
        """One person with its custom fields."""
        person = await self._look(external_id)
        return None if person is None else to_record(person, await self._time_frames())

    async def activities(self, external_id: str) -> tuple[Activity, ...]:
        """The events of one person."""
        found: list[Activity] = []
        token: str | None = None
        while True:
            params = {"personId": external_id, "limit": str(_PAGE)} | ({"next": token} if token else {})
            rows, metadata = rows_of(await self._client.get("events", params=params), "events")
            found += [to_activity(event) for event in readable(WireEvent, rows)]
            token = metadata.get("next")
            if token is None:
                return tuple(found)

    async def all_activities(self, token: str | None) -> ActivityPage:
        """The events of everybody."""
        params = {"limit": str(_PAGE)} | ({"next": token} if token else {})
        reply = await self._client.get("events", params=params)
        rows, metadata = rows_of(reply, "events")
        if metadata.get("next"):
            await _leave_room(reply)
        found: dict[str, list[Activity]] = {}
        for event in readable(WireEvent, rows):
            found.setdefault(event.person_id, []).append(to_activity(event))
        return ActivityPage({person: tuple(done) for person, done in found.items()}, metadata.get("next"))

    async def record_inquiry(self, inquiry: Inquiry) -> str | None:
        """POST /events: finds the person by e-mail or phone, or creates it. 204 means archived and is no error."""
        person: dict[str, Any] = {
            "firstName": inquiry.first_name,
            "lastName": inquiry.last_name,
            "emails": [{"value": email} for email in inquiry.emails],
            "phones": [{"value": phone} for phone in inquiry.phones],
            "tags": list(inquiry.tags),
        }
        if inquiry.external_id is not None:
            person = {"id": wire_id(inquiry.external_id), "tags": list(inquiry.tags)}
        body: dict[str, Any] = {"source": inquiry.source, "system": "Jorge", "type": inquiry.kind, "person": person}
        body["message"] = inquiry.message
        if inquiry.occurred_at is not None:
            body["occurredAt"] = inquiry.occurred_at.isoformat()
        reply = await self._client.post("events", json=body)
        return None if not reply.body else str(valid(WirePerson, reply).id)

    async def update(self, external_id: str, changes: Changes) -> None:
        """PUT /people/:id. Arrays replace what is there, so they are read first and sent whole."""
        person = await self._present(external_id)
        named = {
            "firstName": changes.first_name,
            "lastName": changes.last_name,
            "stage": changes.stage,
            "background": changes.background,
        }
        now = person.model_dump(by_alias=True)
        body: dict[str, Any] = {
            name: value for name, value in named.items() if value is not None and value != (now.get(name) or "")
        }
        body |= joined("emails", now["emails"], changes.add_emails)
        body |= joined("phones", now["phones"], changes.add_phones)
        tags = changed_tags(person.tags, changes.add_tags, changes.remove_tags)
        body |= {} if tags == person.tags else {"tags": tags}
        if body:
            await self._client.put(f"people/{external_id}", json=body)

    async def add_note(self, external_id: str, subject: str, body: str) -> None:
        """POST /notes."""
        await self._client.post(
            "notes", json={"personId": wire_id(external_id), "subject": subject, "body": body, "isHtml": False}
        )

    async def has_note(self, external_id: str, subject: str, body: str, since: datetime) -> bool | None:
        """GET /notes of the person, the newest first, back to `since` (whole seconds there)."""
        return await has_note(self._client, external_id, subject, body, since)

    async def write_temperature(self, external_id: str, temperature: Temperature) -> OwnWrite | None:
        """Custom fields and the tag `jorge:hot`; where fields may not be created, a tag for each band and a note."""
        person = await self._present(external_id)
        words, ours = explain(temperature), [tag for tag in person.tags if tag.startswith(OUR_TAGS)]
        has_fields = await self._ensure_fields()
        wanted = [f"{OUR_TAGS}{temperature.band}"] if temperature.band == "hot" or not has_fields else []
        body: dict[str, Any] = {} if ours == wanted else {"tags": changed_tags(person.tags, wanted, ours)}
        if has_fields:
            there = person.model_extra or {}
            ours_now = {TEMPERATURE_FIELD: temperature.score, INSIGHTS_FIELD: words}
            body |= {name: value for name, value in ours_now.items() if there.get(name) != value}
        elif body and not await self.has_note(external_id, _NOTED, words, datetime.now(UTC) - _OVERLAP):
            # The tags, which come after it, tell that this is done: a crash in between must not write it twice.
            await self.add_note(external_id, _NOTED, words)
        if not body:
            return None
        reply = await self._client.put(f"people/{external_id}", json=body)
        return OwnWrite(person.updated, valid(WirePerson, reply).updated)

    async def listen(self, url: str) -> None:
        """Register one webhook an event; ours at another address, or disabled, are replaced (two an event at most)."""
        rows, _ = rows_of(await self._client.get("webhooks", params={"limit": str(_PAGE)}), "webhooks")
        path = url.split("://", 1)[-1].partition("/")[2]
        mine = [row for row in rows if str(row.get("url", "")).endswith(f"/{path}")]
        for row in mine:
            if row["url"] != url or row.get("status") == "Disabled" or row["event"] not in _EVENTS:
                await self._client.delete(f"webhooks/{row['id']}")
        kept = {row["event"] for row in mine if row["url"] == url and row.get("status") != "Disabled"}
        for event in _EVENTS:
            if event not in kept:
                await self._client.post("webhooks", json={"event": event, "url": url})

    def verify(self, delivery: Delivery) -> None:
        """Check FUB-Signature."""
        check_followupboss(delivery, self._system_key)

    def read(self, delivery: Delivery) -> list[Hint]:
        """A thin webhook: what changed and the ids, nothing of the content."""
        try:
            body = orjson.loads(delivery.body)
            key, kind, ids = str(body["eventId"]), str(body["event"]), [str(one) for one in body["resourceIds"]]
            created = body.get("eventCreated")
            when = datetime.fromisoformat(created) if created else None
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(VENDOR.title, f"webhook body: {delivery.body[:80]!r}") from error
        about = "activities" if kind.startswith("events") else "people"
        return [Hint(key, kind, {"event": kind, "resourceIds": ids, "about": about}, when)]

    async def people_of(self, hint: Hint) -> tuple[str, ...]:
        """The people of a hint; an event's is looked up."""
        ids = tuple(str(one) for one in hint.payload["resourceIds"])
        if hint.type.startswith("people") or hint.type.startswith("emEvents"):
            return ids
        if not hint.type.startswith("events"):
            return ()
        found = [valid(WireEvent, await self._client.get(f"events/{one}")).person_id for one in ids]
        return tuple(dict.fromkeys(found))

    async def _look(self, external_id: str) -> WirePerson | None:
        for wait in (*_LOOKS, None):
            try:
                reply = await self._client.get(f"people/{external_id}", params={"fields": "allFields"})
            except Rejected as error:
                if error.status != _NOT_FOUND:
                    raise
            else:
                return valid(WirePerson, reply)
            if wait is not None:
                await asyncio.sleep(wait)
        return None

    async def _present(self, external_id: str) -> WirePerson:
        person = await self._look(external_id)
        if person is None:
            raise Rejected(VENDOR.title, f"person {external_id} is not there (deleted or merged)", status=_NOT_FOUND)
        return person

    async def _time_frames(self) -> dict[int, str]:
        if self._timeframes is None:
            rows, _ = rows_of(await self._client.get("timeframes", params={"limit": str(_PAGE)}), "timeframes")
            self._timeframes = {int(row["id"]): str(row.get("name") or row.get("timeframe") or "") for row in rows}
        return self._timeframes

    async def _ensure_fields(self) -> bool:
        """Whether the account has our two fields; creates what is missing, which may need an administrator's key."""
        if self._has_fields is None:
            rows, _ = rows_of(await self._client.get("customFields", params={"limit": str(_PAGE)}), "customfields")
            known = {row.get("name") for row in rows}
            try:
                for label, name, kind in _FIELDS:
                    if name not in known:
                        await self._client.post("customFields", json={"label": label, "type": kind})
            except (Unauthorized, Rejected):
                self._has_fields = False
                return False
            self._has_fields = True
        return self._has_fields


async def _leave_room(reply: Reply) -> None:
    """Wait for the next window where few requests are left: a lead that comes in now must be read at once."""
    if int(reply.headers.get("x-ratelimit-remaining", _RESERVE)) < _RESERVE:
        await asyncio.sleep(float(reply.headers.get("x-ratelimit-window", _WINDOW)))
