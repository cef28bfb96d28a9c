from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


def words(text):
    return {"type": "plain_text", "text": text}


async def refusal(call):
    with pytest.raises(SlackApiError) as refused:
        await call
    return refused.value.response


async def test_a_wrong_token_an_unknown_method_and_a_missing_scope_are_named(desks, town):
    manifest = copy.deepcopy(town_manifest(town))
    manifest["oauth_config"]["scopes"]["bot"].remove("chat:write")
    poor = await desks(manifest=manifest)

    assert (await refusal(town.client("xoxb-other").auth_test()))["error"] == "invalid_auth"
    assert (await refusal(town.client().api_call("chat.sing")))["error"] == "unknown_method"
    missing = await refusal(poor.client().chat_postMessage(channel="C0LEADS", text="x"))
    assert (missing["error"], missing["needed"]) == ("missing_scope", "chat:write")
    assert "chat:write" not in missing["provided"].split(",")


def town_manifest(town):
    app = town.desk.app
    return {
        "oauth_config": {"scopes": {"bot": sorted(app.scopes)}},
        "settings": {"event_subscriptions": {"bot_events": sorted(app.events)}},
    }


async def test_an_event_that_the_manifest_does_not_ask_for_is_not_sent(desks, town):
    manifest = copy.deepcopy(town_manifest(town))
    manifest["settings"]["event_subscriptions"]["bot_events"].remove("message.im")
    deaf = await desks(manifest=manifest)
    page = await deaf.page()

    await page.say("D0JORGE", "hello")

    assert not deaf.shelf.drawer("desk.outgoing")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NONE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0LEADS", "text": ""}, "no_text"),
        ({"channel": "C0LEADS", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0LEADS", "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"channel": "C0LEADS", "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
    ],
)
async def test_messages_that_slack_would_refuse_are_refused(town, arguments, error):
    assert (await refusal(town.client().api_call("chat.postMessage", json=arguments)))["error"] == error


BUTTON = {"type": "button", "text": words("Go"), "action_id": "go"}


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([{"type": "divider"}] * 51, "/blocks]"),
        ([{"type": "section", "text": words("x" * 3001)}], "/blocks/0/text/text"),
        ([{"type": "section"}], "text or fields"),
        ([{"type": "section", "fields": [words("x")] * 11}], "/blocks/0/fields"),
        ([{"type": "header", "text": words("x" * 151)}], "/blocks/0/text/text"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type"),
        ([{"type": "actions", "elements": [BUTTON] * 26}], "/blocks/0/elements"),
        ([{"type": "actions", "elements": [{**BUTTON, "value": "x" * 2001}]}], "/elements/0/value"),
        ([{"type": "actions", "elements": [{**BUTTON, "text": words("x" * 76)}]}], "/elements/0/text/text"),
        ([{"type": "context", "elements": [words("x")] * 11}], "/blocks/0/elements"),
        ([{"type": "image", "image_url": "x"}], "alt_text"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}], "/blocks/0/rows/0"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "12000"),
        ([{"type": "card", "title": words("x" * 151)}], "/blocks/0/title/text"),
        ([{"type": "sparkle"}], "unsupported type"),
        ([{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}], "duplicate block_id"),
    ],
)
async def test_blocks_beyond_slacks_limits_are_refused_with_the_place(town, blocks, pointer):
    answer = await refusal(town.client().chat_postMessage(channel="C0LEADS", text="x", blocks=blocks))

    assert answer["error"] == "invalid_blocks"
    assert pointer in " ".join(answer["response_metadata"]["messages"])


async def test_posting_too_fast_is_slowed_down_by_channel(desks, town):
    strict = await desks(options=replace(town.desk.options, limit_rates=True, post_burst=2, posts_per_second=0.5))
    client = strict.client()
    await client.chat_postMessage(channel="C0LEADS", text="1")
    await client.chat_postMessage(channel="C0LEADS", text="2")

    answer = await refusal(client.chat_postMessage(channel="C0LEADS", text="3"))

    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "2")
    assert (await client.chat_postMessage(channel="C0DEALS", text="elsewhere"))["ok"]


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
async def test_another_web_site_cannot_press_buttons(town, headers):
    page = await town.page()

    answer = await page.http.post("/desk/messages", json={"channel": "D0JORGE", "text": "x"}, headers=headers)

    assert answer.status_code == 403


async def test_query_form_and_json_are_all_understood(town):
    page = await town.page()
    bearer = {"Authorization": "Bearer xoxb-desk"}

    by_query = await page.http.get("/api/users.info", params={"user": "U0DANA"}, headers=bearer)
    by_form = await page.http.post("/api/users.info", data={"user": "U0DANA", "token": "xoxb-desk"})
    by_json = await page.http.post("/api/users.info", json={"user": "U0DANA"}, headers=bearer)

    names = {answer.json()["user"]["real_name"] for answer in (by_query, by_form, by_json)}
    assert names == {"Dana Whitfield"}


async def test_everyday_look_ups_answer(town):
    client: AsyncWebClient = town.client()

    assert (await client.auth_test())["bot_id"] == "B0JORGE"
    assert (await client.users_lookupByEmail(email="jorge@rivera-realty.example"))["user"]["id"] == "U0JORGE"
    assert len((await client.users_list())["members"]) == 3
    assert (await client.conversations_open(users=["U0JORGE"]))["channel"]["id"] == "D0JORGE"
    assert (await client.conversations_info(channel="C0LEADS"))["channel"]["name"] == "leads"
    assert "U0BOT" in (await client.conversations_members(channel="C0LEADS"))["members"]
    assert len((await client.conversations_list(types="public_channel,im"))["channels"]) == 5
