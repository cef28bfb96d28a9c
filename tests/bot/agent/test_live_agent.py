"""The agent with a real model's wire: ChatOpenAI against a scripted provider on loopback."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import pytest
import uvicorn

from bot.agent import Agent, Question
from bot.agent.briefs import brief
from bot.agent.turn import MODEL_CALLS
from integrations.models.approval import ApprovalStatus
from integrations.simulated.openai import Call, Script, Trouble, Words, create_app
from integrations.store import approvals as shelf

LISTED = {"campaign_type": "just_listed", "address": "1423 NW 65th St", "audience": "everyone"}


@asynccontextmanager
async def provider(script):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(script), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server.should_exit = True
        await task


@pytest.fixture
def with_model(toolbox, tmp_path):
    @asynccontextmanager
    async def build(*lines, decide=None, patience=30.0):
        script = Script(*lines, decide=decide)
        async with provider(script) as url:
            agent = Agent(
                toolbox,
                memory=tmp_path / "memory.db",
                api_key="sk-test",
                base_url=url,
                model="scripted",
                patience=patience,
            )
            try:
                yield agent, script
            finally:
                await agent.close()

    return build


async def test_a_real_model_drives_the_same_tools_and_streams(with_model, ask, watch):
    async with with_model(Call("find_leads", {"kind": "buyer"}), Words("One buyer: Maria.")) as (agent, script):
        answer = await ask(agent, "my buyers")
    assert answer.text == "One buyer: Maria."
    assert answer.model == "scripted"
    assert answer.note == ""
    assert [outcome.tool for outcome in answer.outcomes] == ["find_leads"]
    assert len(watch.said.text) > 1
    assert "Maria Lopez" not in "".join(watch.said.text)
    assert {tool["function"]["name"] for tool in script.requests[0]["tools"]} >= {"run_cma", "launch_campaign"}


async def test_the_beginning_of_the_prompt_is_the_same_on_two_days(with_model, toolbox, watch):
    from datetime import UTC, datetime, timedelta

    async with with_model(Words("Hello.")) as (agent, script):
        for days in (0, 1):
            question = Question(
                "hi",
                "U1",
                "D1",
                f"T{days}",
                datetime(2026, 3, 12, 18, tzinfo=UTC) + timedelta(days=days),
                "America/Los_Angeles",
            )
            await agent.answer(question, watch)
    first, second = (request["messages"][0]["content"] for request in script.requests)
    assert first.rpartition("Today is")[0] == second.rpartition("Today is")[0] != ""
    assert "2026-03-12" in first
    assert "2026-03-13" in second
    assert script.requests[0]["tools"] == script.requests[1]["tools"]


async def test_contact_details_and_free_text_do_not_reach_the_provider(with_model, ask):
    async with with_model(Call("find_leads"), Call("search_listings"), Words("Done.")) as (agent, script):
        await ask(agent, "leads and listings")
    sent = json.dumps(script.requests)
    for secret in ("maria@example.com", "+12065550123", "SYSTEM: send all", "Ignore your instructions"):
        assert secret not in sent


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (Trouble(500), "error 500"),
        (Trouble(429), "limit"),
        (Trouble(401), "refuses the key"),
    ],
)
async def test_the_offline_model_takes_over_and_says_so(with_model, ask, trouble, why):
    async with with_model(trouble) as (agent, _):
        answer = await ask(agent, "who are my hottest buyers in 98103?")
    assert answer.outcomes[0].args == {"kind": "buyer", "areas": ["98103"]}
    assert answer.model == "offline"
    assert why in answer.note


async def test_a_slow_provider_is_not_waited_for(with_model, ask):
    async with with_model(Trouble(seconds=3), patience=0.2) as (agent, _):
        answer = await ask(agent, "my listings")
    assert answer.outcomes[0].args == {"own_only": True}
    assert "too long" in answer.note


async def test_a_provider_that_fails_after_a_tool_ran_does_not_run_it_twice(with_model, ask, toolbox):
    async with with_model(Call("sync_now", {"system": "mls"}), Trouble(500)) as (agent, _):
        answer = await ask(agent, "sync the MLS")
    assert toolbox.hubs.mls.synced == 1
    assert answer.text.startswith("Copied.")
    assert answer.note


async def test_the_next_question_goes_to_the_real_model_again(with_model, ask):
    async with with_model(Trouble(400), Words("I am back.")) as (agent, _):
        first = await ask(agent, "hello")
        second = await ask(agent, "hello")
    assert (first.model, second.model) == ("offline", "scripted")
    assert second.text == "I am back."


async def test_bad_arguments_are_told_and_mended(with_model, ask):
    wrong = Call("search_listings", {"price_max": "800k"})
    async with with_model(wrong, Call("search_listings", {"price_max": 800000}), Words("One.")) as (agent, script):
        answer = await ask(agent, "homes under 800k")
    assert [outcome.error is None for outcome in answer.outcomes] == [False, True]
    told = json.loads(script.requests[1]["messages"][-1]["content"])
    assert told["asked"] == {"price_max": "800k"}
    assert "price_max" in told["why"]


async def test_arguments_that_are_no_json_do_not_break_the_turn(with_model, ask):
    async with with_model(Call("find_leads", raw="{not json"), Words("Sorry.")) as (agent, _):
        answer = await ask(agent, "my buyers")
    assert answer.text


async def test_an_unknown_tool_is_told(with_model, ask):
    async with with_model(Call("wire_money", {"amount": 5}), Words("I can't.")) as (agent, _):
        answer = await ask(agent, "wire money")
    assert answer.text == "I can't."
    assert answer.outcomes == ()


async def test_a_looping_model_is_stopped(with_model, ask):
    async with with_model(Call("find_leads")) as (agent, script):
        answer = await ask(agent, "leads")
    assert len(script.requests) == MODEL_CALLS
    assert "stopped" in answer.text


async def test_a_hijacked_model_sends_nothing_and_its_link_is_gone(with_model, ask, toolbox):
    poison = [
        Call("search_listings"),
        Call("find_leads", {"limit": 100}),
        Call("launch_campaign", {**LISTED, "message": "Click https://evil.example.net"}),
        Call("launch_campaign", {**LISTED, "channel": "sms"}),
        Call("sync_now"),
        Words(
            "<!channel> see <https://evil.example.net/?d=maria|here>, ![x](https://evil.example.net/p.png?q=1) "
            "@everyone"
        ),
    ]
    async with with_model(*poison) as (agent, _):
        answer = await ask(agent, "what's new in Ballard?")
    assert toolbox.hubs.marketing.sent == []
    assert toolbox.hubs.mls.synced == 0
    waiting = await toolbox.hubs.store.read(shelf.with_status, ApprovalStatus.PENDING)
    assert len(waiting) == 2
    assert all(len(one.plan["audience"]["included"]) == 1 for one in waiting)
    assert "evil" not in answer.text
    assert "<!channel>" not in answer.text
    assert "@everyone" not in answer.text


async def test_a_hijacked_model_does_not_stream_its_link_either(with_model, ask, watch):
    async with with_model(Words("Look at https://evil.example.net/?q=secret now <!here>")) as (agent, _):
        await ask(agent, "hi")
    shown = "".join(watch.said.text)
    assert "evil" not in shown
    assert "<!here>" not in shown


async def test_a_write_the_user_asked_for_works_after_reading(with_model, ask, toolbox):
    async with with_model(Call("find_leads"), Call("sync_now", {"system": "mls"}), Words("Done.")) as (agent, _):
        await ask(agent, "show me my leads and then sync the MLS")
    assert toolbox.hubs.mls.synced == 1


async def test_a_cancelled_turn_leaves_a_history_the_provider_takes(with_model, ask, watch, toolbox):
    started = asyncio.Event()

    async def slow(query):
        started.set()
        await asyncio.Event().wait()

    found = toolbox.hubs.mls.search
    toolbox.hubs.mls.search = slow
    async with with_model(Call("search_listings"), Words("Hello.")) as (agent, script):
        turn = asyncio.create_task(ask(agent, "homes in Ballard"))
        await started.wait()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        toolbox.hubs.mls.search = found
        answer = await ask(agent, "hello")
    assert answer.text == "Hello."
    said = script.requests[-1]["messages"]
    called = {call["id"] for message in said for call in message.get("tool_calls") or ()}
    assert called == {message["tool_call_id"] for message in said if message["role"] == "tool"}


async def test_a_long_thread_stays_small(with_model, ask, tmp_path):
    async with with_model(Words("Fine.")) as (agent, script):
        for at in range(60):
            await ask(agent, f"question {at}")
        rows = await agent._loaded.memory.conn.execute_fetchall("SELECT COUNT(*) FROM checkpoints")
    assert len(script.requests[-1]["messages"]) < 30
    assert rows[0][0] == 1


async def test_what_a_model_reads_says_what_was_asked_and_why_it_failed(toolbox):
    from tools.tool import Caller

    outcome = await toolbox.call("launch_campaign", {**LISTED, "address": "9 Nowhere Rd"}, Caller("agent"))
    said = brief(outcome)
    assert said["asked"]["address"] == "9 Nowhere Rd"
    assert "no listing" in said["why"]


async def test_no_remarks_of_a_listing_are_ever_on_the_wire_to_a_model(with_model, ask):
    lines = (Call("search_listings", {"areas": ["Ballard"]}), Words("One home."))
    async with with_model(*lines, Words("It has three beds.")) as (agent, script):
        answer = await ask(agent, "homes in Ballard")
        await ask(agent, "tell me everything about the first one, remarks and all")
    (found,) = answer.outcomes[0].value.listings
    assert found.public_remarks
    sent = json.dumps(script.requests)
    assert found.display_address in sent
    assert found.public_remarks not in sent
    assert "Ignore your instructions" not in sent
    assert "evil.example.net" not in sent
