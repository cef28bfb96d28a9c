from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.models.alert import AlertStatus, Severity
from integrations.store import alert_course
from integrations.wire.errors import NotConfigured, Unavailable
from tools.errors import ToolError

DANA, OWNER = "U0DANA", "U0JORGE"
OUTAGE = {"story": "feed:mls", "rule_id": "sync_failing", "kind": "sync_failing", "system": "nwmls", "contact_id": None}


async def test_nobody_answers_so_jorge_is_texted_and_then_the_partner_asked_each_once(place):
    one = await place.tell()
    await place.after(minutes=4)
    assert place.pager.texts == {}
    await place.after(minutes=1)
    assert list(place.pager.texts.values()) == [
        "No answer for 5 min: Hot lead: Maria. Asked to see 12 Oak St Call Maria"
    ]
    await place.after(minutes=9)
    assert (one.id, DANA) not in place.messages.shared
    await place.after(minutes=1)
    await place.after(minutes=60)
    (asked,) = place.messages.shared[one.id, DANA]
    assert "Maria" not in str(asked)
    assert len(place.pager.texts) == 1
    assert [step for _, step, _ in await place.book.policies.escalations(one.id)] == ["dm", "sms", "partner"]


@pytest.mark.parametrize("answer", ["acknowledge", "claim", "done"])
async def test_an_answer_ends_the_escalation(place, answer):
    one = await place.tell()
    await getattr(place.book, answer)(one.id, OWNER)
    await place.after(minutes=20)
    assert place.pager.texts == {}


async def test_the_partners_claim_shows_on_every_card(place):
    one = await place.tell()
    await place.after(minutes=16)
    await place.book.show(await place.book.claim(one.id, DANA))
    assert place.messages.cards[one.id][-1].claimed_by == DANA
    assert place.messages.shared[one.id, DANA][-1].claimed_by == DANA


async def test_a_text_that_cannot_go_out_holds_nobody_up_and_is_tried_again(place):
    one = await place.tell()
    place.pager.trouble = Unavailable("twilio", "down")
    await place.after(minutes=16)
    assert (one.id, DANA) in place.messages.shared
    place.pager.trouble = None
    await place.after(minutes=1)
    assert len(place.pager.texts) == 1


async def test_a_step_that_is_not_set_up_is_recorded_and_not_tried_for_ever(place):
    one = await place.tell()
    place.pager.trouble = NotConfigured("sms", "no number")
    await place.after(minutes=6)
    place.pager.trouble = None
    await place.after(minutes=1)
    assert place.pager.texts == {}
    results = {step: result for _, step, result in await place.book.policies.escalations(one.id)}
    assert results["sms"].startswith("failed")


async def test_two_processes_that_mind_the_clock_do_no_harm(place, make):
    await place.tell()
    place.clock.on(minutes=16)
    await place.book.tick()
    twin = make.furnish(place.store)
    twin.clock.now = place.clock.now
    await twin.book.tick()
    assert twin.pager.texts == {}
    assert twin.messages.shared == {}


async def test_after_an_unanswered_reminder_the_alert_is_open_again_and_escalates_anew(place):
    one = await place.tell()
    await place.book.acknowledge(one.id, OWNER)
    await place.after(minutes=29)
    assert place.messages.reminders == {}
    await place.after(minutes=1)
    assert list(place.messages.reminders.values()) == [OWNER]
    await place.after(minutes=9)
    assert (await place.book.get(one.id)).status is AlertStatus.ACKNOWLEDGED
    await place.after(minutes=1)
    again = await place.book.get(one.id)
    assert (again.status, again.acknowledged_by, again.round) == (AlertStatus.OPEN, None, 1)
    await place.after(minutes=5)
    assert len(place.pager.texts) == 1


async def test_whoever_is_still_on_it_is_asked_again_later(place):
    one = await place.tell()
    await place.book.claim(one.id, DANA)
    await place.after(minutes=31)
    await place.book.acknowledge(one.id, DANA)
    await place.after(minutes=15)
    assert (await place.book.get(one.id)).claimed_by == DANA
    await place.after(minutes=16)
    assert list(place.messages.reminders.values()) == [DANA, DANA]


async def test_nobody_is_reminded_at_night(place, make):
    place.clock.now = make.night - timedelta(hours=2)
    one = await place.tell()
    await place.book.acknowledge(one.id, OWNER)
    await place.at(make.night)
    assert place.messages.reminders == {}
    await place.at(make.brief)
    assert len(place.messages.reminders) == 1


async def test_what_is_not_urgent_neither_escalates_nor_reminds(place):
    one = await place.tell(severity=Severity.NORMAL)
    await place.after(minutes=60)
    await place.book.acknowledge(one.id, OWNER)
    await place.after(minutes=60)
    assert place.pager.texts == {}
    assert place.messages.reminders == {}


async def test_a_hot_lead_wakes_jorge_and_the_rest_comes_with_the_brief(place, make):
    place.clock.now = make.night
    await place.tell("hot")
    await place.tell("calm", story="lead:c2", severity=Severity.NORMAL)
    assert place.messages.edits("a-hot") == 1
    assert place.messages.edits("a-calm") == 0
    await place.at(make.brief - timedelta(minutes=1))
    assert place.messages.briefs == {}
    await place.at(make.brief)
    (brief,) = place.messages.briefs.values()
    assert [one.id for one in brief.deferred] == ["a-calm"]
    assert [one.id for one in brief.unanswered] == ["a-hot"]
    assert [one.listing.listing_key for one in brief.matches] == ["L1"]
    assert place.messages.filed == [("a-calm", "3.brief:2026-03-05")]
    assert await place.last_reason() == "no reason to wait"


async def test_a_deferred_story_that_becomes_urgent_is_told_at_once(place, make):
    place.clock.now = make.night
    await place.tell("calm", severity=Severity.NORMAL)
    one = await place.tell("hot")
    assert one.id == "a-calm"
    assert place.messages.edits("a-calm") == 1
    await place.at(make.brief)
    assert place.messages.filed == []


async def test_where_jorge_wants_to_sleep_hot_leads_wait_too(place, make):
    await place.book.policies.prefer({"urgent_breaks_quiet": False}, OWNER)
    place.clock.now = make.night
    one = await place.tell()
    await place.after(minutes=20)
    assert place.messages.edits(one.id) == 0
    assert place.pager.texts == {}
    await place.at(make.brief)
    assert place.messages.filed == [(one.id, "3.brief:2026-03-05")]
    await place.after(minutes=5)
    assert len(place.pager.texts) == 1


async def test_the_brief_comes_once_a_day_and_late_rather_than_never(place, make):
    await place.at(make.brief + timedelta(hours=2))
    await place.after(minutes=5)
    assert len(place.messages.briefs) == 1
    await place.at(make.brief + timedelta(days=1))
    assert len(place.messages.briefs) == 2
    await place.at(make.brief + timedelta(days=2, hours=6))
    assert len(place.messages.briefs) == 2


async def test_what_waited_for_a_brief_that_never_came_is_told_all_the_same(place, make):
    place.clock.now = make.night
    one = await place.tell(severity=Severity.NORMAL)
    await place.at(make.brief + timedelta(hours=6))
    assert place.messages.briefs == {}
    assert place.messages.edits(one.id) == 1


async def test_a_brief_that_slack_did_not_take_comes_later_with_everything(place, make):
    place.clock.now = make.night
    one = await place.tell(severity=Severity.NORMAL)
    place.messages.down = True
    await place.at(make.brief)
    place.messages.down = False
    await place.after(minutes=1)
    assert len(place.messages.briefs) == 1
    assert place.messages.filed == [(one.id, "3.brief:2026-03-05")]


async def test_a_part_of_the_brief_that_cannot_be_read_is_named(place, make):
    place.people.trouble = Unavailable("crm", "down")
    await place.at(make.brief)
    (brief,) = place.messages.briefs.values()
    assert "hot leads" in brief.missing[0]
    assert brief.matches


async def test_before_the_first_day_is_over_there_is_no_brief(store, make):
    new = make.furnish(store)
    await new.at(make.brief + timedelta(minutes=5))
    assert new.messages.briefs == {}


async def test_a_muted_rule_is_silent_until_its_end_and_counts_all_the_while(place):
    mute = await place.book.policies.mute("hot_lead", OWNER, place.clock.now + timedelta(hours=1))
    one = await place.tell()
    assert (one.status, one.message_ts) == (AlertStatus.SILENCED, None)
    assert await place.last_reason() == "rule hot_lead is muted until Mar 4, 10:00"
    await place.tell()
    await place.after(minutes=61)
    assert place.messages.cards == {}
    told = await place.tell()
    assert (told.status, told.count) == (AlertStatus.OPEN, 3)
    assert not await place.book.policies.unmute(mute.id, OWNER)


async def test_a_mute_is_undone_at_once(place):
    mute = await place.book.policies.mute("hot_lead", OWNER, place.clock.now + timedelta(hours=9))
    assert await place.book.policies.unmute(mute.id, OWNER)
    assert (await place.tell()).message_ts


async def test_muting_a_rule_stops_its_open_alert_from_escalating(place):
    await place.tell()
    await place.book.policies.mute("hot_lead", OWNER, place.clock.now + timedelta(hours=1))
    await place.after(minutes=20)
    assert place.pager.texts == {}


async def test_troubles_inside_a_maintenance_window_raise_no_alert_and_others_do(place):
    window = await place.book.policies.open_window("mls", OWNER, place.clock.now + timedelta(hours=1))
    assert (await place.tell(**OUTAGE)).status is AlertStatus.SILENCED
    assert (await place.tell(**OUTAGE | {"story": "feed:crm", "system": "followupboss"})).message_ts
    await place.book.policies.close_window(window.id, OWNER)
    assert (await place.tell(**OUTAGE)).status is AlertStatus.OPEN


@pytest.mark.parametrize("long", [timedelta(0), timedelta(days=-1), timedelta(days=40)])
async def test_a_silence_needs_a_sensible_end(place, long):
    with pytest.raises(ToolError):
        await place.book.policies.mute("hot_lead", OWNER, place.clock.now + long)


async def test_only_jorge_silences_and_prefers(place):
    policies, end = place.book.policies, place.clock.now + timedelta(hours=1)
    one = await place.tell()
    for refused in (
        policies.mute("hot_lead", DANA, end),
        policies.open_window("mls", DANA, end),
        policies.prefer({"brief_at": "off"}, DANA),
        place.book.snooze(one.id, DANA, end),
        place.book.text(one.id, DANA, "hi"),
        place.book.brief(DANA),
    ):
        with pytest.raises(ToolError, match="Only <@U0JORGE>"):
            await refused


async def test_preferences_hold_over_the_defaults_and_can_be_given_back(place):
    policies = place.book.policies
    await policies.prefer({"quiet_from": "23:30", "partner": "U0TOM", "brief_at": "off"}, OWNER)
    alerts = (await policies.policy()).alerts
    assert (alerts.quiet_from.hour, alerts.partner, alerts.brief_at) == (23, "U0TOM", None)
    await policies.prefer({"partner": None, "brief_at": None}, OWNER)
    alerts = (await policies.policy()).alerts
    assert (alerts.quiet_from.hour, alerts.partner) == (23, DANA)
    assert alerts.brief_at is not None


@pytest.mark.parametrize("wrong", [{"quiet_from": "25:00"}, {"colour": "red"}, {"remind_after": -1}, {"partner": 5}])
async def test_a_preference_that_makes_no_sense_is_refused_by_name(place, wrong):
    with pytest.raises(ToolError) as refused:
        await place.book.policies.prefer(wrong, OWNER)
    assert refused.value.field == next(iter(wrong))


async def test_a_routed_kind_goes_to_its_channel_and_the_rest_to_the_dm(place):
    await place.book.policies.prefer({"routes": {"price_drop": "#deals"}}, OWNER)
    drop = {
        "kind": "price_drop",
        "severity": Severity.NORMAL,
        "contact_id": None,
        "people": (),
        "title": "12 Oak St -11%",
    }
    one = await place.tell(story="listing:1", **drop)
    assert place.messages.edits(one.id) == 0
    assert [each.title for each in place.messages.shared[one.id, "#deals"]] == ["12 Oak St -11%"]
    urgent = await place.tell(story="listing:2", **drop | {"severity": Severity.URGENT})
    assert place.messages.edits(urgent.id) == 1
    assert (urgent.id, "#deals") in place.messages.shared
    place.clock.on(minutes=1)
    await place.tell(story="listing:1", **drop | {"title": "12 Oak St -15%"})
    assert [each.title for each in place.messages.shared[one.id, "#deals"]][-1] == "12 Oak St -15%"


async def test_a_channel_that_is_gone_keeps_nothing_from_jorge(place):
    await place.book.policies.prefer({"routes": {"price_drop": "#gone"}}, OWNER)
    place.messages.gone.add("#gone")
    one = await place.tell(kind="price_drop", severity=Severity.NORMAL, contact_id=None)
    assert place.messages.edits(one.id) == 1


async def test_whom_a_rule_has_texted_the_clock_does_not_text_again_and_the_partner_is_asked_all_the_same(place):
    one = await place.tell()
    texted = {"at": place.clock.now, "result": "Texted you. (event e1)"}
    await place.store.write(alert_course.take_step, one.id, one.round, "sms", **texted)
    await place.after(minutes=6)
    assert place.pager.texts == {}
    await place.after(minutes=10)
    assert (one.id, DANA) in place.messages.shared
    assert place.pager.texts == {}
