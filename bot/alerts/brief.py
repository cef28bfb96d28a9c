from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

import structlog

from bot.alerts.quiet import latest_time
from integrations.models.alert import Alert, AlertStatus
from integrations.models.alert_policy import Policy
from integrations.models.approval import Approval, ApprovalStatus
from integrations.models.contact import HOT, Contact, LeadQuery
from integrations.models.credit import Credit
from integrations.models.listing import Listing, ListingQuery
from integrations.store import alerts as cards
from integrations.store import approvals
from integrations.wire.errors import WireError
from tools.tool import Hubs

log = structlog.get_logger(__name__)
# A brief of the morning helps no more in the afternoon.
GOOD_FOR = timedelta(hours=4)
_SCAN, _SHOWN = 40, 5


@dataclass(frozen=True, slots=True)
class Match:
    """A new listing and how many buyers wait for one like it, the hottest first."""

    listing: Listing
    buyers: tuple[Contact, ...]
    credit: Credit | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """What the morning brief tells. `missing` names the parts that could not be read."""

    at: datetime
    since: datetime
    zone: str
    overnight: Sequence[Alert] = ()
    deferred: Sequence[Alert] = ()
    unanswered: Sequence[Alert] = ()
    approvals: Sequence[Approval] = ()
    leads: Sequence[Contact] = ()
    matches: Sequence[Match] = ()
    missing: Sequence[str] = ()


def latest_brief(policy: Policy, now: datetime) -> str:
    """The day of the last brief that was to come before now (today, where there are none)."""
    return latest_time(policy.alerts.brief_at or time(0), now, policy.tz).astimezone(policy.tz).date().isoformat()


def brief_due(policy: Policy, now: datetime) -> tuple[str, datetime] | None:
    """The day (`2026-03-04`) and moment of the brief that should be out by now; None where none is."""
    if policy.alerts.brief_at is None:
        return None
    moment = latest_time(policy.alerts.brief_at, now, policy.tz)
    return (moment.astimezone(policy.tz).date().isoformat(), moment) if now - moment <= GOOD_FOR else None


async def compose_brief(hubs: Hubs, policy: Policy, now: datetime) -> Brief:
    """Gather what happened since last evening and what waits. A part that cannot be read is named, not fatal."""
    since = latest_time(policy.alerts.quiet_from, now, policy.tz)
    if now - since > timedelta(days=1) or policy.alerts.quiet_from == policy.alerts.quiet_until:
        since = now - timedelta(hours=12)
    live = await hubs.store.read(cards.listed, limit=100)
    missing: list[str] = []
    leads: tuple[Contact, ...] = ()
    matches: tuple[Match, ...] = ()
    try:
        leads = (await hubs.crm.search(LeadQuery(temperature_min=HOT, limit=_SHOWN))).leads
    except WireError as error:
        missing.append(f"hot leads ({error})")
    try:
        matches = await _matches(hubs, since.astimezone(policy.tz))
    except WireError as error:
        missing.append(f"new listings ({error})")
    return Brief(
        at=now,
        since=since,
        zone=policy.zone,
        overnight=await hubs.store.read(cards.raised_since, since),
        deferred=await hubs.store.read(cards.due, now),
        unanswered=[one for one in live if one.status is AlertStatus.OPEN and one.visible],
        approvals=await hubs.store.read(approvals.with_status, ApprovalStatus.PENDING),
        leads=leads,
        matches=matches,
        missing=missing,
    )


async def _matches(hubs: Hubs, since: datetime) -> tuple[Match, ...]:
    page = await hubs.mls.search(ListingQuery(listed_since=since.date(), limit=_SCAN))
    found = []
    for listing in page.listings:
        buyers = tuple(contact for contact, _why in await hubs.crm.matching_buyers(listing))
        if buyers:
            found.append(Match(listing, buyers, page.credits.get(listing.ref)))
    found.sort(key=lambda one: (-len(one.buyers), -(one.listing.list_price or Decimal(0))))
    return tuple(found[:_SHOWN])
