from __future__ import annotations

import pytest

from bot.slack.commands.campaign import COMMAND as CAMPAIGN
from bot.slack.registry import commands
from integrations.mls import UnknownAddress
from tools.toolbox import Outcome

DM = "D0JORGE"


async def test_a_command_is_acknowledged_at_once_and_answered_later(room):
    response = await room.command("/cma", "4512 Ashworth Ave N, Seattle")
    assert response.status == 200
    assert "Looking up comparables" in response.body
    (post,) = room.slack.posts(DM)
    assert "$812,000" in post["text"]
    assert room.slack.of("files.completeUploadExternal")[0]["thread_ts"] == post["ts"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("/cma", ""), ("/cma", "home"), ("/sync", "everything please"), ("/campaign", "party"), ("/alerts", "x")],
)
async def test_bad_arguments_get_usage_with_an_example(room, name, text):
    response = await room.command(name, text)
    assert response.status == 200
    assert "For example" in response.body
    assert "ephemeral" in response.body
    assert room.slack.posts() == []


async def test_every_example_is_a_good_one():
    for command in commands():
        name, _, text = command.example.partition(" ")
        assert name == command.name
        command.parse(text)


async def test_sync_reports_each_system_and_its_trouble(room):
    await room.command("/sync")
    shown = str(room.slack.posts(DM)[0]["blocks"])
    for part in ("Town MLS", "2 new, 3 changed", "401: renew the key", "Mailchimp", "nothing new"):
        assert part in shown


async def test_leads_without_words_lists_the_hottest(room):
    await room.command("/leads")
    assert "Maria Lopez" in str(room.slack.posts(DM)[0]["blocks"])
    assert room.mind.questions == []


async def test_leads_in_plain_words_go_to_the_agent(room, make):
    await room.command("/leads", "hot buyers in 98103")
    assert room.mind.questions[0].text == "find leads: hot buyers in 98103"


async def test_leads_asked_for_in_a_channel_are_shown_to_the_asker_only(room):
    await room.command("/leads", channel="C0LEADS")
    assert room.slack.posts() == []
    assert "Maria Lopez" in room.slack.whispers()[0]


async def test_where_jorge_may_not_post_the_answer_goes_to_the_dm(room):
    room.slack.refusals["chat.postMessage"] = ["not_in_channel"]
    await room.command("/sync", "mls", channel="C9")
    assert [one["channel"] for one in room.slack.posts()] == [DM]


async def test_an_unknown_address_offers_the_nearest_and_goes_on_with_the_chosen(room):
    room.mls.trouble = UnknownAddress("4512 Ashworth", ("4512 Ashworth Ave N, Seattle",))
    await room.command("/cma", "4512 Ashworth")
    (post,) = room.slack.posts(DM)
    room.mls.trouble = None
    await room.click(post, "ask.option.0")
    assert "$812,000" in room.slack.posts(DM)[1]["text"]


async def test_a_command_delivered_twice_runs_once(room):
    body = {
        "command": "/sync",
        "text": "mls",
        "channel_id": DM,
        "user_id": "U0JORGE",
        "team_id": "T1",
        "trigger_id": "same",
    }
    await room.dispatch(body)
    await room.dispatch(body)
    await room.settle()
    assert len(room.slack.posts()) == 1


async def test_help_and_status(room):
    await room.command("/jorge")
    await room.command("/jorge", "status")
    helped, status = room.slack.whispers()
    assert "/cma" in helped
    assert "CRM: refuses our key" in status


async def test_jorge_answers_any_question(room):
    await room.command("/jorge", "what's up?")
    assert room.mind.questions[0].text == "what's up?"
    assert room.slack.posts(DM)[0]["text"] == "You said: what's up?"


async def test_a_command_that_breaks_says_so_to_the_asker(room):
    room.mls.trouble = RuntimeError("boom")
    await room.command("/cma", "4512 Ashworth Ave N")
    assert "did not work" in room.slack.whispers()[0]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("just-listed 12 Oak St, Kent", {"campaign_type": "just_listed", "address": "12 Oak St, Kent"}),
        (
            "Open House 12 Oak St to buyers by text",
            {"campaign_type": "open_house", "address": "12 Oak St", "audience": "buyers", "channel": "sms"},
        ),
        ("market-update to everybody", {"campaign_type": "market_update", "audience": "everyone"}),
        (
            "price drop 9 To Hill Rd to matching buyers",
            {"campaign_type": "price_drop", "address": "9 To Hill Rd", "audience": "matching_buyers"},
        ),
    ],
)
def test_a_campaign_is_read_as_written(text, args):
    assert CAMPAIGN.parse(text) == args


async def test_an_answer_with_several_results_shows_each(room, make):
    found = Outcome("run_cma", {}, value=make.cma())
    room.mind.script = [make.said("Both:", (found, found))]
    await room.ask("compare")
    assert len(room.slack.posts(DM)) == 2
