from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from integrations.marketing.errors import Refused
from integrations.marketing.gates import judge_text
from integrations.marketing.hours import allowed_from, say_hours
from integrations.marketing.planning import check_fairness, known_of
from integrations.marketing.texting import Texter
from integrations.models.campaign import Channel
from integrations.models.contact import Contact
from integrations.store import Store
from integrations.store import campaigns as book
from integrations.store import sends as ledger
from integrations.store.sends import Send

LONGEST_TEXT: Final = 1600
_GONE: Final = ("sent", "delivered")


class Personal:
    """Texts to one person: to Jorge himself, and from Jorge to a contact."""

    def __init__(self, store: Store, texter: Texter, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._store = store
        self._texter = texter
        self._now = now
        self._zone = zone

    async def to_owner(self, phone: str, body: str, key: str) -> str:
        """Text Jorge's own number, at any hour; see `MarketingOrchestrator.text_owner`."""
        row = await self._put(key, phone, body.strip()[:LONGEST_TEXT])
        return _told(await self._texter.deliver(row), "you")

    async def to_contact(self, contact: Contact, body: str, key: str) -> str:
        """Text a contact if the gates allow it; see `MarketingOrchestrator.text_contact`."""
        known = await self._store.read(ledger.get, key)
        if known is not None and known.status in _GONE:
            return _told(known, contact.name)
        said = body.strip()
        if not said or len(said) > LONGEST_TEXT:
            raise Refused(f"A text has 1 to {LONGEST_TEXT} characters; this one has {len(said)}.")
        point = await self._reachable(contact)
        check_fairness(said)
        return _told(await self._texter.deliver(await self._put(key, point, said, contact)), contact.name)

    async def _reachable(self, contact: Contact) -> str:
        # As the CRM has it now, not as the caller has known it: a consent may have been withdrawn since.
        fresh = (await self._store.read(book.people_of, [contact.id])).get(contact.id, contact)
        verdict = judge_text(fresh, await known_of(self._store, Channel.SMS, [fresh]))
        if verdict.reason:
            hint = " Call instead, or note the consent in the CRM." if "agreed" in verdict.reason else ""
            raise Refused(f"{fresh.name} may not be texted: {verdict.reason}.{hint}", [verdict.reason])
        now = self._now()
        if allowed_from(verdict.point, now, self._zone) > now:
            clock = say_hours(verdict.point, now, self._zone)
            said = f"It is {clock} where {fresh.name} is; texts may be sent from 8:00 to 21:00 there."
            raise Refused(said, ["outside hours"])
        return verdict.point

    async def _put(self, key: str, point: str, body: str, contact: Contact | None = None) -> Send:
        now = self._now()
        send = Send(
            key=key,
            contact_id=contact.id if contact else None,
            channel="sms",
            name=contact.name if contact else "",
            point=point,
            body=body,
            created_at=now,
            updated_at=now,
        )
        return await self._store.write(ledger.add, send)


def _told(row: Send, whom: str) -> str:
    if row.status in _GONE:
        return f"Texted {whom} at {row.point}."
    return f"Not texted: {row.reason or row.status}."
