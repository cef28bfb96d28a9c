from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.engine.dead_letters import cause_of
from integrations.models.alert import AlertStatus
from integrations.store import alerts as cards
from integrations.store import events as book
from integrations.store.dead_letters import DeadLetter
from integrations.wire.errors import Unavailable, Unreadable
from integrations.wire.inbound import Delivery, Hint


class Reader:
    """A source whose payloads cannot be read until it is mended."""

    mended = False

    def verify(self, delivery):
        return

    def read(self, delivery):
        if not self.mended:
            raise Unreadable("crm", f"no id in {delivery.body!r}")
        return [Hint(delivery.body.decode(), "told", {"body": delivery.body.decode()})]


async def die(room, *keys):
    """Events whose text Jorge's phone never takes, until they are dead letters."""
    room.phone.trouble = [Unavailable("phone", "down", 0.01)] * (9 * len(keys))
    events = [await room.put("said", key, who=key, why="x") for key in keys]
    for event in events:
        await room.runs(event, "dead")
    room.phone.trouble = []
    return events


@pytest.fixture
async def office(room):
    await room.start(pauses=(0.05, 0.05))
    return room


async def shown(room, story="dead:"):
    return [one for one in await room.alerts.listed(limit=50) if one.story.startswith(story)]


async def test_dead_letters_of_one_cause_are_one_card_with_their_number(office):
    await die(office, "a", "b", "c")
    await office.engine.dead_letters.watch()
    await office.engine.dead_letters.watch()
    (card,) = await shown(office)
    assert card.title == "`news` gave up on 3 events"
    assert card.why == "given up after 3 tries: phone: down"
    assert card.count == 1
    assert card.id in office.slack.cards


async def test_another_dead_letter_of_the_cause_counts_on_the_same_card(office):
    await die(office, "a")
    await office.engine.dead_letters.watch()
    await die(office, "b")
    await office.engine.dead_letters.watch()
    (card,) = await shown(office)
    assert (card.count, dict(card.facts)["Events"]) == (2, "2")


async def test_what_jorge_closed_stays_closed_until_something_new_dies(office):
    await die(office, "a")
    await office.engine.dead_letters.watch()
    (card,) = await shown(office)
    await office.alerts.done(card.id, "U0JORGE")
    await office.engine.dead_letters.watch()
    assert await shown(office) == []
    await die(office, "b")
    await office.engine.dead_letters.watch()
    (again,) = await shown(office)
    assert again.id != card.id


async def test_a_replay_of_a_cause_does_the_rest_once_and_closes_its_card(office):
    events = await die(office, "a", "b")
    await office.engine.dead_letters.watch()
    (card,), (group,) = await shown(office), await office.engine.dead_letters.groups()
    assert [one.event_id for one in group.letters] == [event.id for event in events]
    assert await office.engine.dead_letters.replay(group.key) == 2
    for event in events:
        await office.runs(event, "done")
    await office.engine.dead_letters.watch()
    assert (await office.store.read(cards.get, card.id)).status is AlertStatus.DONE
    assert len(office.phone.sent) == 2
    assert await office.engine.dead_letters.groups() == ()


async def test_a_replay_that_dies_again_is_told_again(office):
    (event,) = await die(office, "a")
    await office.engine.dead_letters.watch()
    office.phone.trouble = [Unavailable("phone", "down", 0.01)] * 9
    await office.engine.dead_letters.replay()
    await office.runs(event, "dead")
    async with asyncio.timeout(5):
        while (await office.store.read(book.get, event.id)).status != "dead":  # noqa: ASYNC110  # a thread of DBOS does it
            await asyncio.sleep(0.01)
    await office.engine.dead_letters.watch()
    (card,) = await shown(office)
    assert card.count == 2


async def test_an_event_that_no_rule_can_look_at_is_a_dead_letter_too(office):
    event = await office.put("odd", "o", who="Ann")
    await office.runs(event, "done", at_least=0)
    await office.store.write(book.mark, [event.id], "dead", "the rules cannot look at it: KeyError: 'x'")
    (group,) = await office.engine.dead_letters.groups()
    assert (group.what, group.reason) == ("rules", "the rules cannot look at it: KeyError: 'x'")


def test_ids_and_numbers_make_no_other_cause_and_other_words_do():
    def letter(reason, what="r"):
        return DeadLetter(
            event_id="e", type="t", source="s", received_at=datetime.now(UTC), replays=0, what=what, reason=reason
        )

    assert cause_of(letter("person 1001 is not there")) == cause_of(letter("person 77 is not there"))
    assert cause_of(letter("person 1001 is not there")) != cause_of(letter("person 1001 is archived"))
    assert cause_of(letter("x")) != cause_of(letter("x", "q"))


async def test_webhooks_that_cannot_be_read_are_one_card_a_source_until_a_fix_reads_them(office):
    reader, orchestrator, letters = Reader(), office.engine.orchestrator, office.engine.dead_letters
    orchestrator._sources["crm"] = reader
    for body in (b"one", b"two", b"one"):
        await orchestrator.quarantine("crm", Delivery({}, body, "http://x"), f"no id in {body!r}")
    await letters.watch()
    (card,) = await shown(office, "quarantine:")
    assert card.title == "2 webhooks of crm cannot be read"
    done, why = await letters.read_again()
    assert (done, len(why)) == (0, 2)
    reader.mended = True
    assert await letters.read_again((await letters.unread())[0].id) == (1, [])
    assert await letters.read_again(source="other") == (0, [])
    assert await letters.read_again(source="crm") == (1, [])
    await letters.watch()
    assert await shown(office, "quarantine:") == []
    assert [one.event.key for one in await office.store.read(book.newest)] == ["two", "one"]
