from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeGuard
from zoneinfo import ZoneInfo

from integrations.marketing.channels import MailChannel, TextChannel
from integrations.marketing.copying import copy_answers, copy_audience
from integrations.marketing.direct import Letter, Worded, plan_letter, plan_text
from integrations.marketing.drafting import draft_for
from integrations.marketing.gates import e164
from integrations.marketing.hearing import Ear, Heard
from integrations.marketing.mailing import Mailer
from integrations.marketing.office import OfficeCard
from integrations.marketing.personal import Personal
from integrations.marketing.planning import make_plan
from integrations.marketing.sending import Sender
from integrations.marketing.texting import Texter
from integrations.models.campaign import Campaign, CampaignPlan, CampaignType, Channel
from integrations.models.contact import Contact, LeadQuery
from integrations.models.credit import Credit
from integrations.models.listing import Listing
from integrations.models.sync import SyncResult
from integrations.store import Store, contact_search
from integrations.store import campaigns as book
from integrations.store import sends as ledger
from integrations.wire.errors import NotConfigured
from integrations.wire.inbound import Hint, WebhookSource, register

_LOOK_BACK: Final = timedelta(days=2)
_AT_ONCE: Final = 100
_EVERYBODY: Final = 100_000


class MarketingOrchestrator:
    """The door to all channels: plans campaigns, sends what was approved, and keeps who must not be written to.

    `connectors` are the channels in use, by slug. Every method that sends takes a `key`: the same key sends once.
    """

    def __init__(
        self,
        store: Store,
        connectors: Mapping[str, Any],
        *,
        office: OfficeCard,
        owner_phone: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: ZoneInfo | None = None,
    ) -> None:
        self._store = store
        self._connectors = dict(connectors)
        self._office = office
        self._owner_phone = e164(owner_phone)
        self._now = now
        self._zone = zone or ZoneInfo("America/Los_Angeles")
        self._ear = Ear(store, office, now)
        self._sender = Sender(store, now, self._zone)
        channels = self._connectors.values()
        self._mail = next((one for one in channels if _is_mail(one)), None)
        self._text = next((one for one in channels if _is_text(one)), None)
        self._mailer = Mailer(store, self._mail, office, now) if self._mail else None
        self._texter = Texter(store, self._text, now) if self._text else None
        self._personal = Personal(store, self._texter, now, self._zone) if self._texter else None

    @property
    def systems(self) -> tuple[str, ...]:
        """Slugs of the channels in use."""
        return tuple(self._connectors)

    def sources(self) -> dict[str, WebhookSource]:
        """The channels that take webhooks, by slug."""
        return {slug: one for slug, one in self._connectors.items() if isinstance(one, WebhookSource)}

    async def listen(self, web_url: str) -> dict[str, str]:
        """Have every channel call `{web_url}/webhooks/{slug}`; returns what went wrong, by slug."""
        return await register(self._connectors, web_url)

    async def sync_audiences(self) -> dict[str, SyncResult]:
        """Copy who is in the audience, those who left too, and read texts that came in. One trouble stops no other."""
        found: dict[str, SyncResult] = {}
        if self._mail is not None:
            found[self._mail.vendor.slug] = await copy_audience(self._store, self._mail, self._now)
        if self._text is not None and self._texter is not None:
            found[self._text.vendor.slug] = await copy_answers(self._ear, self._text, self._texter, self._now)
        return found

    async def plan_campaign(
        self,
        campaign_type: CampaignType,
        channel: Channel,
        *,
        contacts: Sequence[tuple[Contact, str]],
        listing: Listing | None = None,
        audience: str = "",
        subject: str | None = None,
        message: str | None = None,
    ) -> CampaignPlan:
        """Everything Jorge must see before he approves, without any effect; the same facts give the same plan.

        `contacts` come each with why the home fits; the gates decide who of them may be written to.

        Raises:
            Refused: the words may not be sent, or nobody may get them; the message says why.
            NotConfigured: nothing is connected for this channel.
        """
        if (self._mail if channel is Channel.EMAIL else self._text) is None:
            raise _missing(channel)
        office = self._office
        return await make_plan(
            self._store, office, campaign_type, channel, contacts, listing, audience, subject, message
        )

    async def plan_text(
        self, contact: Contact, message: str, *, credit: Credit | None = None, link: str = ""
    ) -> CampaignPlan:
        """A text to one person, to be sent by `send_campaign` once it is approved.

        `credit` is what must be said of the home that it is about, `link` leads to the whole of it.

        Raises:
            Refused: no consent, opted out, no number, or words that may not be sent.
            NotConfigured: no text channel is connected.
        """
        if self._text is None:
            raise _missing(Channel.SMS)
        worded = Worded(message, credit, link)
        return await plan_text(self._store, self._office, contact, worded, self._now(), self._zone)

    async def plan_letter(self, contacts: Sequence[tuple[Contact, str]], letter: Letter) -> CampaignPlan:
        """An e-mail in person, or with homes for those whom they fit, to be sent by `send_campaign`.

        No CRM here sends mail by its API, so that it goes through the newsletter's service, to exactly these people.

        Raises:
            Refused: nobody may get it, or words that may not be sent.
            NotConfigured: nothing is connected that sends e-mail.
        """
        if self._mail is None:
            raise _missing(Channel.EMAIL)
        return await plan_letter(self._store, self._office, contacts, letter)

    @property
    def office(self) -> OfficeCard:
        """Whose name is under everything."""
        return self._office

    async def send_campaign(self, plan: CampaignPlan, key: str) -> Campaign:
        """Send exactly what was approved, to those of its recipients that pass the gates now; once per key.

        Texts outside the recipient's hours wait (see `resume`). Calling again with the same key goes on where it
        stopped, or returns what came of it.

        Raises:
            Refused: an e-mail lacks what the law asks for.
            NotConfigured: nothing is connected for this channel.
            WireError: the vendor cannot be used now, or refuses the campaign.
        """
        if plan.channel is Channel.EMAIL:
            if self._mail is None or self._mailer is None:
                raise _missing(plan.channel)
            return await self._sender.send_mail(plan, key, self._mail.vendor.slug, self._mailer)
        if self._text is None or self._texter is None:
            raise _missing(plan.channel)
        return await self._sender.send_texts(plan, key, self._text.vendor.slug, self._texter)

    async def refresh_campaign(self, campaign: Campaign) -> Campaign:
        """The campaign with its numbers as they are now; as it was where it was never sent."""
        known = await self._store.read(book.get, campaign.id)
        if known is None:
            return campaign
        if known.channel is Channel.EMAIL:
            return await self._mailer.refresh(known) if self._mailer and known.vendor_id else known
        if self._texter is not None:
            await self._texter.refresh(await self._store.read(ledger.of_campaign, known.id, "sent"))
        return await self._sender.count(known)

    async def campaigns(self, limit: int = 20) -> list[Campaign]:
        """The newest campaigns, newest first."""
        return await self._store.read(book.newest, limit)

    async def resume(self) -> int:
        """Send the texts that waited for the morning and ask after those of which nothing is known; how many."""
        if self._texter is None:
            return 0
        count = await self._sender.resume_texts(self._texter)
        open_ones = await self._store.read(ledger.unsettled, self._now() - _LOOK_BACK, _AT_ONCE)
        await self._texter.refresh(open_ones)
        for campaign_id in {row.campaign_id for row in open_ones if row.campaign_id}:
            campaign = await self._store.read(book.get, campaign_id)
            if campaign is not None:
                await self._sender.count(campaign)
        return count + len(open_ones)

    async def text_owner(self, body: str, key: str) -> str:
        """Text Jorge's own number, once per key, at any hour; returns what happened in one sentence.

        Raises:
            WireError: the vendor cannot be used now.
        """
        if not self._owner_phone:
            return "Not texted: no mobile number of yours is set ([office] phone in jorge.toml)."
        if self._personal is None:
            return "Not texted: no text channel is configured (`jorge doctor` says how)."
        return await self._personal.to_owner(self._owner_phone, body, key)

    async def text_contact(self, contact: Contact, body: str, key: str) -> str:
        """Text a contact what Jorge wrote, once per key; returns what happened in one sentence.

        Raises:
            Refused: opted out, no consent, outside 8:00 to 21:00 there, no number, or words that may not be sent.
            NotConfigured: no text channel is connected.
            WireError: the vendor cannot be used now.
        """
        if self._personal is None:
            raise _missing(Channel.SMS)
        return await self._personal.to_contact(contact, body, key)

    async def take_hint(self, source: str, hint: Hint) -> list[Heard]:
        """Act on what a channel's webhook tells; returns what is worth an event, e.g. `contact.opted_out`.

        Raises:
            NotConfigured: no channel of this name is in use.
            WireError: the vendor must be asked and cannot be.
        """
        connector = self._connectors.get(source)
        if connector is None:
            raise NotConfigured(
                source, f"no channel of this name is in use (in use: {', '.join(self.systems) or 'none'})"
            )
        if _is_text(connector) and self._texter is not None:
            return await self._ear.hear_text(connector, self._texter, hint)
        return await self._ear.hear_mail(connector, hint) if _is_mail(connector) else []

    async def create_targeted_campaigns(
        self, campaign_type: CampaignType, property_context: Listing | None = None
    ) -> list[Campaign]:
        """Drafts for every channel in use, to whom they suit in our copy of the CRM. Nothing is sent or kept."""
        return await self._drafts(campaign_type, property_context, None)

    async def automate_listing_marketing(
        self, listing: Listing, marketing_budget: Decimal | None = None
    ) -> list[Campaign]:
        """Drafts that announce a listing, each within the budget (dollars). Nothing is sent or kept."""
        return await self._drafts(CampaignType.JUST_LISTED, listing, marketing_budget)

    async def aclose(self) -> None:
        """Close the connections."""
        for one in self._connectors.values():
            await one.aclose()

    async def _drafts(
        self, campaign_type: CampaignType, listing: Listing | None, budget: Decimal | None
    ) -> list[Campaign]:
        people = (await self._store.read(contact_search.search, LeadQuery(limit=_EVERYBODY), self._now())).leads
        drafts = []
        for channel, connector in ((Channel.EMAIL, self._mail), (Channel.SMS, self._text)):
            if connector is not None:
                draft = await draft_for(
                    self._store, self._office, people, campaign_type, channel, listing, connector.vendor.slug, budget
                )
                drafts += [draft] if draft is not None else []
        return drafts


def _is_mail(connector: object) -> TypeGuard[MailChannel]:
    return getattr(getattr(connector, "vendor", None), "role", "") == "marketing"


def _is_text(connector: object) -> TypeGuard[TextChannel]:
    return getattr(getattr(connector, "vendor", None), "role", "") == "sms"


def _missing(channel: Channel) -> NotConfigured:
    what = "e-mail" if channel is Channel.EMAIL else "text messages"
    return NotConfigured(str(channel), f"nothing is connected that sends {what}; `jorge doctor` says what is needed")
