from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest

from bot.slack.views.alert_policy import settings_modal
from bot.slack.views.alerts import snooze_until
from integrations.marketing import Refused
from integrations.models.alert import Severity
from integrations.wire.errors import NotConfigured, Unauthorized, Unavailable

DM, OWNER, DANA = "D0JORGE", "U0JORGE", "U0DANA"
NIGHT = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)  # Mar 4, 10:30 PM in Seattle
SETTINGS = {
    "quiet_from": "22:00",
    "quiet_until": "06:30",
    "urgent_breaks_quiet": "yes",
    "brief_at": "07:00",
    "escalation": "sms 5",
    "partner": "nobody",
    "remind_after": "20",
    "routes": "none",
}


@pytest.fixture
async def card(room, make):
    return await room.tell(make.alert())


async def test_a_hot_lead_reaches_jorge_in_his_dm_with_everything(room, card):
    assert card["channel"] == DM
    shown = str(card["blocks"])
    for part in (
        "Maria Lopez is hot",
        "Asked to see",
        "Call within",
        "up to $800k",
        "> Can I see it today?",
        "hot_lead",
    ):
        assert part in shown
    assert "Call within five minutes" in card["text"]
    assert "<!channel>" not in shown


async def test_the_same_story_again_updates_its_card(room, card, make):
    again = make.alert(count=3, channel=card["channel"], message_ts=card["ts"])
    await room.slackhouse.house.notifier.show_alert(again)
    assert len(room.slack.posts()) == 1
    assert "×3" in str(room.slack.messages[DM, card["ts"]]["blocks"])


async def test_a_restarted_engine_that_forgot_the_place_still_posts_no_second_card(room, card, make):
    await room.slackhouse.house.notifier.show_alert(make.alert(count=2))
    assert len(room.slack.posts()) == 1
    assert "×2" in str(room.slack.messages[DM, card["ts"]]["blocks"])


async def test_a_deleted_card_is_shown_anew(room, card, make):
    room.slack.refusals["chat.update"] = ["message_not_found"]
    await room.slackhouse.house.notifier.show_alert(make.alert())
    assert len(room.slack.posts()) == 2


async def test_call_shows_the_number_and_acknowledges(room, card):
    await room.click(card, "alert.call")
    assert "<tel:+12065550123|+12065550123>" in str(room.slack.of("views.open")[0]["view"])
    assert "seen by <@U0JORGE>" in str(room.slack.messages[DM, card["ts"]]["blocks"])


async def test_text_goes_out_once_with_jorges_words(room, card):
    await room.click(card, "alert.text")
    view = room.slack.of("views.open")[0]["view"]
    await room.submit(view, {"body": "Hi Maria, at 5?"}, view_id="V1")
    await room.submit(view, {"body": "Hi Maria, at 5?"}, view_id="V1")
    assert room.marketing.texts == [("c1", "Hi Maria, at 5?")]
    assert room.slack.posts()[-1]["text"] == "Text sent to Maria."
    assert room.slack.posts()[-1]["thread_ts"] == card["ts"]


async def test_a_text_that_a_gate_refuses_says_why(room, card):
    room.marketing.refusal = Refused("Maria asked for no more texts.")
    await room.click(card, "alert.text")
    await room.submit(room.slack.of("views.open")[0]["view"], {"body": "Hi"})
    assert room.slack.posts()[-1]["text"] == "The text is not sent: Maria asked for no more texts."
    assert (await room.alerts.get("a1")).status == "open"


async def test_a_note_is_saved(room, card):
    await room.click(card, "alert.more", selected_option={"value": "note"})
    await room.submit(room.slack.of("views.open")[0]["view"], {"body": "wants a garden"})
    assert room.crm.notes == [("c1", "Note from Slack: Maria Lopez is hot (91)", "wants a garden")]
    assert "wants a garden" in room.slack.posts()[-1]["text"]
    assert (await room.alerts.get("a1")).status == "acknowledged"


async def snooze(room, card, choice="1h"):
    await room.click(card, "alert.snooze", selected_option={"value": choice})
    return room.slack.of("views.open")[-1]["view"]


async def test_a_snooze_is_previewed_with_what_it_silences_and_its_end(room, card):
    preview = str(await snooze(room, card))
    for part in ("Mar 4, 10:00 AM", "Maria Lopez is hot", "its escalation (sms, partner)", "every other story"):
        assert part in preview
    assert (await room.alerts.get("a1")).status == "open"


async def test_a_snoozed_card_says_so_and_can_be_woken_at_once(room, card):
    await room.submit(await snooze(room, card), {})
    assert "snoozed until Mar 4, 10:00 AM" in str(room.slack.messages[DM, card["ts"]]["blocks"])
    whisper = room.slack.of("chat.postEphemeral")[-1]
    assert "Maria Lopez" in whisper["text"]
    await room.click({**whisper, "ts": "1"}, "alert.unsnooze")
    assert (await room.alerts.get("a1")).status == "open"


async def test_done_folds_the_card(room, card):
    await room.click(card, "alert.done")
    assert len(room.slack.messages[DM, card["ts"]]["blocks"]) == 2


@pytest.mark.parametrize("button", ["alert.call", "alert.text", "alert.snooze", "alert.more", "alert.done"])
async def test_nobody_else_reaches_a_lead_or_silences_an_alert(room, card, button):
    await room.click(card, button, user=DANA, selected_option={"value": "1h"})
    assert room.slack.of("views.open") == []
    assert "<@U0JORGE>" in room.slack.whispers()[0]
    assert (await room.alerts.get("a1")).status == "open"


async def test_dana_acknowledges_and_the_card_says_who(room, card):
    await room.click(card, "alert.acknowledge", user=DANA)
    shown = str(room.slack.messages[DM, card["ts"]]["blocks"])
    assert "seen by <@U0DANA> 9:00 AM" in shown
    assert "alert.acknowledge" not in shown


async def test_the_first_to_claim_gets_it_with_the_number_and_the_second_is_told(room, card):
    stale = deepcopy(card)  # what a screen shows that has not caught up yet
    await room.click(card, "alert.claim", user=DANA)
    assert "claimed by <@U0DANA>" in str(room.slack.messages[DM, card["ts"]]["blocks"])
    assert "+12065550123" in room.slack.whispers()[-1]
    await room.click(stale, "alert.claim")
    assert "<@U0DANA> has this one already" in room.slack.whispers()[-1]
    assert (await room.alerts.get("a1")).claimed_by == DANA


async def test_a_stranger_who_claims_learns_nothing_of_the_lead(room, card):
    await room.click(card, "alert.claim", user="U0STRANGER")
    assert "+1206" not in room.slack.whispers()[-1]
    assert "Maria" not in room.slack.whispers()[-1]


async def test_outside_the_team_nobody_claims_once_there_is_one(room, card):
    await room.alerts.policies.prefer({"team": ["U0TOM"]}, OWNER)
    await room.click(card, "alert.claim", user="U0STRANGER")
    assert (await room.alerts.get("a1")).claimed_by is None


async def test_whoever_claimed_may_close_it(room, card):
    await room.click(card, "alert.claim", user=DANA)
    await room.click(card, "alert.done", user=DANA)
    assert (await room.alerts.get("a1")).status == "done"


async def test_muting_a_rule_shows_what_that_would_have_silenced(room, card):
    await room.click(card, "alert.more", selected_option={"value": "mute"})
    view = room.slack.of("views.open")[-1]["view"]
    for part in ("hot_lead", "1 alert", "Maria Lopez is hot", "1 urgent alert"):
        assert part in str(view)
    await room.submit(view, {"until": "1d"})
    assert "until Mar 5, 9:00 AM" in room.slack.whispers()[-1]


async def test_muted_rules_are_listed_and_undone(room, card, make):
    await room.command("/alerts", "mute hot_lead 2h")
    await room.command("/alerts", "muted")
    listed = room.slack.of("chat.postEphemeral")[-1]
    assert "`hot_lead` is muted until Mar 4, 11:00 AM" in str(listed["blocks"])
    assert await room.tell(make.alert(id="a2", story="lead:c2"), "e2") == {}
    await room.click({**listed, "ts": "1"}, "alerts.unmute")
    assert (await room.alerts.policies.policy()).mutes == ()


async def test_an_outage_that_is_over_folds_its_card_and_is_said_in_its_thread(room, make):
    about = {"story": "sync:mls", "contact_id": None, "system": "mls", "quote": ""}
    card = await room.tell(make.alert(id="a2", kind="sync_failing", title="NWMLS cannot be copied", **about), "down")
    back = {"kind": "sync_recovered", "title": "NWMLS answers again; 43 records caught up", "status": "done"}
    await room.tell(make.alert(id="a3", why="It was away for 50 min.", **back, **about), "up")
    folded = room.slack.of("chat.update")[-1]
    assert folded["ts"] == card["ts"]
    assert "✓ NWMLS answers again; 43 records caught up. It was away for 50 min." in str(folded["blocks"])
    assert "NWMLS answers again" in room.slack.of("chat.postMessage")[-1]["text"]


async def test_maintenance_is_announced_and_ended(room, make):
    await room.command("/alerts", "maintenance mls until 6pm")
    outage = make.alert(id="a2", story="feed:mls", rule_id="sync_failing", system="town", contact_id=None)
    assert await room.tell(outage) == {}
    await room.command("/alerts", "muted")
    listed = room.slack.of("chat.postEphemeral")[-1]
    assert "`mls` until Mar 4, 6:00 PM" in str(listed["blocks"])
    await room.click({**listed, "ts": "1"}, "alerts.end_window")
    assert (await room.alerts.policies.policy()).windows == ()


async def test_maintenance_of_an_unknown_system_is_refused_with_the_known_ones(room):
    await room.command("/alerts", "maintenance mars 2h")
    assert "There are: all, mls, crm, marketing, town, followupboss, mailchimp" in room.slack.whispers()[-1]


@pytest.mark.parametrize("asked", ["log", "muted", "settings", "brief", "mute hot_lead 1h", "maintenance mls 1h"])
async def test_only_jorge_silences_and_looks_behind(room, card, asked):
    await room.command("/alerts", asked, user=DANA)
    assert "Only <@U0JORGE>" in room.slack.whispers()[-1]
    assert (await room.alerts.policies.policy()).mutes == ()


async def test_every_decision_is_told_with_its_reason(room, card, make):
    room.clock.now = NIGHT
    await room.tell(make.alert(id="a2", story="lead:c2", severity=Severity.NORMAL, title="Tom looked again"), "e2")
    await room.command("/alerts", "log")
    said = str(room.slack.of("chat.postEphemeral")[-1]["blocks"])
    assert "Tom looked again" in said
    assert "_waits_: quiet hours until 07:00, told at Mar 5, 07:30" in said
    assert "_told_: urgent" in said


async def test_the_history_of_a_card_says_why_and_whom_jorge_tried(room, card):
    room.clock.now += timedelta(minutes=6)
    await room.alerts.tick()
    await room.click(card, "alert.more", selected_option={"value": "history"})
    said = str(room.slack.of("chat.postEphemeral")[-1]["blocks"])
    assert "_told_: urgent" in said
    assert "by sms: texted" in said


async def test_the_settings_are_changed_in_a_window(room, card):
    await room.command("/alerts", "settings")
    await room.click({**room.slack.of("chat.postEphemeral")[-1], "ts": "1"}, "alerts.settings")
    view = room.slack.of("views.open")[-1]["view"]
    await room.submit(view, {**SETTINGS, "escalation": "sms 3\nchannel #office 20", "routes": "price_drop #deals"})
    alerts = (await room.alerts.policies.policy()).alerts
    assert [(step.via, step.to, step.after) for step in alerts.escalation] == [
        ("sms", "", 3),
        ("channel", "#office", 20),
    ]
    assert alerts.routes == {"price_drop": "#deals"}
    assert "price_drop in #deals" in str(room.slack.of("views.publish")[-1])


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("quiet_from", "25:00"),
        ("escalation", "pigeon 5"),
        ("routes", "price_drop nowhere"),
        ("remind_after", "soon"),
        ("zone", "Mars/Base"),
    ],
)
async def test_a_setting_that_cannot_be_used_is_told_below_its_field_and_changes_nothing(room, field, written):
    before = await room.alerts.policies.policy()
    answer = json.loads((await room.submit(settings_modal(before), {**SETTINGS, field: written})).body)
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert answer["errors"][field]
    assert room.slack.calls == []
    assert await room.alerts.policies.policy() == before


async def test_every_wrong_field_is_told_at_once(room):
    view = settings_modal(await room.alerts.policies.policy())
    wrong = {**SETTINGS, "quiet_from": "late", "escalation": "pigeon 5", "zone": "nowhere"}
    answer = json.loads((await room.submit(view, wrong)).body)
    assert set(answer["errors"]) == {"quiet_from", "escalation", "zone"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("quiet 22:30-06:00", lambda policy: f"{policy.alerts.quiet_from:%H:%M}" == "22:30"),
        ("quiet off", lambda policy: policy.alerts.quiet_from == policy.alerts.quiet_until),
        ("brief-at 06:45", lambda policy: f"{policy.alerts.brief_at:%H:%M}" == "06:45"),
        ("brief-at off", lambda policy: policy.alerts.brief_at is None),
        ("zone America/Denver", lambda policy: policy.zone == "America/Denver"),
        ("partner U0DANA", lambda policy: policy.alerts.partner == DANA),
        ("partner nobody", lambda policy: policy.alerts.partner == ""),
    ],
)
async def test_what_is_set_in_one_line_is_kept_and_shown(room, said, kept):
    await room.command("/alerts", said)
    assert kept(await room.alerts.policies.policy())
    assert "When I tell you" in room.slack.whispers()[-1]


@pytest.mark.parametrize("said", ["quiet late", "zone Mars/Base", "brief-at soon", "partner @dana"])
async def test_what_cannot_be_set_is_refused_and_changes_nothing(room, said):
    before = await room.alerts.policies.policy()
    await room.command("/alerts", said)
    assert await room.alerts.policies.policy() == before
    assert "When I tell you" not in room.slack.whispers()[-1]


async def test_quiet_hours_follow_the_zone_of_whoever_is_told(room, make):
    await room.command("/alerts", "zone America/New_York")
    room.clock.now = datetime(2026, 3, 5, 3, 30, tzinfo=UTC)  # 7:30 PM in Seattle, 10:30 PM in New York
    calm = make.alert(severity=Severity.NORMAL, opened_at=room.clock.now, updated_at=room.clock.now)
    shown, why = await room.alerts.announce(calm, "e9")
    assert shown.deferred_until is not None
    assert why.startswith("quiet hours")


async def test_a_card_in_a_shared_channel_leads_to_jorges_own(room, make):
    await room.alerts.policies.prefer({"routes": {"hot_lead": "#deals"}}, OWNER)
    own = await room.tell(make.alert())
    (shared,) = room.slack.posts("#deals")
    assert f"https://slack.example/{DM}/{own['ts']}" in str(shared["blocks"])
    assert "Maria" not in str(shared["blocks"])


async def test_dana_changes_no_settings(room):
    await room.submit(settings_modal(await room.alerts.policies.policy()), {**SETTINGS, "brief_at": "off"}, user=DANA)
    assert (await room.alerts.policies.policy()).alerts.brief_at is not None


async def test_a_check_mark_on_the_card_means_done(room, card):
    item = {"type": "message", "channel": DM, "ts": card["ts"]}
    await room.event({"type": "reaction_added", "user": "U0JORGE", "reaction": "white_check_mark", "item": item})
    assert (await room.alerts.get("a1")).status == "done"


async def test_alerts_lists_the_unacknowledged_with_buttons(room, card, make):
    await room.tell(make.alert(id="a2", story="lead:c2", title="Tom is hot"), "e2")
    await room.alerts.acknowledge("a2", OWNER)
    await room.command("/alerts")
    assert "1 open alert" in room.slack.whispers()[0]
    said = str(room.slack.of("chat.postEphemeral")[0]["blocks"])
    assert "alert.done" in said
    assert "Tom is hot" not in said
    assert "1 acknowledged" in said


async def test_others_who_list_alerts_see_initials(room, make):
    await room.tell(make.alert(people=("Maria Lopez",)))
    await room.command("/alerts", user=DANA)
    said = str(room.slack.of("chat.postEphemeral")[0])
    assert "M." in said
    for personal in ("Maria", "Lopez", "see it today", "+1206", "crm.example"):
        assert personal not in said


async def test_a_routed_alert_goes_to_its_channel_without_personal_data_and_to_the_dm(room, make):
    await room.alerts.policies.prefer({"routes": {"hot_lead": "#deals"}}, OWNER)
    people, facts = ("Maria Lopez",), (("Phone", "+12065550123"), ("Budget", "up to $800k"))
    card = await room.tell(make.alert(people=people, facts=facts))
    (shared,) = room.slack.posts("#deals")
    assert "Hot lead: M. L." in shared["text"]
    for personal in ("Maria", "Lopez", "see it today", "+1206", "crm.example", "Ashworth"):
        assert personal not in str(shared)
        if personal != "+1206":
            assert personal in str(card) or personal == "crm.example"
    await room.click(shared, "alert.claim", user=DANA)
    for channel in ("#deals", DM):
        assert "claimed by <@U0DANA>" in str(room.slack.posts(channel)[0]["blocks"])


async def test_a_channel_that_does_not_take_it_keeps_nothing_from_jorge(room, make):
    await room.alerts.policies.prefer({"routes": {"price_drop": "#gone"}}, OWNER)
    room.slack.refusals["chat.postMessage"] = ["channel_not_found"]
    drop = make.alert(kind="price_drop", severity=Severity.NORMAL, contact_id=None, story="listing:1", people=())
    assert (await room.tell(drop))["channel"] == DM


async def test_the_brief_tells_what_waits_and_files_what_came_overnight(room, make):
    await room.alerts.tick()
    room.clock.now = NIGHT
    at = {"opened_at": NIGHT, "updated_at": NIGHT}
    kept = make.alert(id="a2", story="lead:c2", severity=Severity.NORMAL, title="Tom looked again", **at)
    assert await room.tell(kept, "e2") == {}
    await room.tell(make.alert(**at))
    await room.command("/campaign", "just-listed 4512 Ashworth Ave N")
    room.clock.now = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
    await room.alerts.tick()
    (brief,) = [one for one in room.slack.posts(DM) if "Good morning" in one["text"]]
    for part in (
        "2 alerts since last evening",
        "1 alert without an answer",
        "1 approval waiting",
        "Maria Lopez",
        "4512",
    ):
        assert part in str(brief), part
    (filed,) = [one for one in room.slack.posts(DM) if one.get("thread_ts") == brief["ts"]]
    assert "Tom looked again" in filed["text"]
    await room.alerts.tick()
    assert len([one for one in room.slack.posts(DM) if "Good morning" in one["text"]]) == 1


async def test_the_reminder_is_answered_with_a_button(room, card):
    await room.click(card, "alert.acknowledge")
    room.clock.now += timedelta(minutes=31)
    await room.alerts.tick()
    asked = room.slack.posts(DM)[-1]
    assert "Still on it?" in asked["text"]
    assert asked["thread_ts"] == card["ts"]
    await room.click(asked, "alert.acknowledge")
    room.clock.now += timedelta(minutes=20)
    await room.alerts.tick()
    assert (await room.alerts.get("a1")).status == "acknowledged"


async def test_a_name_in_a_title_mentions_nobody(room, card, make):
    room.clock.now += timedelta(minutes=20)
    await room.tell(make.alert(title="<@U0DANA> is hot", updated_at=room.clock.now), "e2")
    assert "<@U0DANA>" not in str(room.slack.posts(DM)[-1]["text"])


async def test_tomorrow_is_eight_in_the_morning_at_jorges():
    evening = datetime(2026, 3, 5, 5, 30, tzinfo=UTC)  # Mar 4, 9:30 PM in Seattle
    assert snooze_until("tomorrow", evening, "America/Los_Angeles") == datetime(2026, 3, 5, 16, 0, tzinfo=UTC)


async def test_slack_trouble_is_told_in_the_engines_words(room, make):
    notifier = room.slackhouse.house.notifier
    for refused, kind in (("invalid_auth", Unauthorized), ("internal_error", Unavailable)):
        room.slack.refusals["chat.postMessage"] = [refused]
        with pytest.raises(kind):
            await notifier.show_alert(make.alert(id=refused))


async def test_without_an_owner_nobody_can_be_told(room, book, make):
    from bot.slack.notifier import SlackNotifier

    with pytest.raises(NotConfigured):
        await SlackNotifier(room.slackhouse.house.outbound, book, owner="").tell("hello")
