"""chat.*: what the app says."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.api.call import Answer, Call, method, need_channel
from integrations.simulated.desk.blocks import check_blocks
from integrations.simulated.desk.desk import Desk, from_bot
from integrations.simulated.desk.installed import BOT_USER
from integrations.simulated.desk.messages import Message
from integrations.simulated.desk.refusal import RefusedError

_LONGEST = 40_000
_MOST_ATTACHMENTS = 100


def content(call: Call) -> dict[str, Any]:
    """Read text, blocks, attachments and metadata of a message; only what the call carries."""
    read: dict[str, Any] = {}
    markdown = call.text("markdown_text")
    if markdown is not None:
        if call.text("text") or call.args.get("blocks"):
            raise RefusedError("markdown_text_conflict")
        read |= {"text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}
    elif call.args.get("text") is not None:
        read["text"] = str(call.args["text"])
    if len(read.get("text", "")) > _LONGEST:
        raise RefusedError("msg_too_long")
    blocks = read.get("blocks") or call.json("blocks", "invalid_blocks_format")
    if blocks is not None:
        check_blocks(blocks)
        read["blocks"] = blocks
    if call.json("attachments") is not None:
        attachments = call.objects("attachments")
        if len(attachments) > _MOST_ATTACHMENTS:
            raise RefusedError("too_many_attachments")
        for attachment in attachments:
            check_blocks(attachment.get("blocks") or [])
        read["attachments"] = attachments
    if call.json("metadata") is not None:
        read["metadata"] = _metadata(call.json("metadata"))
    return read


def _metadata(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or "event_type" not in given or "event_payload" not in given:
        raise RefusedError("invalid_metadata_format")
    return given


def need_content(call: Call) -> dict[str, Any]:
    """Read the content of a message that must say something."""
    read = content(call)
    if not read.get("text") and not read.get("blocks") and not read.get("attachments"):
        raise RefusedError("no_text")
    return {"text": "", **read}


def need_own(desk: Desk, channel: str, ts: str, error: str) -> Message:
    """Return a message of the app."""
    message = desk.messages.get(channel, ts)
    if message is None:
        raise RefusedError("message_not_found")
    if message.get("user") != BOT_USER:
        raise RefusedError(error)
    return message


def _thread(desk: Desk, channel: str, call: Call) -> dict[str, Any]:
    thread_ts = call.text("thread_ts")
    if thread_ts is None:
        return {}
    root = desk.messages.get(channel, thread_ts)
    if root is None:
        raise RefusedError("thread_not_found")
    found = {"thread_ts": root.get("thread_ts", thread_ts)}
    return found | ({"subtype": "thread_broadcast"} if call.flag("reply_broadcast") else {})


@method("chat.postMessage", "chat:write", tier="post")
def post_message(desk: Desk, call: Call) -> Answer:
    """Post a message."""
    channel = need_channel(desk, call)
    said = need_content(call) | _thread(desk, channel, call)
    looks = {key: call.args[key] for key in ("username", "icon_emoji", "icon_url") if call.text(key)}
    message = desk.post(channel, from_bot(said | looks))
    return {"channel": channel, "ts": message["ts"], "message": message}


@method("chat.postEphemeral", "chat:write", tier="tier4")
def post_ephemeral(desk: Desk, call: Call) -> Answer:
    """Show a message to one user."""
    channel = need_channel(desk, call)
    user = call.need("user")
    if user not in desk.places.people_in(channel):
        raise RefusedError("user_not_in_channel")
    message = desk.whisper(user, channel, from_bot(need_content(call) | _thread(desk, channel, call)))
    return {"message_ts": message["ts"]}


@method("chat.update", "chat:write")
def update(desk: Desk, call: Call) -> Answer:
    """Edit a message of the app. New text without blocks takes the old blocks away, as in Slack."""
    channel = need_channel(desk, call)
    ts = call.need("ts")
    need_own(desk, channel, ts, "cant_update_message")
    changes = content(call)
    if not changes.get("text") and changes.get("blocks") is None and changes.get("attachments") is None:
        raise RefusedError("no_text")
    if "text" in changes and "blocks" not in changes:
        changes["blocks"] = None
    if "blocks" not in changes:
        changes["edited"] = {"user": BOT_USER, "ts": desk.messages.next_ts()}
    message = desk.change(channel, ts, changes)
    return {"channel": channel, "ts": ts, "text": message.get("text", ""), "message": message}


@method("chat.delete", "chat:write")
def delete(desk: Desk, call: Call) -> Answer:
    """Delete a message of the app."""
    channel = need_channel(desk, call)
    ts = call.need("ts")
    need_own(desk, channel, ts, "cant_delete_message")
    desk.remove(channel, ts)
    return {"channel": channel, "ts": ts}


@method("chat.getPermalink", tier="free")
def permalink(desk: Desk, call: Call) -> Answer:
    """Return a link to a message on the desk's page."""
    channel = need_channel(desk, call)
    ts = call.need("message_ts")
    if desk.messages.get(channel, ts) is None:
        raise RefusedError("message_not_found")
    return {"channel": channel, "permalink": f"{desk.base_url}/archives/{channel}/p{ts.replace('.', '')}"}
