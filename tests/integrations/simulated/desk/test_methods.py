from __future__ import annotations

import asyncio

import pytest
from slack_sdk.errors import SlackApiError

from integrations.simulated.desk import create_desk
from integrations.simulated.desk.api.call import METHODS, Call
from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.shelf import Shelf

JUNK = [None, "", "x", "{", "[1]", 7, [1], {"a": 1}, [{"a": 1}], ["x"]]
MANIFEST = {"oauth_config": {"scopes": {"bot": ["im:history", "im:read", "channels:read"]}}}
MORE = [
    "blocks",
    "view",
    "files",
    "chunks",
    "prompts",
    "attachments",
    "metadata",
    "limit",
    "cursor",
    "oldest",
    "latest",
    "trigger_id",
    "loading_messages",
    "length",
    "filename",
    "title",
    "types",
    "markdown_text",
    "hash",
    "view_id",
    "external_id",
    "count",
    "page",
    "initial_comment",
    "channels",
    "email",
    "session_status",
]


async def refusal(call):
    with pytest.raises(SlackApiError) as refused:
        await call
    return refused.value.response["error"]


async def test_a_session_says_whether_it_works_or_waits(town):
    page, client = await town.page(), town.client()
    sent = await page.say("D0JORGE", "launch it")

    where = {"channel_id": "D0JORGE", "thread_ts": sent["ts"]}
    await client.agents_sessions_setStatus(**where, status="suspended", title="Launch for 123 Main")
    await client.agents_sessions_rename(**where, title="123 Main")
    await client.assistant_threads_setTitle(**where, title="123 Main St")

    await page.hear("session", status="suspended", title="Launch for 123 Main")
    (kept,) = (await page.get("state"))["sessions"]
    assert (kept["status"], kept["title"], kept["thread_ts"]) == ("suspended", "123 Main St", sent["ts"])
    assert await refusal(client.agents_sessions_setStatus(**where, status="asleep")) == "invalid_arguments"


async def test_the_app_reacts_once_and_takes_it_back(town):
    page, client = await town.page(), town.client()
    sent = await page.say("C0LEADS", "sold!")
    where = {"channel": "C0LEADS", "timestamp": sent["ts"]}

    await client.reactions_add(**where, name="tada")

    assert await refusal(client.reactions_add(**where, name="tada")) == "already_reacted"
    assert (await client.reactions_get(**where))["message"]["reactions"][0]["users"] == ["U0BOT"]
    await client.reactions_remove(**where, name="tada")
    assert await refusal(client.reactions_remove(**where, name="tada")) == "no_reaction"
    assert "reactions" not in (await page.messages("C0LEADS"))[0]


async def test_a_long_thread_is_read_in_pages_and_loses_its_root_to_a_tombstone(town):
    client, page = town.client(), await town.page()
    root = (await client.chat_postMessage(channel="C0LEADS", text="root"))["ts"]
    for n in range(3):
        await client.chat_postMessage(channel="C0LEADS", text=str(n), thread_ts=root)
    where = {"channel": "C0LEADS", "ts": root}

    first = await client.conversations_replies(**where, limit=2)
    rest = await client.conversations_replies(**where, cursor=first["response_metadata"]["next_cursor"])
    await client.chat_delete(**where)

    texts = [message["text"] for message in (*first["messages"], *rest["messages"])]
    assert texts == ["root", "0", "1", "2"]
    (stone,) = await page.messages("C0LEADS")
    assert (stone["subtype"], stone["reply_count"]) == ("tombstone", 3)


async def test_a_broadcast_reply_shows_in_the_channel_too_and_a_deleted_reply_is_not_counted(town):
    client, page = town.client(), await town.page()
    root = (await client.chat_postMessage(channel="C0LEADS", text="root"))["ts"]
    reply = await client.chat_postMessage(channel="C0LEADS", text="all", thread_ts=root, reply_broadcast=True)

    shown = await page.messages("C0LEADS")
    await client.chat_delete(channel="C0LEADS", ts=reply["ts"])

    assert [message["text"] for message in shown] == ["root", "all"]
    assert (await page.messages("C0LEADS"))[0]["reply_count"] == 0


async def test_history_can_be_bounded_on_both_sides(town):
    client = town.client()
    stamps = [(await client.chat_postMessage(channel="C0DEALS", text=str(n)))["ts"] for n in range(4)]

    inner = await client.conversations_history(channel="C0DEALS", oldest=stamps[0], latest=stamps[3])
    whole = await client.conversations_history(channel="C0DEALS", oldest=stamps[0], latest=stamps[3], inclusive=True)

    assert [message["text"] for message in inner["messages"]] == ["2", "1"]
    assert [message["text"] for message in whole["messages"]] == ["3", "2", "1", "0"]


async def test_files_are_listed_and_deleted(town):
    client = town.client()
    done = await client.files_upload_v2(channel="C0LEADS", filename="a.txt", content="abc")

    listed = await client.files_list(channel="C0LEADS")
    await client.files_delete(file=done["file"]["id"])

    assert [file["name"] for file in listed["files"]] == ["a.txt"]
    assert await refusal(client.files_info(file=done["file"]["id"])) == "file_not_found"


async def test_a_permalink_leads_to_the_place_on_the_page(town):
    client, page = town.client(), await town.page()
    posted = await client.chat_postMessage(channel="C0LEADS", text="here")

    link = (await client.chat_getPermalink(channel="C0LEADS", message_ts=posted["ts"]))["permalink"]
    answer = await page.http.get(link)

    assert (answer.status_code, answer.headers["location"]) == (307, "/#C0LEADS")


async def test_markdown_text_becomes_a_markdown_block_and_excludes_text(town):
    client = town.client()

    posted = await client.chat_postMessage(channel="C0LEADS", markdown_text="**bold**")

    assert posted["message"]["blocks"][0]["type"] == "markdown"
    both = client.api_call("chat.postMessage", json={"channel": "C0LEADS", "text": "x", "markdown_text": "y"})
    assert await refusal(both) == "markdown_text_conflict"


async def test_blocks_in_attachments_are_checked_and_their_buttons_work(town):
    heard = asyncio.Queue()

    def listen(app):
        @app.action("go")
        async def on_go(ack, action):
            await ack()
            await heard.put(action["selected_option"]["value"])

    await town.bolt(listen)
    page, client = await town.page(), town.client()
    option = {"text": {"type": "plain_text", "text": "One"}, "value": "1"}
    menu = {"type": "static_select", "action_id": "go", "options": [option]}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    posted = await client.chat_postMessage(
        channel="C0LEADS", text="x", attachments=[{"color": "#f00", "blocks": blocks}]
    )

    container = {"type": "message", "channel": "C0LEADS", "message_ts": posted["ts"]}
    choice = {"action_id": "go", "block_id": "b", "selected_option": option}
    await page.post("actions", container=container, actions=[choice])

    assert await asyncio.wait_for(heard.get(), 3) == "1"
    broken = [{"blocks": [{"type": "sparkle"}], "fallback": "x"}]
    assert await refusal(client.chat_postMessage(channel="C0LEADS", text="x", attachments=broken)) == "invalid_blocks"


async def test_at_most_three_modals_lie_on_each_other(town):
    client, modals = town.client(), town.desk.modals
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]}
    await client.views_open(trigger_id=modals.trigger("U0JORGE"), view=view)
    for _ in range(2):
        await client.views_push(trigger_id=modals.trigger("U0JORGE"), view=view)

    assert await refusal(client.views_push(trigger_id=modals.trigger("U0JORGE"), view=view)) == "push_limit_reached"
    assert len(modals.stack("U0JORGE")) == 3
    assert await refusal(client.views_update(view_id="V0NONE", view=view)) == "not_found"


async def test_home_is_published_again_under_the_same_id_unless_it_changed_meanwhile(town):
    client, page = town.client(), await town.page()
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    first = (await client.views_publish(user_id="U0JORGE", view=view))["view"]

    second = (await client.views_update(view_id=first["id"], view=view))["view"]

    assert second["id"] == first["id"]
    assert (await page.post("home"))["home"]["hash"] == second["hash"]
    assert await refusal(client.views_publish(user_id="U0JORGE", view=view, hash=first["hash"])) == "hash_conflict"
    assert await refusal(client.views_publish(user_id="U0NOBODY", view=view)) == "user_not_found"


async def test_the_small_methods_answer(town):
    client = town.client()

    assert (await client.api_test())["ok"]
    assert (await client.bots_info(bot="B0JORGE"))["bot"]["user_id"] == "U0BOT"
    assert len((await client.users_conversations())["channels"]) == 5
    assert (await client.users_info(user="U0JORGE"))["user"]["profile"]["email"] == "jorge@rivera-realty.example"
    assert await refusal(client.users_info(user="U0NOBODY")) == "user_not_found"
    assert await refusal(client.conversations_info(channel="C0NONE")) == "channel_not_found"
    assert await refusal(client.conversations_open(users=["U0JORGE", "U0DANA"])) == "not_supported"
    assert await refusal(client.team_info()) == "missing_scope"


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_no_method_breaks_on_junk(name):
    desk = create_desk(Shelf(None), MANIFEST, base_url="http://127.0.0.1:1").state.desk
    sent = desk.post("D0JORGE", {"user": "U0JORGE", "text": "root"})
    stream = desk.post("D0JORGE", {"user": "U0BOT", "text": "", "thread_ts": sent["ts"], "streaming": True})
    real = {"channel": "D0JORGE", "channel_id": "D0JORGE", "user": "U0JORGE", "user_id": "U0JORGE", "ts": stream["ts"]}
    real |= {
        "timestamp": sent["ts"],
        "thread_ts": sent["ts"],
        "inclusive": True,
        "name": "tada",
        "status": "active",
        "text": "x",
    }
    for key in (*real, *MORE):
        for junk in JUNK:
            trigger = {"trigger_id": desk.modals.trigger("U0JORGE")}
            try:
                METHODS[name].run(desk, Call(name, {**real, **trigger, key: junk}))
            except RefusedError:
                continue
            except Exception as broken:
                broken.add_note(f"{name} with {key} = {junk!r}")
                raise
