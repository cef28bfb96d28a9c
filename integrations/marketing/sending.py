from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from integrations.marketing.gates import Known
from integrations.marketing.hours import allowed_from
from integrations.marketing.mailing import Mailer
from integrations.marketing.planning import JUDGES, known_of
from integrations.marketing.texting import Texter
from integrations.models.campaign import Campaign, CampaignPlan, Channel
from integrations.models.contact import Contact
from integrations.store import Store
from integrations.store import campaigns as book
from integrations.store import sends as ledger
from integrations.store.sends import Send
from integrations.wire.errors import WireError

log = structlog.get_logger(__name__)

_WAITING: Final = ("planned", "deferred", "trying", "unsure")
_SETTLING_LOOKS, _SETTLING_PAUSE, _SETTLING_MOST = 6, 0.25, 60
_AT_ONCE: Final = 500


class Sender:
    """Sends what was approved: each recipient passes the gates again, and each key sends once."""

    def __init__(self, store: Store, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._store = store
        self._now = now
        self._zone = zone
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send_mail(self, plan: CampaignPlan, key: str, vendor: str, mailer: Mailer) -> Campaign:
        """Send an e-mail campaign; see `MarketingOrchestrator.send_campaign`."""
        async with self._turns[key]:
            mailer.demand_lawful(plan)
            campaign = await self._begin(plan, key, vendor)
            if campaign.sent_at is None:
                rows, people = await self._passing(campaign, plan)
                if not rows:
                    return await self._close(campaign)
                vendor_id = await mailer.send(campaign, plan, rows, people)
                await self._note_mailed(campaign, vendor_id)
                campaign = campaign.model_copy(update={"vendor_id": vendor_id})
            campaign = await mailer.refresh(campaign)
            return await self._explain(campaign)

    async def send_texts(self, plan: CampaignPlan, key: str, vendor: str, texter: Texter) -> Campaign:
        """Send a text campaign, or what is left of it."""
        async with self._turns[key]:
            campaign = await self._begin(plan, key, vendor)
            rows, _ = await self._passing(campaign, plan)
            for row in rows:
                await self.text_or_defer(row, texter)
            await self._settle(campaign, texter)
            return await self.count(campaign)

    async def resume_texts(self, texter: Texter) -> int:
        """Send the deferred texts whose time has come, each past the gates again; how many were looked at."""
        due = await self._store.read(ledger.due, self._now(), _AT_ONCE)
        people = await self._people(due)
        known = await known_of(self._store, Channel.SMS, list(people.values()))
        for row in due:
            if reason := _reason(row, people, known):
                await self._store.write(ledger.suppress_all, {row.key: reason}, self._now())
            else:
                await self.text_or_defer(row, texter)
        for campaign_id in {row.campaign_id for row in due if row.campaign_id}:
            campaign = await self._store.read(book.get, campaign_id)
            if campaign is not None:
                await self.count(campaign)
        return len(due)

    async def text_or_defer(self, row: Send, texter: Texter) -> None:
        """Send a text, or let it wait for the recipient's morning."""
        now = self._now()
        opens = allowed_from(row.point, now, self._zone)
        if opens > now:
            reason = "waits for 8:00 where the recipient is"
            await self._store.write(ledger.defer, row.key, opens, reason, now)
            return
        await texter.deliver(row)

    async def count(self, campaign: Campaign) -> Campaign:
        """A text campaign with its numbers from the ledger."""
        counts = await self._store.read(book.counts, campaign.id)
        left = sum(counts.get(one, 0) for one in _WAITING)
        gone = sum(counts.get(one, 0) for one in ("sent", "delivered"))
        status = ("waiting" if counts.get("deferred") == left else "sending") if left else "sent"
        sent_at = campaign.sent_at or (self._now() if gone else None)
        values = {"status": status, "recipients": gone + left + counts.get("failed", 0)}
        values |= {"delivered": counts.get("delivered", 0), "failed": counts.get("failed", 0)}
        changed = await self._store.write(book.change, campaign.id, sent_at=sent_at, refreshed_at=self._now(), **values)
        return await self._explain(changed)

    async def _begin(self, plan: CampaignPlan, key: str, vendor: str) -> Campaign:
        campaign_id = "cmp_" + hashlib.sha256(key.encode()).hexdigest()[:16]
        now, body = self._now(), plan.body_text if plan.channel is Channel.SMS else ""
        rows = [
            Send(
                key=f"{campaign_id}:{one.contact_id}:0",
                campaign_id=campaign_id,
                contact_id=one.contact_id,
                channel=str(plan.channel),
                name=one.name,
                point=one.to,
                body=body,
                created_at=now,
                updated_at=now,
            ).model_dump()
            for one in plan.audience.included
        ]
        campaign = Campaign(
            id=campaign_id,
            campaign_type=plan.campaign_type,
            channel=plan.channel,
            title=plan.title,
            status="sending",
            vendor=vendor,
            recipients=len(rows),
        )
        return await self._store.write(book.begin, campaign, key, plan, rows, now)

    async def _passing(self, campaign: Campaign, plan: CampaignPlan) -> tuple[list[Send], dict[str, Contact]]:
        """The messages still to be sent whose recipients pass the gates now; the others are suppressed."""
        rows = await self._store.read(ledger.of_campaign, campaign.id, *_WAITING)
        people = await self._people(rows)
        known = await known_of(self._store, plan.channel, list(people.values()))
        reasons = {row.key: why for row in rows if (why := _reason(row, people, known))}
        await self._store.write(ledger.suppress_all, reasons, self._now())
        return [row for row in rows if row.key not in reasons], people

    async def _people(self, rows: list[Send]) -> dict[str, Contact]:
        return await self._store.read(book.people_of, [row.contact_id for row in rows if row.contact_id])

    async def _note_mailed(self, campaign: Campaign, vendor_id: str) -> None:
        now = self._now()
        rows = await self._store.read(ledger.of_campaign, campaign.id, *_WAITING)
        await self._store.write(ledger.settle_all, [row.key for row in rows], "sent", now, sent_at=now)
        await self._store.write(book.change, campaign.id, vendor_id=vendor_id, sent_at=now)

    async def _close(self, campaign: Campaign) -> Campaign:
        changed = await self._store.write(book.change, campaign.id, status="nobody", recipients=0)
        return await self._explain(changed)

    async def _settle(self, campaign: Campaign, texter: Texter) -> None:
        """Wait a moment for what comes of the texts, so that the card can tell; callbacks tell the rest."""
        for _ in range(_SETTLING_LOOKS):
            open_ones = await self._store.read(ledger.of_campaign, campaign.id, "sent")
            if not open_ones or len(open_ones) > _SETTLING_MOST:
                return
            await asyncio.sleep(_SETTLING_PAUSE)
            try:
                await texter.refresh(open_ones)
            except WireError as error:
                log.info("texts_not_refreshed", campaign=campaign.id, why=str(error))
                return

    async def _explain(self, campaign: Campaign) -> Campaign:
        reasons = await self._store.read(book.reasons, campaign.id)
        said = "; ".join(f"{count} {why}" for why, count in sorted(reasons.items(), key=lambda pair: -pair[1]))
        waiting = (await self._store.read(book.counts, campaign.id)).get("deferred", 0)
        waits = f"{waiting} {'text waits' if waiting == 1 else 'texts wait'} for 8:00 where the recipient is."
        parts = (waits if waiting else "", f"Not delivered: {said}." if said else "")
        note = " ".join(part for part in parts if part)
        return await self._store.write(book.change, campaign.id, note=note)


def _reason(row: Send, people: Mapping[str, Contact], known: Known) -> str:
    """Why a message may not go out any more; empty where it may."""
    contact = people.get(row.contact_id or "")
    if contact is None:
        return "no longer in the CRM"
    verdict = JUDGES[Channel(row.channel)](contact, known)
    if verdict.reason:
        return verdict.reason
    return "" if verdict.point == row.point else "has another address or number now"
