from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.engine.dead_letters import Group
from integrations.models.alert import Severity
from integrations.store.dead_letters import DeadLetter
from integrations.store.quarantine import Unread

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
DM, DANA = "D0JORGE", "U0DANA"


def letter(number: int) -> DeadLetter:
    return DeadLetter(
        event_id=f"event{number:05}", type="lead.scored", source="jorge", received_at=NOW, replays=0, what="hot_lead",
        reason="Twilio: 503 <!channel> see evil.example.com",
    )  # fmt: skip


class Letters:
    """Dead letters as the engine has them; remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.kept = [Unread(id="mark1", source="followupboss", received_at=NOW, reason="no eventId", size=12)]
        self.causes = (Group("cause1", "hot_lead", letter(1).reason, (letter(1), letter(2))),)

    async def groups(self):
        return self.causes

    async def unread(self):
        return self.kept

    async def replay(self, key=""):
        self.asked.append(("replay", key))
        return 2

    async def read_again(self, mark="", source=""):
        self.asked.append(("read", mark, source))
        return (0, ["followupboss: no eventId"]) if mark else (1, [])


@pytest.fixture
async def desk(book, make):
    letters = Letters()
    room = make.furnish(book, dead_letters=letters)
    yield SimpleNamespace(room=room, letters=letters)
    await room.slackhouse.close(0.1)


async def listed(room, user="U0JORGE"):
    await room.command("/alerts", "dead", user=user)
    shown = room.slack.of("chat.postEphemeral")[-1]
    return {**shown, "channel": DM, "ts": "1.1"}


async def test_the_list_names_each_cause_once_with_its_reason_and_nothing_in_it_works(desk):
    shown = await listed(desk.room)
    words = str(shown["blocks"])
    assert "2 dead letters, 1 unread webhook" in words
    assert "gave up on 2 events" in words
    assert "no eventId" in words
    assert "<!channel>" not in words
    assert "evil.example.com" not in words + shown["text"]


async def test_a_cause_is_replayed_and_the_result_told(desk):
    await desk.room.click(await listed(desk.room), "dead.replay.")
    assert desk.letters.asked == [("replay", "cause1")]
    assert "2 events queued again" in desk.room.slack.whispers()[-1]


async def test_everything_is_done_again_with_two_buttons(desk):
    shown = await listed(desk.room)
    await desk.room.click(shown, "dead.replay_all")
    await desk.room.click(shown, "dead.read_all")
    assert desk.letters.asked == [("replay", ""), ("read", "", "")]
    assert "1 webhook read and passed on" in desk.room.slack.whispers()[-1]


async def test_what_still_cannot_be_read_is_told_with_its_reason(desk):
    await desk.room.click(await listed(desk.room), "dead.read.")
    assert "1 webhook still cannot be read: followupboss: no eventId" in desk.room.slack.whispers()[-1]


async def test_nobody_but_jorge_sees_or_replays_them(desk):
    shown = await listed(desk.room)
    await desk.room.click(shown, "dead.replay_all", user=DANA)
    await desk.room.command("/alerts", "dead", user=DANA)
    assert desk.letters.asked == []
    assert "Only <@U0JORGE>" in desk.room.slack.whispers()[-1]
    assert "Only <@U0JORGE>" in desk.room.slack.whispers()[-2]


@pytest.mark.parametrize(
    ("kind", "story", "asked"),
    [("dead_letter", "dead:cause1", ("replay", "cause1")), ("quarantine", "quarantine:crm", ("read", "", "crm"))],
)
async def test_the_alert_itself_has_the_button(desk, make, kind, story, asked):
    facts = {"kind": kind, "story": story, "severity": Severity.NORMAL, "contact_id": None, "quote": ""}
    message = await desk.room.tell(make.alert(**facts, title="`hot_lead` gave up on 2 events"))
    await desk.room.click(message, "alert.re")
    assert desk.letters.asked == [asked]


async def test_the_home_tab_shows_that_something_was_given_up(desk):
    await desk.room.event({"type": "app_home_opened", "user": "U0JORGE", "tab": "home", "channel": DM})
    assert "2 dead letters, 1 webhook that cannot be read" in str(desk.room.slack.of("views.publish")[-1])
