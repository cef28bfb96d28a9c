from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from bot.alerts.book import AlertBook
from bot.engine import workflows
from bot.engine.engine import Engine, Options, build_engine
from bot.rules import OrchestrationRule
from integrations.events import Event
from integrations.models.alert import Alert
from integrations.models.alert_policy import Alerts, Policy
from integrations.models.approval import Approval
from integrations.models.contact import Activity, Contact
from integrations.store import Store
from integrations.store import events as book
from tools.tool import Hubs
from tools.toolbox import Toolbox

OWNER = "U0JORGE"


class Slack:
    """Shows what it is given and remembers it: one card for an alert, edited when it comes again."""

    def __init__(self) -> None:
        self.cards: dict[str, list[Alert]] = {}
        self.approvals: dict[str, list[str]] = {}
        self.trouble: list[Exception] = []

    async def show_alert(self, alert: Alert) -> tuple[str, str]:
        if self.trouble:
            raise self.trouble.pop(0)
        self.cards.setdefault(alert.id, []).append(alert)
        return "D0JORGE", f"1.{len(self.cards)}"

    async def show_approval(self, approval: Approval) -> None:
        self.approvals.setdefault(approval.id, []).append(str(approval.status))

    async def tell(self, text: str, *, thread_ts: str | None = None, **_more: Any) -> None:
        return

    async def nudge(self, alert: Alert, text: str, *, key: str, whom: str = "") -> None:
        return

    @property
    def latest(self) -> list[Alert]:
        return [versions[-1] for versions in self.cards.values()]


@dataclass
class Phone:
    """A vendor of texts that takes an effect key: a key that it knows is not sent again."""

    systems: ClassVar[tuple[str, ...]] = ()

    calls: list[str] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    trouble: list[Exception] = field(default_factory=list)
    hold: Callable[[], Awaitable[None]] | None = None

    async def text_owner(self, body: str, key: str) -> str:
        self.calls.append(key)
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.setdefault(key, body)
        if self.hold:
            await self.hold()
        return "sent"

    async def sync_audiences(self) -> dict[str, Any]:
        return {}


class People:
    """A CRM with a few people, read again at every hint."""

    systems = ("crm",)

    def __init__(self) -> None:
        self.known: dict[str, tuple[Contact, list[Activity]]] = {}
        self.there: dict[str, tuple[Contact, list[Activity]]] = {}
        self.trouble: list[Exception] = []

    def get_connector(self, _slug: str) -> People:
        return self

    async def people_of(self, hint: Any) -> list[str]:
        return [str(hint.payload["person"])]

    async def refresh_contact(self, _system: str, external_id: str, **_how: Any) -> Contact | None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.known[external_id] = self.there[external_id]
        return self.there[external_id][0]

    async def has_note(self, *_note: Any) -> bool:
        return False

    async def history(self, contact_id: str, count: int) -> list[Activity]:
        return self.known[contact_id][1][:count] if contact_id in self.known else []


class Room:
    """An engine on a real store and real workflows, between a scripted Slack, a scripted phone and a scripted CRM."""

    def __init__(self, store: Store, sqlite: Path, rules: Sequence[OrchestrationRule]) -> None:
        self.store, self.sqlite, self.rules = store, sqlite, list(rules)
        self.slack, self.phone, self.crm = Slack(), Phone(), People()
        hubs = Hubs(store, SimpleNamespace(), self.crm, self.phone)  # type: ignore[arg-type]
        self.toolbox = Toolbox(hubs, OWNER)
        no_quiet_hours = Policy(alerts=Alerts(quiet_from=time(0), quiet_until=time(0)))
        self.alerts = AlertBook(hubs, OWNER, self.slack, no_quiet_hours)  # type: ignore[arg-type]
        self.engine: Engine | None = None

    def build(self, executor: str = "office", **options: Any) -> Engine:
        async def nothing() -> None:
            return

        given = {"look_again": 0.02, "every": {}, "pauses": (0.1, 0.1)} | options
        url = "" if self.store.is_sqlite else self.store.url.render_as_string(hide_password=False)
        self.engine = build_engine(
            self.toolbox,
            self.slack,
            {},
            announce=self.alerts.announce,
            executor=executor,
            now=lambda: datetime.now(UTC),
            sqlite=self.sqlite,
            url=url,
            housekeeping=nothing,
            rules=self.rules,
            options=Options(**given),
        )
        return self.engine

    async def start(self, executor: str = "office", **options: Any) -> Engine:
        engine = self.build(executor, **options)
        await engine.start()
        return engine

    async def crash(self) -> None:
        """End as a kill would: nothing is given back, what runs stays pending."""
        engine, self.engine = self.engine, None
        if engine.supervisor._task:
            engine.supervisor._task.cancel()
        engine.schedule.stop()
        await engine.matcher.stop()
        await engine.workflows.stop()

    async def put(self, kind: str, key: str = "", source: str = "test", **payload: Any) -> Event:
        event = self.engine.inbox.new_event(source, kind, key or f"{kind}:{len(payload)}", payload)
        await self.engine.inbox.put(event)
        return event

    async def until(self, fulfilled: Callable[[], Any], seconds: float = 30) -> None:
        async with asyncio.timeout(seconds):
            while not fulfilled():  # noqa: ASYNC110  # the work is done by threads of DBOS
                await asyncio.sleep(0.01)

    async def comes(self, query: Callable[..., Any], key: str, fulfilled: Callable[[Any], bool]) -> Any:
        """What the store says of `key`, as soon as it is so."""
        async with asyncio.timeout(30):
            while not fulfilled(found := await self.store.read(query, key)):  # noqa: ASYNC110  # the work is done by threads of DBOS
                await asyncio.sleep(0.01)
        return found

    async def runs(self, event: Event, status: str, *, at_least: int = 1) -> list[book.RuleRun]:
        """The runs of an event, as soon as all stand at `status`."""
        async with asyncio.timeout(30):
            while True:
                found = await self.store.read(book.runs_of, event.id)
                if len(found) >= at_least and all(run.status == status for run in found):
                    return found
                await asyncio.sleep(0.01)


def rule(rule_id: str, kind: str, *actions: dict[str, Any], lane: str = "hot", **facts: Any) -> OrchestrationRule:
    given = {
        "rule_id": rule_id, "name": rule_id, "description": rule_id, "lane": lane, "event_pattern": {"type": kind},
        "actions": list(actions), "examples": [{"event": {"type": kind}, "fires": True}],
    }  # fmt: skip
    return OrchestrationRule.model_validate(given | facts)


CARD = {"action": "notification", "kind": "news", "story": "story:{who}", "title": "News of {who}", "why": "{why}"}
TEXT = {"action": "text_owner", "body": "News of {who}"}


@pytest.fixture
async def room(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    monkeypatch.setattr(workflows, "LISTENING", 0.05)
    made = Room(store, tmp_path / "dbos.db", [rule("news", "said", CARD, TEXT)])
    yield made
    if made.engine is not None:
        await made.engine.stop()


@pytest.fixture
def lead() -> Callable[..., tuple[Contact, list[Activity]]]:
    """A lead with a newest activity, as the CRM has it."""

    def make(temperature: int, activity: str, minutes_ago: int = 1) -> tuple[Contact, list[Activity]]:
        when = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        contact = Contact(
            id="c1", first_name="Maria", last_name="Lopez", phones=("+12065550123",), jorge_temperature=temperature
        )
        return contact, [Activity(external_id=activity, kind="Inquiry", occurred_at=when, source="Zillow")]

    return make


@pytest.fixture
def parts() -> SimpleNamespace:
    """What tests build rules from."""
    return SimpleNamespace(rule=rule, card=CARD, text=TEXT, owner=OWNER)
