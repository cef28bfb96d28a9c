from __future__ import annotations

import asyncio
from datetime import timedelta

from tools.toolbox import Outcome

DM = "D0JORGE"


async def test_a_direct_message_is_answered_in_its_thread(room):
    ts = await room.ask("what's new?")
    (post,) = room.slack.posts(DM)
    assert post["thread_ts"] == ts
    assert post["blocks"][0]["text"] == "You said: what's new?"
    assert post["text"]
    assert post["unfurl_links"] is False


async def test_a_follow_up_stays_in_the_thread(room):
    await room.ask("and in 98115?", thread_ts="17.0000")
    assert room.slack.posts(DM)[0]["thread_ts"] == "17.0000"
    assert room.mind.questions[0].thread == "17.0000"


async def test_the_status_line_is_set_before_the_answer(room):
    await room.ask("hello")
    names = [name for name, _ in room.slack.calls]
    assert names.index("assistant.threads.setStatus") < names.index("chat.postMessage")
    assert [one["status"] for one in room.slack.of("agents.sessions.setStatus")] == ["processing", "active"]


async def test_an_event_delivered_twice_is_answered_once(room):
    await room.ask("once", event_id="EvSame", ts="17.1")
    await room.ask("once", event_id="EvSame", ts="17.1")
    assert len(room.slack.posts()) == 1
    assert len(room.mind.questions) == 1


async def test_edits_deletions_and_bots_are_not_questions(room):
    await room.ask("edited", subtype="message_changed")
    await room.ask("gone", subtype="message_deleted")
    await room.ask("beep", bot_id="B9")
    assert room.mind.questions == []
    assert room.slack.posts() == []


async def test_a_mention_in_a_channel_is_answered_in_its_thread(room):
    await room.event(
        {"type": "app_mention", "channel": "C1", "user": "U0DANA", "text": "<@U0BOT> sync &amp; tell", "ts": "18.1"}
    )
    assert room.mind.questions[0].text == "sync & tell"
    assert room.slack.posts("C1")[0]["thread_ts"] == "18.1"


async def test_a_question_that_breaks_is_still_answered(room):
    room.mind.script = [RuntimeError("boom")]
    await room.ask("break")
    (post,) = room.slack.posts(DM)
    assert "did not work" in post["text"]
    assert room.slack.of("agents.sessions.setStatus")[-1]["status"] == "active"


async def test_when_slack_refuses_even_the_apology_the_status_line_is_cleared(room):
    room.mind.script = [RuntimeError("boom")]
    room.slack.refusals["chat.postMessage"] = ["fatal_error", "fatal_error"]
    await room.ask("break")
    assert room.slack.of("assistant.threads.setStatus")[-1]["status"] == ""


async def test_old_workspaces_without_sessions_still_get_answers(room):
    room.slack.refusals["agents.sessions.setStatus"] = ["unknown_method", "unknown_method"]
    room.slack.refusals["assistant.threads.setStatus"] = ["unknown_method"] * 3
    await room.ask("hello")
    assert len(room.slack.posts(DM)) == 1


async def test_a_cma_answer_shows_words_value_and_files_in_the_thread(room, make):
    room.mind.script = [make.said("It is worth $812,000.", (Outcome("run_cma", {}, value=make.cma()),))]
    ts = await room.ask("what is it worth?")
    (post,) = room.slack.posts(DM)
    kinds = [block["type"] for block in post["blocks"]]
    assert kinds[:2] == ["markdown", "header"]
    assert "table" in kinds
    (done,) = room.slack.of("files.completeUploadExternal")
    assert (done["channel_id"], done["thread_ts"]) == (DM, ts)
    names = {one["filename"] for one in room.slack.of("files.getUploadURLExternal")}
    assert names == {"map-4512-ashworth-ave-n.png", "market-analysis-4512-ashworth-ave-n.pdf"}


async def test_a_broken_report_does_not_hide_the_value(room, make, book):
    async def no_files(_cma):
        raise RuntimeError("typst is broken")

    other = make.furnish(book, report_files=no_files)
    other.mind.script = [make.said("$812,000", (Outcome("run_cma", {}, value=make.cma()),))]
    await other.ask("what is it worth?")
    assert [("attached" in one["text"]) for one in other.slack.posts(DM)] == [False, True]


async def test_options_ask_again_in_the_same_thread_and_only_once(room, make):
    room.mind.script = [make.said("Which one?", options=("12 Oak St, Seattle", "12 Oak St, Kent"))]
    ts = await room.ask("cma for 12 Oak St")
    (post,) = room.slack.posts(DM)
    await room.click(post, "ask.option.1")
    await room.click(post, "ask.option.1")
    assert [one.text for one in room.mind.questions] == ["cma for 12 Oak St", "12 Oak St, Kent"]
    assert {one.get("thread_ts") for one in room.slack.posts(DM)} == {ts}


async def test_stop_ends_the_turn_and_says_so(room):
    never = asyncio.Event()
    room.mind.script = [never]
    ts = await room.ask("long work", settle=False)
    await asyncio.wait_for(room.mind.waiting.wait(), 2)
    await room.event({"type": "agent_session_stopped", "channel": DM, "thread_ts": ts, "user": "U0JORGE"})
    (post,) = room.slack.posts(DM)
    assert post["text"].startswith("Stopped")
    assert room.slack.of("agents.sessions.setStatus")[-1]["status"] == "active"
    await room.slackhouse.resume()
    await room.settle()
    assert len(room.mind.questions) == 1


async def test_two_questions_of_one_thread_are_answered_in_order(room):
    gate = asyncio.Event()
    room.mind.script = [gate]
    await room.ask("first", thread_ts="17.9", settle=False)
    await asyncio.wait_for(room.mind.waiting.wait(), 2)
    await room.ask("second", thread_ts="17.9", settle=False)
    await asyncio.sleep(0.02)
    assert len(room.mind.questions) == 1
    gate.set()
    await room.settle()
    assert [one["text"] for one in room.slack.posts(DM)] == ["late", "You said: second"]


async def test_a_question_cut_off_by_a_restart_is_answered_after_it(room, make, book):
    room.mind.script = [asyncio.Event()]
    ts = await room.ask("are you there?", settle=False)
    await asyncio.wait_for(room.mind.waiting.wait(), 2)
    await room.slackhouse.close(0)
    after = make.furnish(book)
    await after.slackhouse.resume()
    await after.settle()
    assert [one["thread_ts"] for one in after.slack.posts(DM)] == [ts]
    await after.slackhouse.resume()
    await after.settle()
    assert len(after.mind.questions) == 1


async def test_a_question_of_long_ago_is_not_answered_and_its_thread_is_left_clean(room, make, book):
    room.mind.script = [asyncio.Event()]
    ts = await room.ask("are you there?", settle=False)
    await asyncio.wait_for(room.mind.waiting.wait(), 2)
    await room.slackhouse.close(0)
    after = make.furnish(book)
    after.clock.now += timedelta(hours=2)
    for _ in range(2):
        await after.slackhouse.resume()
        await after.settle()
    assert after.mind.questions == []
    (post,) = after.slack.posts(DM)
    assert post["thread_ts"] == ts
    assert "never answered this" in post["text"]
    assert [one["status"] for one in after.slack.of("agents.sessions.setStatus")] == ["active"]
