from __future__ import annotations

import asyncio

from bot.rules.rulebook import Rulebook


async def test_a_rule_that_is_saved_while_events_flow_holds_for_the_next_one_without_a_restart(room, parts):
    await room.start()
    await room.put("other", "k1", who="Ann")
    mine = Rulebook(room.store, room.rules)
    await mine.save(parts.rule("mine", "other", parts.text), "U0JORGE")
    await room.until(lambda: room.engine.rulebook.get("mine"))
    event = await room.put("other", "k2", who="Bob")
    (run,) = await room.runs(event, "done")
    assert run.id == f"mine:1:{event.id}"
    assert list(room.phone.sent.values()) == ["News of Bob"]


async def test_an_event_in_flow_keeps_the_version_that_it_matched(room, parts):
    gate = asyncio.Event()
    room.phone.hold = gate.wait
    old = parts.rule("mine", "said", parts.text, {"action": "text_owner", "body": "Old of {who}"})
    room.rules[:] = [old]
    await room.start()
    first = await room.put("said", "k1", who="Ann")
    await room.until(lambda: room.phone.calls)
    new = parts.rule("mine", "said", {"action": "text_owner", "body": "New of {who}"})
    await room.engine.rulebook.save(new, "U0JORGE")
    gate.set()
    await room.runs(first, "done")
    second = await room.put("said", "k2", who="Bob")
    (run,) = await room.runs(second, "done")
    assert run.rule_version == 2
    assert list(room.phone.sent.values()) == ["News of Ann", "Old of Ann", "New of Bob"]


async def test_a_rule_that_is_switched_off_does_nothing_and_acts_again_when_it_is_on(room):
    await room.start()
    await room.engine.rulebook.switch("news", "U0JORGE", enabled=False)
    off = await room.put("said", "k1", who="Ann")
    await room.until(lambda: room.engine.inbox.waiting == 0)
    await room.engine.matcher.catch_up()
    await room.engine.rulebook.switch("news", "U0JORGE", enabled=True)
    on = await room.put("said", "k2", who="Bob")
    await room.runs(on, "done")
    assert list(room.phone.sent.values()) == ["News of Bob"]
    assert await room.runs(off, "done", at_least=0) == []


async def test_a_rule_with_a_cap_rests_and_says_until_when(room, parts):
    capped = parts.rule("capped", "said", parts.text, caps=[{"most": 2}, {"most": 1, "per": "payload.who"}])
    room.rules[:] = [capped]
    await room.start()
    sent = [await room.put("said", f"k{at}", who=who) for at, who in enumerate(["Ann", "Ann", "Bob", "Cid"])]
    said = []
    for event in sent:
        await room.until(lambda event=event: event.id in finished(room))
        said.append(finished(room)[event.id])
    assert sorted(said) == ["done", "done", "rests", "rests"]
    assert len(room.phone.sent) == 2


def finished(room):
    with room.store.reading() as connection:
        found = connection.exec_driver_sql("SELECT event_id, status FROM rule_runs WHERE status <> 'running'")
        return dict(found.all())
