from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.slack.views.alerts import snooze_until
from integrations.wire.errors import NotConfigured, Unauthorized, Unavailable

DM, DANA = "D0JORGE", "U0DANA"


@pytest.fixture
async def card(room, make):
    room.alerts.kept["a1"] = make.alert()
    channel, ts = await room.slackhouse.house.notifier.show_alert(make.alert())
    return room.slack.messages[channel, ts]


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
    assert room.alerts.texts == [("a1", "U0JORGE", "Hi Maria, at 5?")]
    assert room.slack.posts()[-1]["text"] == "Text sent to Maria."
    assert room.slack.posts()[-1]["thread_ts"] == card["ts"]


async def test_a_note_is_saved(room, card):
    await room.click(card, "alert.note")
    await room.submit(room.slack.of("views.open")[0]["view"], {"body": "wants a garden"})
    assert room.alerts.notes == [("a1", "U0JORGE", "wants a garden")]
    assert "wants a garden" in room.slack.posts()[-1]["text"]


async def test_snooze_says_what_it_silences(room, card):
    await room.click(card, "alert.snooze", selected_option={"value": "1h"})
    assert "Maria Lopez" in room.slack.whispers()[0]
    assert "snoozed until" in str(room.slack.messages[DM, card["ts"]]["blocks"])


async def test_done_folds_the_card(room, card):
    await room.click(card, "alert.done")
    assert len(room.slack.messages[DM, card["ts"]]["blocks"]) == 2


@pytest.mark.parametrize("button", ["alert.call", "alert.text", "alert.note", "alert.done"])
async def test_nobody_else_handles_jorges_alerts(room, card, button):
    await room.click(card, button, user=DANA)
    assert room.slack.of("views.open") == []
    assert "<@U0JORGE>" in room.slack.whispers()[0]
    assert room.alerts.kept["a1"].status == "open"


async def test_a_check_mark_on_the_card_means_done(room, card):
    item = {"type": "message", "channel": DM, "ts": card["ts"]}
    await room.event({"type": "reaction_added", "user": "U0JORGE", "reaction": "white_check_mark", "item": item})
    assert room.alerts.kept["a1"].status == "done"


async def test_alerts_lists_open_ones_with_buttons(room, card):
    await room.command("/alerts")
    assert "1 open alert" in room.slack.whispers()[0]
    assert "alert.done" in str(room.slack.of("chat.postEphemeral")[0]["blocks"])


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
