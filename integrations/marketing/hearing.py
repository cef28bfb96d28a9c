"""What the channels tell: how far a text has come, what people answer, who has left the audience."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from integrations.marketing.channels import MailChannel, Text, TextChannel
from integrations.marketing.office import OfficeCard
from integrations.marketing.optout import asks_to_start, asks_to_stop, is_vendor_word
from integrations.marketing.texting import Texter
from integrations.store import Store, audiences
from integrations.store import contacts as people
from integrations.store import sends as ledger
from integrations.store.audiences import Member
from integrations.store.sends import Send
from integrations.wire.errors import WireError
from integrations.wire.inbound import Hint

_LEFT: Final = {"unsubscribe": "unsubscribed", "cleaned": "cleaned"}
_QUOTE: Final = 400
# A callback may be faster than the answer to the request that it is about.
_PATIENCE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """Something worth an event: its type, a key for ever, and what it tells."""

    type: str
    key: str
    payload: dict[str, Any] = field(default_factory=dict)


class Ear:
    """Takes in what channels tell, and keeps who must not be written to any more."""

    def __init__(self, store: Store, office: OfficeCard, now: Callable[[], datetime]) -> None:
        self._store = store
        self._office = office
        self._now = now

    async def hear_mail(self, channel: MailChannel, hint: Hint) -> list[Heard]:
        """Somebody came, left, bounced, or has a new address."""
        slug, told = channel.vendor.slug, hint.payload
        email = str(told.get("email") or told.get("new_email") or "").strip().lower()
        if not email:
            return []
        audience = str(told.get("list_id") or await channel.audience_id())
        if status := _LEFT.get(hint.type):
            # Believed at once, even before the vendor is asked: silence does no harm.
            left = Member(email=email, status=status, changed_at=self._now())
            await self._store.write(audiences.put, slug, audience, [left], self._now())
            who = await self._who(email)
            return [Heard(f"contact.{status}", f"{slug}:{hint.key}", who | {"email": email, "channel": "email"})]
        member = await channel.member(email)
        if member is not None:
            await self._store.write(audiences.put, slug, audience, [member], self._now())
        return []

    async def hear_text(self, channel: TextChannel, texter: Texter, hint: Hint) -> list[Heard]:
        """A text has come further, or somebody wrote to us."""
        told = {name: str(value) for name, value in hint.payload.items()}
        if hint.type == "status":
            if not await texter.note_status(told["sid"], told["status"], told.get("error_code", "")):
                await asyncio.sleep(_PATIENCE)
                await texter.note_status(told["sid"], told["status"], told.get("error_code", ""))
            return []
        if hint.type != "inbound":
            return []
        return await self._answered(channel, texter, told["sid"], told["from"], told.get("body", ""))

    async def catch_up(self, channel: TextChannel, texter: Texter, since: datetime) -> tuple[int, list[Heard]]:
        """Read the texts that came in since then, for whoever gets no webhooks; how many there were."""
        found: list[Text] = await channel.received(since)
        heard = [
            one for text in found for one in await self._answered(channel, texter, text.id, text.sender, text.body)
        ]
        return len(found), heard

    async def _answered(self, channel: TextChannel, texter: Texter, sid: str, sender: str, body: str) -> list[Heard]:
        slug, now = channel.vendor.slug, self._now()
        # Once each: a later catch-up must not undo what the person asked for since.
        mark = Send(key=f"in:{sid}", channel="sms", point=sender, body=body, status="received", created_at=now,
                    updated_at=now)  # fmt: skip
        if not await self._store.write(ledger.is_first, mark):
            return []
        who = await self._who(sender) | {"phone": sender, "channel": "sms", "message": body[:_QUOTE]}
        if asks_to_start(body):
            await self._store.write(self._lift, sender)
            return [Heard("contact.opted_in", f"{slug}:{sid}", who)]
        if not asks_to_stop(body):
            await self._store.write(ledger.stop_waiting, [sender], "they replied; a person answers now", now)
            return [Heard("contact.replied", f"{slug}:{sid}", who)]
        points = await self._store.read(audiences.points_with, sender)
        await self._store.write(audiences.suppress, "all", points, "opted out of all messages", slug, now)
        if not is_vendor_word(body):
            await self._confirm(texter, sid, sender)
        return [Heard("contact.opted_out", f"{slug}:{sid}", who)]

    def _lift(self, connection: Any, sender: str) -> None:
        audiences.lift(connection, audiences.points_with(connection, sender), self._now())

    async def _confirm(self, texter: Texter, sid: str, sender: str) -> None:
        """One text that says so, without advertising (47 CFR 64.1200(a)(12))."""
        now = self._now()
        body = f"{self._office.brokerage}: you are off our list and get no more messages from us."
        send = Send(key=f"stopped:{sid}", channel="sms", point=sender, body=body, created_at=now, updated_at=now)
        row = await self._store.write(ledger.add, send)
        try:
            await texter.deliver(row)
        except WireError:
            return

    async def _who(self, point: str) -> dict[str, Any]:
        found = await self._store.read(people.by_point, point)
        if not found:
            return {"name": point}
        return {"contact_id": found[0].id, "name": found[0].name, "contact_ids": [one.id for one in found]}
