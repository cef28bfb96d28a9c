from __future__ import annotations

from integrations.events import Event
from integrations.store import events as book
from integrations.store.events import RuleRun

DM = "D0JORGE"


def event(number, kind, now, cause=None):
    return Event(id=f"e{number}", source="jorge", type=kind, key=str(number), occurred_at=now, received_at=now,
                 cause=cause, depth=1 if cause else 0)  # fmt: skip


async def test_an_alerts_card_tells_everything_its_event_caused(room, make):
    now = room.clock.now
    for one in (event(1, "lead.scored", now), event(2, "lead.hot", now, "e1")):
        await room.store.write(book.record, one)
    steps = ({"step": "0:crm_update", "result": "tagged"}, {"step": "1:sequence", "error": "<!channel> no"})
    runs = (("hot_lead", "e1", "done", ()), ("new_hot_lead", "e2", "failed", steps))
    for rule_id, event_id, status, done in runs:
        run = RuleRun(id=f"{rule_id}:1:{event_id}", rule_id=rule_id, rule_version=1, event_id=event_id, lane="hot",
                      status=status, started_at=now, steps=done)  # fmt: skip
        await room.store.write(book.start_run, run)
    card = await room.tell(make.alert(event_id="e1"))
    await room.click(card, "alert.more", selected_option={"value": "tree"})
    shown = str(room.slack.of("chat.postEphemeral")[-1]["blocks"])
    for part in ("*lead.scored*", "↳ *lead.hot*", "✓ rule `hot_lead` v1 done", "✗ 1:sequence", "&lt;!channel&gt; no"):
        assert part in shown


async def test_an_event_that_is_not_kept_is_said_so(room, make):
    card = await room.tell(make.alert(event_id="gone"))
    await room.click(card, "alert.more", selected_option={"value": "tree"})
    assert "not kept any more" in room.slack.whispers()[-1]
