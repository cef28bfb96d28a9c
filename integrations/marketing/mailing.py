from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from integrations.marketing.channels import Letter, MailChannel, Posted
from integrations.marketing.content import EQUAL_HOUSING, WAY_OUT
from integrations.marketing.errors import Refused
from integrations.marketing.office import OfficeCard
from integrations.models.campaign import Campaign, CampaignPlan
from integrations.models.contact import Contact
from integrations.store import Store, audiences
from integrations.store import campaigns as book
from integrations.store import sends as ledger
from integrations.store.sends import Send
from integrations.wire.errors import Rejected, Unavailable, Unreadable

_UNDER_WAY: Final = ("sending", "sent")
_LOOKS: Final = 10
_PAUSE: Final = 0.2


class Mailer:
    """Makes an e-mail campaign at its vendor and sends it, at most once.

    Its title there ends with our id, so that a campaign is looked up before it is made, whatever broke in between.
    """

    def __init__(self, store: Store, channel: MailChannel, office: OfficeCard, now: Callable[[], datetime]) -> None:
        self._store = store
        self._channel = channel
        self._office = office
        self._now = now

    async def send(
        self, campaign: Campaign, plan: CampaignPlan, rows: Sequence[Send], people: dict[str, Contact]
    ) -> str:
        """Send `plan` to exactly `rows`; returns the vendor's id of the campaign. Calling again is safe.

        Raises:
            Refused: the e-mail lacks what the law asks for.
            WireError: the vendor cannot be used now, or refuses the campaign.
        """
        self.demand_lawful(plan)
        tag = f"[{campaign.id}]"
        if (known := await self._sent_already(tag)) is not None:
            return known
        members = await self._join(rows, people)
        if not members:
            raise Refused("Nobody is left who may get this e-mail.")
        mark = hashlib.sha256("\n".join(members).encode()).hexdigest()[:8]
        segment = await self._channel.segment(f"Jorge {campaign.id} {mark}", members)
        letter = self._letter(plan, tag)
        drafts = [one for one in await self._channel.find(tag) if one.segment_id == segment and one.status == "draft"]
        posted = drafts[0].id if drafts else await self._channel.create(letter, segment)
        await self._store.write(book.change, campaign.id, vendor_id=posted)
        await self._channel.fill(posted, letter)
        if problems := await self._channel.check(posted):
            raise Rejected(self._channel.vendor.title, f"the campaign is not ready: {'; '.join(problems)}")
        await self._go(posted, tag)
        return posted

    async def refresh(self, campaign: Campaign) -> Campaign:
        """The campaign with the vendor's numbers as they are now; waits a moment while it is still going out."""
        report = await self._channel.report(campaign.vendor_id)
        for _ in range(_LOOKS):
            if report.status == "sent":
                break
            await asyncio.sleep(_PAUSE)
            report = await self._channel.report(campaign.vendor_id)
        values = {"status": report.status, "recipients": report.recipients, "delivered": report.delivered}
        values |= {"failed": report.failed, "opens": report.opens, "clicks": report.clicks}
        at = campaign.sent_at or report.sent_at or self._now()
        return await self._store.write(book.change, campaign.id, sent_at=at, refreshed_at=self._now(), **values)

    def demand_lawful(self, plan: CampaignPlan) -> None:
        """Refuse an e-mail without postal address, way out or equal-housing statement (CAN-SPAM, HUD).

        Raises:
            Refused: one of them is missing.
        """
        for body in (plan.body_html, plan.body_text):
            missing = [
                name
                for name, words in (
                    ("the office's postal address", self._office.address),
                    ("a way to unsubscribe", WAY_OUT),
                    ("the equal-housing statement", EQUAL_HOUSING),
                )
                if not words or words not in body
            ]
            if missing:
                raise Refused(f"The e-mail lacks {' and '.join(missing)}, so it is not sent.", missing)

    async def _sent_already(self, tag: str) -> str | None:
        found = [one for one in await self._channel.find(tag) if one.status in _UNDER_WAY]
        return found[0].id if found else None

    async def _join(self, rows: Sequence[Send], people: dict[str, Contact]) -> list[str]:
        """The recipients as members of the audience: who is none yet is added, who has left stays away."""
        statuses = await self._store.read(audiences.statuses, [row.point for row in rows])
        audience = await self._channel.audience_id()
        slug, refused = self._channel.vendor.slug, {}
        for row in (one for one in rows if one.point not in statuses):
            contact = people[row.contact_id or ""]
            try:
                member = await self._channel.add_member(row.point, contact.first_name, contact.last_name)
            except Rejected as error:
                refused[row.key] = f"{self._channel.vendor.title} does not take the address: {error.message}"
                continue
            await self._store.write(audiences.put, slug, audience, [member], self._now())
            statuses[row.point] = member.status
        left = {row.key: "unsubscribed from e-mail" for row in rows if statuses.get(row.point, "") != "subscribed"}
        await self._store.write(ledger.suppress_all, left | refused, self._now())
        return sorted(row.point for row in rows if row.key not in left)

    async def _go(self, posted: str, tag: str) -> None:
        try:
            await self._channel.send(posted)
        except (Unavailable, Unreadable, Rejected):
            # The answer may be lost though the campaign is on its way.
            after: list[Posted] = await self._channel.find(tag)
            if not any(one.id == posted and one.status in _UNDER_WAY for one in after):
                raise

    def _letter(self, plan: CampaignPlan, tag: str) -> Letter:
        return Letter(
            title=f"{plan.title} {tag}",
            subject=plan.subject,
            preview_text=plan.preview_text,
            from_name=self._office.agent,
            reply_to=self._office.email,
            html=plan.body_html,
            text=plan.body_text,
        )
