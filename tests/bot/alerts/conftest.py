from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from bot.alerts.book import AlertBook
from integrations.models.alert import Alert, Severity
from integrations.models.alert_policy import Alerts, Policy
from integrations.models.contact import Contact, LeadList
from integrations.models.listing import Listing, ListingPage, StandardStatus
from integrations.wire.errors import Unavailable
from tools.tool import Hubs

MORNING = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # 9:00 AM in Seattle
NIGHT = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)  # 10:30 PM in Seattle
BRIEF = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)  # 7:30 AM in Seattle, the next morning
OWNER, DANA = "U0JORGE", "U0DANA"


class Clock:
    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def on(self, **passed) -> None:
        self.now += timedelta(**passed)


class Messages:
    """A messenger that keeps what it was told to show, once a key; it can be down, and channels can be gone."""

    def __init__(self) -> None:
        self.cards: dict[str, list[Alert]] = {}
        self.shared: dict[tuple[str, str], list[Alert]] = {}
        self.filed: list[tuple[str, str]] = []
        self.nudges: dict[str, str] = {}
        self.reminders: dict[str, str] = {}
        self.briefs: dict[str, object] = {}
        self.down = False
        self.gone: set[str] = set()

    def edits(self, alert_id: str) -> int:
        return len(self.cards.get(alert_id, ()))

    async def show_alert(self, alert):
        self._check()
        self.cards.setdefault(alert.id, []).append(alert)
        return "D1", f"1.{alert.id}"

    async def file_alert(self, alert, channel, thread_ts):
        self._check()
        self.filed.append((alert.id, thread_ts))
        return channel, f"1.{alert.id}"

    async def share_alert(self, alert, to, known):
        self._check()
        if to in self.gone:
            from integrations.wire.errors import Rejected

            raise Rejected("slack", "channel_not_found")
        self.shared.setdefault((alert.id, to), []).append(alert)
        return to, f"2.{alert.id}"

    async def nudge(self, alert, text, *, key, whom=""):
        self._check()
        self.nudges[key] = f"{text} {whom}".strip()

    async def remind(self, alert, user, *, key):
        self._check()
        self.reminders[key] = user

    async def show_brief(self, brief, *, key):
        self._check()
        self.briefs[key] = brief
        return "D1", f"3.{key}"

    def _check(self) -> None:
        if self.down:
            raise Unavailable("slack", "no answer")


class Pager:
    systems = ("mailchimp",)

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.trouble: Exception | None = None

    async def text_owner(self, body: str, key: str) -> str:
        if self.trouble:
            raise self.trouble
        self.texts[key] = body
        return "texted"

    async def text_contact(self, contact, body, key) -> str:
        return "Text sent."


class People:
    systems = ("followupboss",)
    trouble: Exception | None = None

    async def contact(self, contact_id):
        return Contact(id=contact_id, first_name="Maria", last_name="Lopez")

    async def add_note(self, contact_id, subject, body) -> None:
        return

    async def search(self, query):
        if self.trouble:
            raise self.trouble
        lead = Contact(id="c1", first_name="Maria", last_name="Lopez", jorge_temperature=91)
        return LeadList(query=query, total=1, leads=(lead,))

    async def matching_buyers(self, listing, area_zips=None):
        return ((Contact(id="c1", first_name="Maria"), "wants 98103"),) if listing.listing_key == "L1" else ()


class Homes:
    systems = ("nwmls",)

    async def search(self, query):
        self.asked = query
        homes = [home(f"L{at}") for at in (1, 2)]
        return ListingPage(query=query, total=2, listings=tuple(homes))


def home(key: str) -> Listing:
    return Listing(
        originating_system="town", listing_key=key, standard_status=StandardStatus.ACTIVE, city="Seattle",
        list_price=Decimal(850000), modification_timestamp=MORNING,
    )  # fmt: skip


@dataclass
class Place:
    """The alerts under test, with a clock that moves only when told."""

    book: AlertBook
    store: object
    clock: Clock
    messages: Messages
    pager: Pager
    people: People
    homes: Homes
    hubs: Hubs
    _effects: itertools.count = field(default_factory=itertools.count)

    async def tell(self, effect: str = "", **facts) -> Alert:
        effect = effect or f"e{next(self._effects)}"
        shown, _ = await self.book.announce(news(self.clock.now, **{"id": f"a-{effect}"} | facts), effect)
        return shown

    async def after(self, **passed) -> None:
        """Let time pass, and do what is due."""
        self.clock.on(**passed)
        await self.book.tick()

    async def at(self, when: datetime) -> None:
        self.clock.now = when
        await self.book.tick()

    async def last_reason(self) -> str:
        return (await self.book.policies.decisions(limit=1))[0].reason


def news(at: datetime = MORNING, **facts) -> Alert:
    given = {
        "id": "a1", "story": "lead:c1", "kind": "hot_lead", "severity": Severity.URGENT, "title": "Hot lead: Maria",
        "why": "Asked to see 12 Oak St", "first_step": "Call Maria", "rule_id": "hot_lead", "contact_id": "c1",
        "people": ("Maria Lopez",), "opened_at": at, "updated_at": at,
    }  # fmt: skip
    return Alert.model_validate(given | facts)


def furnish(store, **prefer) -> Place:
    clock, messages, pager, people, homes = Clock(), Messages(), Pager(), People(), Homes()
    hubs = Hubs(store=store, mls=homes, crm=people, marketing=pager, now=clock)
    book = AlertBook(hubs, OWNER, messages, Policy(alerts=Alerts(**{"partner": DANA} | prefer)))
    return Place(book, store, clock, messages, pager, people, homes, hubs)


@pytest.fixture
async def place(store) -> Place:
    made = furnish(store)
    await made.book.tick()
    return made


@pytest.fixture
def make() -> SimpleNamespace:
    return SimpleNamespace(news=news, furnish=furnish, night=NIGHT, morning=MORNING, brief=BRIEF)
