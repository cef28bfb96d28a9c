from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.agent.question import Answer
from bot.alerts.book import AlertBook
from bot.rules.desk import Desk
from bot.rules.rulebook import Rulebook
from bot.slack.app import SlackHouse
from bot.slack.deps import Deps
from bot.slack.notifier import SlackNotifier
from bot.slack.outbound import Outbound
from integrations.mls import UnknownArea
from integrations.models.alert import Alert, Severity
from integrations.models.alert_policy import Alerts, Policy
from integrations.models.campaign import Audience, Campaign, CampaignPlan, CampaignType, Channel, Recipient
from integrations.models.cma import CMA, Comparable, MarketFacts, PriceRange
from integrations.models.contact import Contact, LeadList, LeadQuery, Reason
from integrations.models.listing import Listing, ListingPage, ListingQuery, StandardStatus
from integrations.models.own_areas import OwnAreas
from integrations.models.sync import PropertySyncResult, SyncResult
from integrations.store import Store
from integrations.store.listing_search import Area
from tools.tool import Hubs
from tools.toolbox import Toolbox

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
OWNER, DANA, BOT, DM = "U0JORGE", "U0DANA", "U0BOT", "D0JORGE"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class FakeSlack(AsyncWebClient):
    """Slack's Web API as far as one process: keeps calls and messages, and refuses what a test tells it to."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-test")
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        self.refusals: dict[str, list[str | Exception]] = {}
        self._ts = itertools.count(1)

    async def api_call(self, api_method: str, **kwargs: Any) -> AsyncSlackResponse:
        given = {}
        for part in ("params", "data", "json"):
            given |= kwargs.get(part) or {}
        self.calls.append((api_method, given))
        trouble = self.refusals.get(api_method)
        wrong = trouble.pop(0) if trouble else None
        if isinstance(wrong, Exception):
            if "lost" in str(wrong):
                self._answer(api_method, given)
            raise wrong
        answer = {"ok": False, "error": wrong} if wrong else {"ok": True, **self._answer(api_method, given)}
        response = AsyncSlackResponse(
            client=self, http_verb="POST", api_url=api_method, req_args={}, data=answer, headers={}, status_code=200
        )
        if wrong:
            raise SlackApiError(f"{api_method}: {wrong}", response)
        return response

    def _answer(self, method: str, given: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0911  # one line a method
        if method == "chat.postMessage":
            ts = f"1700000000.{next(self._ts):06d}"
            self.messages[given["channel"], ts] = {**given, "ts": ts}
            return {"channel": given["channel"], "ts": ts}
        if method == "chat.update":
            self.messages[given["channel"], given["ts"]] |= given
        if method == "conversations.open":
            return {"channel": {"id": "D" + str(given["users"])[1:]}}
        if method in {"conversations.history", "conversations.replies"}:
            return {"messages": [one for one in self.messages.values() if one["channel"] == given["channel"]]}
        if method == "chat.getPermalink":
            return {"permalink": f"https://slack.example/{given['channel']}/{given['message_ts']}"}
        if method == "files.getUploadURLExternal":
            return {"file_id": f"F{next(self._ts)}", "upload_url": "https://files.slack.example/upload"}
        if method == "files.completeUploadExternal":
            return {"files": [{"id": "F1"}]}
        return {}

    async def _upload_file(self, **kwargs: Any) -> Any:
        self.calls.append(("upload", kwargs))
        return SimpleNamespace(status=200, body="OK")

    def of(self, method: str) -> list[dict[str, Any]]:
        return [given for name, given in self.calls if name == method]

    def posts(self, channel: str | None = None) -> list[dict[str, Any]]:
        return [one for one in self.messages.values() if channel in {None, one["channel"]}]

    def whispers(self) -> list[str]:
        return [given["text"] for given in self.of("chat.postEphemeral")]


class ScriptedMind:
    """Answers what the test wrote; an exception is raised, an event waited for."""

    def __init__(self) -> None:
        self.script: list[Any] = []
        self.questions: list[Any] = []
        self.waiting = asyncio.Event()

    async def answer(self, question: Any, watch: Any) -> Answer:
        self.questions.append(question)
        await watch.status("is thinking…")
        turn = self.script.pop(0) if self.script else Answer(f"You said: {question.text}")
        if isinstance(turn, asyncio.Event):
            self.waiting.set()
            await turn.wait()
            return Answer("late")
        if isinstance(turn, Exception):
            raise turn
        return await turn(question) if callable(turn) else turn


class FakeMLS:
    systems = ("town",)

    def __init__(self) -> None:
        self.home = listing()
        self.trouble: Exception | None = None
        self.own = OwnAreas(areas=("98117",), source="listings")

    async def generate_automated_cma(self, address: str, details: Any = None, *_more: Any, **_named: Any) -> CMA:
        if self.trouble:
            raise self.trouble
        return cma()

    async def search(self, query: ListingQuery) -> ListingPage:
        return ListingPage(query=query, total=1, listings=(self.home,), as_of=NOW)

    async def sync_each(self) -> list[PropertySyncResult]:
        return [PropertySyncResult(system="town", title="Town MLS", read=12, added=2, changed=3, seconds=0.4)]

    async def zips_for(self, area: str) -> frozenset[str]:
        return frozenset({area})

    async def current_listing(self, address: str) -> Listing:
        return self.home

    async def permit(self, found: Listing, purpose: str, *, written_permission: bool = False) -> None:
        return None

    def is_own(self, found: Listing) -> bool:
        return True

    async def own_areas(self) -> OwnAreas:
        return self.own

    async def set_own_areas(self, areas: Sequence[str]) -> OwnAreas:
        self.own = OwnAreas(areas=tuple(areas or ("98117",)), source="said" if areas else "listings")
        return self.own.model_copy(update={"changed": True})

    async def resolve_area(self, text: str) -> Area:
        if text == "Atlantis":
            raise UnknownArea(text, ["Atlantic", "Adelaide"])
        return Area("neighborhood", text.title(), frozenset())


class FakeCRM:
    systems = ("followupboss",)

    def __init__(self) -> None:
        self.notes: list[tuple[str, str, str]] = []

    async def contact(self, contact_id: str) -> Contact | None:
        return lead(id=contact_id)

    async def add_note(self, contact_id: str, subject: str, body: str) -> None:
        self.notes.append((contact_id, subject, body))

    async def search(self, query: LeadQuery, area_zips: Any = None) -> LeadList:
        return LeadList(query=query, total=2, leads=(lead(), lead(first_name="Tom", jorge_temperature=41)), as_of=NOW)

    async def matching_buyers(self, found: Listing, area_zips: Any = None) -> tuple[tuple[Contact, str], ...]:
        return ((lead(), "wants 98103"),)

    async def sync_all_crms(self, modified_since: Any = None) -> dict[str, SyncResult]:
        return {"followupboss": SyncResult(system="followupboss", title="Follow Up Boss", error="401: renew the key")}


class FakeMarketing:
    systems = ("mailchimp",)

    def __init__(self) -> None:
        self.audience_size = 3
        self.sent: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.pages: dict[str, str] = {}
        self.refusal: Exception | None = None

    async def text_contact(self, contact: Contact, body: str, key: str) -> str:
        if self.refusal:
            raise self.refusal
        self.texts.append((contact.id, body))
        return f"Text sent to {contact.first_name}."

    async def text_owner(self, body: str, key: str) -> str:
        self.pages[key] = body
        return "texted"

    async def plan_campaign(self, campaign_type: Any, channel: Any, **given: Any) -> CampaignPlan:
        words = {"subject": given["subject"] or "Just listed", "body_text": given["message"] or "A new home for you."}
        return campaign_plan(self.audience_size, **words)

    async def send_campaign(self, plan: CampaignPlan, key: str) -> Campaign:
        self.sent.append(key)
        return campaign()

    async def sync_audiences(self) -> dict[str, SyncResult]:
        return {"mailchimp": SyncResult(system="mailchimp", title="Mailchimp", read=5)}


def listing(**facts: Any) -> Listing:
    given = {
        "originating_system": "town",
        "listing_key": "L1",
        "standard_status": StandardStatus.ACTIVE,
        "unparsed_address": "4512 Ashworth Ave N",
        "city": "Seattle",
        "state_or_province": "WA",
        "postal_code": "98103",
        "list_price": Decimal(850000),
        "bedrooms_total": 3,
        "bathrooms_total": 2.5,
        "living_area": 1820,
        "year_built": 1926,
        "list_office_name": "Rivera & Co. Realty",
        "on_market_date": date(2026, 3, 1),
        "modification_timestamp": NOW,
    }
    return Listing.model_validate(given | facts)


def cma(**facts: Any) -> CMA:
    sold = listing(standard_status=StandardStatus.CLOSED, close_price=Decimal(801000), close_date=date(2026, 1, 9))
    comp = Comparable(
        listing=sold, distance_miles=0.4, score=0.9, weight=0.125, adjustments=(), adjusted_price=Decimal(812000),
        net_percent=1.4, why="same street",
    )  # fmt: skip
    given = {
        "id": "cma1",
        "subject": listing(),
        "as_of": NOW,
        "valuation_date": NOW.date(),
        "value": Decimal(812000),
        "ranges": (
            PriceRange(level=80, low=Decimal(745000), high=Decimal(880000)),
            PriceRange(level=50, low=Decimal(780000), high=Decimal(845000)),
        ),
        "grade": "B",
        "grade_note": "8 comparables within a mile",
        "comparables": (comp,) * 8,
        "market": MarketFacts(area="98103", sales_90_days=61, active=40, pending=12, months_of_supply=1.9),
        "attribution": "Data: Town MLS",
    }
    return CMA.model_validate(given | facts)


def lead(**facts: Any) -> Contact:
    given = {
        "id": "c1",
        "first_name": "Maria",
        "last_name": "Lopez",
        "emails": ("maria@example.com",),
        "phones": ("+12065550123",),
        "price_max": Decimal(800000),
        "areas": ("98103",),
        "jorge_temperature": 91,
        "jorge_insights": (Reason(label="asked to see a home", points=40.0, when=NOW),),
        "last_activity_at": NOW - timedelta(minutes=5),
    }
    return Contact.model_validate(given | facts)


def campaign_plan(people: int = 3, **facts: Any) -> CampaignPlan:
    included = tuple(Recipient(contact_id=f"c{at}", name=f"Lead {at}", to=f"l{at}@example.com") for at in range(people))
    excluded = (Recipient(contact_id="x", name="Ex", why="unsubscribed"),) * 4
    given = {
        "campaign_type": CampaignType.JUST_LISTED,
        "channel": Channel.EMAIL,
        "title": "Just listed: 4512 Ashworth Ave N",
        "subject": "Just listed",
        "body_text": "A new home for you.",
        "audience": Audience(description="buyers whose wishes fit", included=included, excluded=excluded),
    }
    return CampaignPlan.model_validate(given | facts)


def campaign(**facts: Any) -> Campaign:
    given = {
        "id": "k1",
        "campaign_type": CampaignType.JUST_LISTED,
        "channel": Channel.EMAIL,
        "title": "Just listed",
        "status": "sent",
        "vendor": "Mailchimp",
        "recipients": 3,
        "delivered": 3,
        "opens": 1,
    }
    return Campaign.model_validate(given | facts)


def alert(**facts: Any) -> Alert:
    given = {
        "id": "a1",
        "story": "lead:c1",
        "kind": "hot_lead",
        "severity": Severity.URGENT,
        "title": "Maria Lopez is hot (91)",
        "why": "Asked to see 4512 Ashworth Ave N a minute ago",
        "first_step": "Call within five minutes",
        "facts": (("Budget", "up to $800k"), ("Area", "98103")),
        "reasons": ("asked to see a home (+40)",),
        "quote": "Can I see it today? <!channel> & thanks",
        "contact_id": "c1",
        "record_url": "https://crm.example/people/1",
        "rule_id": "hot_lead",
        "opened_at": NOW,
        "updated_at": NOW,
    }
    return Alert.model_validate(given | facts)


@dataclass(slots=True)
class Room:
    """One Slack side under test, with everything around it scripted."""

    slack: FakeSlack
    slackhouse: SlackHouse
    mind: ScriptedMind
    alerts: AlertBook
    toolbox: Toolbox
    store: Store
    clock: Clock
    mls: FakeMLS
    marketing: FakeMarketing
    crm: FakeCRM
    approved: list[str] = field(default_factory=list)
    _number: Any = field(default_factory=lambda: itertools.count(1))

    async def dispatch(self, body: dict[str, Any], **headers: str) -> Any:
        request = AsyncBoltRequest(body=body, mode="socket_mode", headers={k: [v] for k, v in headers.items()})
        response = await self.slackhouse.app.async_dispatch(request)
        await asyncio.sleep(0)
        return response

    async def tell(self, told: Alert, effect: str = "e1") -> dict[str, Any]:
        """Announce an alert as a rule would; returns the message of its card."""
        shown, _ = await self.alerts.announce(told, effect)
        return self.slack.messages.get((shown.channel or "", shown.message_ts or ""), {})

    async def settle(self) -> None:
        # Bolt starts listeners in tasks of its own; two turns of the loop let them reach our work.
        for _ in range(5):
            await asyncio.sleep(0.005)
            await self.slackhouse.house.work.settle()

    async def event(self, event: dict[str, Any], event_id: str = "", *, settle: bool = True) -> Any:
        event_id = event_id or f"Ev{next(self._number)}"
        installed = [{"team_id": "T1", "user_id": BOT, "is_bot": True, "is_enterprise_install": False}]
        body = {"type": "event_callback", "event_id": event_id, "team_id": "T1", "event": event}
        response = await self.dispatch({**body, "authorizations": installed})
        if settle:
            await self.settle()
        return response

    async def ask(self, text: str, *, user: str = OWNER, settle: bool = True, **more: Any) -> str:
        ts = more.pop("ts", f"17.{next(self._number):04d}")
        event_id = more.pop("event_id", "")
        message = {"type": "message", "channel_type": "im", "channel": DM, "user": user, "text": text, "ts": ts}
        await self.event({**message, **more}, event_id, settle=settle)
        return ts

    async def command(self, name: str, text: str = "", *, channel: str = DM, user: str = OWNER) -> Any:
        body = {"command": name, "text": text, "channel_id": channel, "user_id": user, "team_id": "T1"}
        response = await self.dispatch({**body, "trigger_id": f"t{next(self._number)}"})
        await self.settle()
        return response

    async def click(self, message: dict[str, Any], action_id: str, *, user: str = OWNER, **more: Any) -> Any:
        settle = more.pop("settle", True)
        action = find_action(message, action_id) | {"action_ts": f"9.{next(self._number)}"} | more
        body = {
            "type": "block_actions",
            "user": {"id": user, "team_id": "T1"},
            "team": {"id": "T1"},
            "channel": {"id": message["channel"]},
            "message": {"ts": message["ts"], "thread_ts": message.get("thread_ts")},
            "container": {"type": "message"},
            "trigger_id": f"t{next(self._number)}",
            "actions": [action],
        }
        response = await self.dispatch(body)
        if settle:
            await self.settle()
        return response

    async def submit(
        self, view: dict[str, Any], values: dict[str, str], *, user: str = OWNER, view_id: str = ""
    ) -> Any:
        state = {block: {"value": {"type": "plain_text_input", "value": value}} for block, value in values.items()}
        body = {
            "type": "view_submission",
            "user": {"id": user, "team_id": "T1"},
            "team": {"id": "T1"},
            "view": {**view, "id": view_id or f"V{next(self._number)}", "hash": "h", "state": {"values": state}},
        }
        response = await self.dispatch(body)
        await self.settle()
        return response


def find_action(message: dict[str, Any], action_id: str) -> dict[str, Any]:
    for block in message["blocks"]:
        for element in (*block.get("elements", ()), block.get("accessory") or {}):
            if str(element.get("action_id", "")).startswith(action_id):
                return {**element, "block_id": block.get("block_id", "b")}
    raise AssertionError(f"no {action_id} in {message['blocks']}")


@pytest.fixture
def book(tmp_path: Any, new_book: Any) -> Any:
    store = new_book(tmp_path / "jorge.db")
    yield store
    store.close()


@pytest.fixture
async def room(book: Store) -> AsyncIterator[Room]:
    made = furnish(book)
    yield made
    await made.slackhouse.close(0.1)


def furnish(store: Store, *, slack: FakeSlack | None = None, base_url: str = "", **changes: Any) -> Room:
    clock, slack, mls, crm, marketing = Clock(), slack or FakeSlack(), FakeMLS(), FakeCRM(), FakeMarketing()
    rules = Desk(store, Rulebook(store, now=clock), mls, OWNER, clock)  # type: ignore[arg-type]
    hubs = Hubs(store=store, mls=mls, crm=crm, marketing=marketing, now=clock, rules=rules)  # type: ignore[arg-type]
    toolbox, mind = Toolbox(hubs, OWNER), ScriptedMind()
    client = None if base_url else slack
    outbound = Outbound("xoxb-desk", store, client=client, base_url=base_url or None, now=clock)
    notifier = SlackNotifier(outbound, store, owner=OWNER)
    alerts = AlertBook(hubs, OWNER, notifier, Policy(alerts=Alerts(partner=DANA)))
    approved: list[str] = []

    async def hand_over(approval_id: str) -> None:
        approved.append(approval_id)

    async def files(_cma: CMA) -> dict[str, bytes]:
        return {"pdf": b"%PDF-1.7", "map": b"\x89PNG"}

    async def authorize(**_given: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id=BOT, bot_id="B1", bot_token="xoxb-test")

    deps = Deps(
        agent=mind,
        toolbox=toolbox,
        alerts=alerts,
        approved=hand_over,
        store=store,
        rules=rules,
        owner=OWNER,
        status=lambda: [("MLS", "ok, 3 min ago"), ("CRM", "refuses our key")],
        report_files=files,
        now=clock,
    )
    known = None if base_url else authorize
    house = SlackHouse(replace(deps, **changes), outbound, notifier, authorize=known)
    return Room(slack, house, mind, alerts, toolbox, store, clock, mls, marketing, crm, approved)


@pytest.fixture
def make() -> Any:
    """The makers of test data, by name."""
    return SimpleNamespace(
        listing=listing,
        cma=cma,
        lead=lead,
        campaign_plan=campaign_plan,
        campaign=campaign,
        alert=alert,
        said=Answer,
        furnish=furnish,
        slack=FakeSlack,
        now=NOW,
    )
