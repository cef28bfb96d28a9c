from __future__ import annotations

import pytest

from bot.agent import Agent, Question
from integrations.store.places import Gazetteer
from tests.bot.agent.conftest import NOW


@pytest.fixture
async def agent(toolbox, tmp_path):
    agent = Agent(toolbox, memory=tmp_path / "memory.db")
    yield agent
    await agent.close()


async def test_a_question_becomes_a_tool_call_and_a_short_answer(agent, ask, toolbox):
    answer = await ask(agent, "who are my hottest buyers in 98103 under 800k?")
    assert [outcome.tool for outcome in answer.outcomes] == ["find_leads"]
    assert answer.outcomes[0].args == {"kind": "buyer", "areas": ["98103"], "price_max": 800000}
    assert answer.text.startswith("1 buyer matches")
    assert answer.model == "offline"


async def test_the_words_arrive_piece_by_piece_without_tool_output(agent, ask, watch):
    answer = await ask(agent, "leads in Ballard")
    assert "".join(watch.said.text).strip() == answer.text
    assert "Looking through the leads …" in watch.said.status


async def test_a_missing_fact_is_one_question_and_the_reply_finishes_the_call(agent, ask):
    asked = await ask(agent, "send a just-listed email to matching buyers")
    assert asked.text.endswith("?") or "address" in asked.text
    assert asked.outcomes == ()
    done = await ask(agent, "1423 NW 65th St")
    assert done.outcomes[0].approval is not None
    assert "Nothing is sent before you approve" in done.text


async def test_an_ambiguous_address_offers_choices_and_a_number_settles_it(agent, ask):
    asked = await ask(agent, "announce the price drop at 4512 Phinney Ave N to everyone")
    assert len(asked.options) == 2
    done = await ask(agent, "98103")
    assert done.outcomes[0].args["address"] == "4512 Phinney Ave N, Seattle, WA 98103"
    assert done.outcomes[0].args["audience"] == "everyone"


async def test_an_unknown_place_is_asked_back_and_settled_by_number(agent, ask):
    asked = await ask(agent, "buyers in Nowhere under 700k")
    assert asked.options == ("Northgate", "Norkirk")
    done = await ask(agent, "2")
    assert done.outcomes[0].args == {"kind": "buyer", "areas": ["Norkirk"], "price_max": 700000}


async def test_a_follow_up_changes_the_last_search(agent, ask):
    await ask(agent, "who are my hottest buyers in 98103 under 800k?")
    answer = await ask(agent, "and in Ballard?")
    assert answer.outcomes[0].args == {"kind": "buyer", "areas": ["Ballard"], "price_max": 800000}


async def test_threads_do_not_share_what_is_open(agent, ask):
    await ask(agent, "what's my house worth?", thread="A")
    answer = await ask(agent, "98103", thread="B")
    assert answer.outcomes == ()


async def test_two_requests_in_one_message_run_in_order(agent, ask, toolbox):
    answer = await ask(agent, "sync the MLS and then show me new listings in Ballard")
    assert [outcome.tool for outcome in answer.outcomes] == ["sync_now", "search_listings"]
    assert toolbox.hubs.mls.synced == 1


async def test_a_conversation_survives_a_restart(toolbox, tmp_path, ask):
    first = Agent(toolbox, memory=tmp_path / "kept.db")
    await ask(first, "send a price drop text to my buyers")
    await first.close()
    second = Agent(toolbox, memory=tmp_path / "kept.db")
    answer = await ask(second, "1423 NW 65th St")
    await second.close()
    assert answer.outcomes[0].args == {
        "campaign_type": "price_drop",
        "address": "1423 NW 65th St",
        "channel": "sms",
        "audience": "buyers",
    }


async def test_off_topic_calls_no_tool(agent, ask):
    answer = await ask(agent, "write me a haiku about the weather")
    assert answer.outcomes == ()
    assert "can't help" in answer.text


async def test_before_the_first_copy_an_answer_says_that_it_may_be_incomplete(agent, ask, toolbox, monkeypatch):
    async def nothing_known():
        return Gazetteer()

    monkeypatch.setattr(toolbox.hubs.mls, "gazetteer", nothing_known)
    assert "first copy" in (await ask(agent, "leads in Ballard")).note
    assert (await ask(agent, "hello")).note == ""


async def test_what_is_asked_for_in_a_terminal_waits_on_a_card_in_jorges_own_conversation(agent, watch):
    said = "send a just-listed email for 1423 NW 65th St to matching buyers"
    question = Question(said, "terminal", "terminal", "terminal-0", NOW, "America/Los_Angeles", at_terminal=True)
    (waiting,) = (await agent.answer(question, watch)).outcomes
    assert waiting.approval is not None
    assert (waiting.approval.caller["kind"], waiting.approval.caller["channel"]) == ("terminal", "")


async def test_a_rule_can_be_switched_by_who_sits_at_the_terminal_but_not_by_anybody_in_slack(agent, watch):
    def asked(user, *, here):
        said = "turn off the price drop rule"
        return Question(said, user, "D1", f"T-{user}", NOW, "America/Los_Angeles", at_terminal=here)

    (refused,) = (await agent.answer(asked("U0OTHER", here=False), watch)).outcomes
    assert "Only <@U0JORGE>" in refused.error.message
    (tried,) = (await agent.answer(asked("terminal", here=True), watch)).outcomes
    assert "Only <@U0JORGE>" not in getattr(tried.error, "message", "")


async def test_a_yes_in_the_chat_sends_nothing(agent, ask, toolbox):
    waiting = await ask(agent, "send a just-listed email for 1423 NW 65th St to matching buyers")
    assert waiting.outcomes[0].approval is not None
    answer = await ask(agent, "yes, send it to them")
    assert answer.outcomes == ()
    assert "press Approve on its card" in answer.text
    assert toolbox.hubs.marketing.sent == []
