from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from integrations.models.approval import ApprovalStatus
from integrations.store import approvals

DM, OWNER, DANA = "D0JORGE", "U0JORGE", "U0DANA"


@pytest.fixture
async def card(room):
    await room.command("/campaign", "just-listed 4512 Ashworth Ave N to matching buyers")
    (post,) = room.slack.posts(DM)
    return deepcopy(post)  # as a screen that has not refreshed still shows it


async def waiting(room, status=ApprovalStatus.PENDING):
    return await room.store.read(approvals.with_status, status)


async def test_the_card_shows_audience_left_out_words_and_cost(room, card):
    shown = str(card["blocks"])
    for part in (
        "3 people",
        "left out",
        "4 unsubscribed",
        "Just listed",
        "> A new home for you.",
        "no cost",
        "Expires",
    ):
        assert part in shown
    (one,) = await waiting(room)
    assert (one.channel, one.message_ts) == (DM, card["ts"])


async def test_a_button_carries_only_an_opaque_token(room, card):
    (one,) = await waiting(room)
    values = [
        element["value"] for block in card["blocks"] for element in block.get("elements", []) if "value" in element
    ]
    assert set(values) == {one.token}
    assert one.id not in one.token


async def test_jorge_approves_and_it_is_handed_over_once(room, card):
    await room.click(card, "approval.approve")
    assert len(room.approved) == 1
    shown = str(room.slack.messages[DM, card["ts"]]["blocks"])
    assert "Approved by <@U0JORGE>" in shown
    assert "approval.approve" not in shown


async def test_a_double_click_does_it_once(room, card):
    await room.click(card, "approval.approve", settle=False)
    await room.click(card, "approval.approve")
    assert len(room.approved) == 1
    assert room.slack.whispers() == ["This was already approved."]


async def test_the_same_click_delivered_twice_is_silent(room, card):
    await room.click(card, "approval.approve", action_ts="9.9")
    await room.click(card, "approval.approve", action_ts="9.9")
    assert len(room.approved) == 1
    assert room.slack.whispers() == []


@pytest.mark.parametrize("button", ["approval.approve", "approval.cancel", "approval.edit"])
async def test_anybody_else_is_refused_and_told(room, card, button):
    await room.click(card, button, user=DANA)
    assert room.approved == []
    assert room.slack.whispers() == ["Only <@U0JORGE> can decide this."]
    assert room.slack.of("chat.postEphemeral")[0]["user"] == DANA
    assert room.slack.of("views.open") == []
    assert len(await waiting(room)) == 1


async def test_cancel_sends_nothing_and_kills_the_buttons(room, card):
    await room.click(card, "approval.cancel")
    await room.click(card, "approval.approve")
    assert room.approved == []
    assert "Cancelled by" in str(room.slack.messages[DM, card["ts"]]["blocks"])
    assert room.slack.whispers() == ["This was already cancelled."]


async def test_an_expired_card_is_refused_and_shows_it(room, card):
    room.clock.now += timedelta(hours=25)
    await room.click(card, "approval.approve")
    assert room.approved == []
    assert "expired" in room.slack.whispers()[0]
    assert "Expired without an answer" in str(room.slack.messages[DM, card["ts"]]["blocks"])


async def test_a_guessed_token_does_nothing(room, card):
    await room.click(card, "approval.approve", value="guess")
    assert room.approved == []
    assert "no longer known" in room.slack.whispers()[0]


async def test_asking_again_while_one_waits_points_to_it(room, card):
    await room.command("/campaign", "just-listed 4512 Ashworth Ave N to matching buyers")
    assert len(await waiting(room)) == 1
    assert "already waiting" in room.slack.posts(DM)[1]["text"]
    assert card["ts"] in room.slack.posts(DM)[1]["text"]


async def test_edit_replaces_the_card_and_the_old_buttons_are_dead(room, card):
    await room.click(card, "approval.edit")
    (opened,) = room.slack.of("views.open")
    view = opened["view"]
    await room.submit(view, {"subject": "Look at this", "message": "Hello there", "audience": "matching_buyers"})
    old, new = room.slack.posts(DM)
    assert "Replaced by" in str(old["blocks"])
    assert "Look at this" in str(new["blocks"])
    assert "Hello there" in str(new["blocks"])
    await room.click(card, "approval.approve")
    assert room.approved == []
    await room.click(new, "approval.approve")
    assert len(room.approved) == 1


async def test_an_edit_submitted_twice_makes_one_new_card(room, card):
    await room.click(card, "approval.edit")
    view = room.slack.of("views.open")[0]["view"]
    values = {"subject": "S", "message": "", "audience": "matching_buyers"}
    await room.submit(view, values, view_id="V1")
    await room.submit(view, values, view_id="V1")
    await room.submit(view, values, view_id="V2")
    assert len(await waiting(room)) == 1
    assert len([one for one in room.slack.posts(DM) if "approval.approve" in str(one["blocks"])]) == 1


async def test_the_card_reports_the_result(room, card):
    await room.click(card, "approval.approve")
    done = await room.toolbox.perform(room.approved[0])
    await room.slackhouse.house.notifier.show_approval(done)
    shown = str(room.slack.messages[DM, card["ts"]]["blocks"])
    assert "Sent at Mailchimp to 3: 3 delivered, 1 opened." in shown
    assert len(room.slack.posts(DM)) == 1


async def test_a_card_answered_after_a_restart_works_at_the_first_click(room, card, make, book):
    await room.slackhouse.close(0)
    after = make.furnish(book, slack=room.slack)
    await after.click(card, "approval.approve")
    assert len(after.approved) == 1


async def test_approving_the_second_card_leaves_the_first_alone(room, card):
    room.marketing.audience_size = 5
    await room.command("/campaign", "just-listed 4512 Ashworth Ave N to matching buyers")
    second = room.slack.posts(DM)[1]
    await room.click(second, "approval.approve")
    assert len(room.approved) == 1
    assert len(await waiting(room)) == 1
    assert "approval.approve" in str(room.slack.messages[DM, card["ts"]]["blocks"])


async def test_an_approval_of_the_agent_waits_in_the_thread_it_was_asked_in(room, make):
    async def launch(question):
        from tools.tool import Caller

        caller = Caller("agent", question.user, question.channel, question.thread)
        args = {"campaign_type": "just_listed", "address": "4512 Ashworth Ave N"}
        return make.said("I prepared it.", (await room.toolbox.call("launch_campaign", args, caller),))

    room.mind.script = [launch]
    ts = await room.ask("send a just-listed email")
    words, card = room.slack.posts(DM)
    assert (words["thread_ts"], card["thread_ts"]) == (ts, ts)
    assert "Approve?" in str(card["blocks"])
    assert room.slack.of("agents.sessions.setStatus")[-1]["status"] == "suspended"
