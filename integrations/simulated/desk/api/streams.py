"""chat.startStream, appendStream, stopStream: a message that grows while it is read."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.api.assistant import keep_session
from integrations.simulated.desk.api.call import Answer, Call, method, need_channel
from integrations.simulated.desk.api.chat import content, need_own
from integrations.simulated.desk.blocks import check_blocks, complete
from integrations.simulated.desk.desk import Desk, from_bot
from integrations.simulated.desk.messages import Message
from integrations.simulated.desk.refusal import RefusedError

_LONGEST = 12_000
_TASK = ("id", "title", "status", "details", "output", "sources")
_TASK_STATUSES = frozenset({"pending", "in_progress", "complete", "error"})


@method("chat.startStream", "chat:write", tier="tier2")
def start(desk: Desk, call: Call) -> Answer:
    """Start a reply that will grow."""
    channel, thread_ts = need_channel(desk, call), call.need("thread_ts")
    root = desk.messages.get(channel, thread_ts)
    if root is None:
        raise RefusedError("thread_not_found")
    if not desk.places.channels[channel]["im"]:
        for name in ("recipient_user_id", "recipient_team_id"):
            if call.text(name) is None:
                raise RefusedError(f"missing_{name}")
    growth = _growth(call)
    empty = from_bot({"text": "", "thread_ts": root.get("thread_ts", thread_ts), "streaming": True})
    mode = call.text("task_display_mode") or "timeline"
    message = desk.post(channel, _grown({**empty, "task_display_mode": mode}, growth))
    return {"channel": channel, "ts": message["ts"]}


@method("chat.appendStream", "chat:write", tier="tier4")
def append(desk: Desk, call: Call) -> Answer:
    """Add text, task updates or blocks."""
    channel, ts = need_channel(desk, call), call.need("ts")
    message = _need_open(desk, channel, ts)
    _grow(desk, channel, message, _growth(call))
    return {"channel": channel, "ts": ts}


@method("chat.stopStream", "chat:write", tier="tier2")
def stop(desk: Desk, call: Call) -> Answer:
    """Finish the message, with blocks at its end if there are any."""
    channel, ts = need_channel(desk, call), call.need("ts")
    message = _need_open(desk, channel, ts)
    said = content(Call(call.method, {key: call.args.get(key) for key in ("blocks", "metadata")}))
    growth = [*_growth(call), *({"type": "blocks", "blocks": said["blocks"]} for _ in range("blocks" in said))]
    after = _grown(message, growth)
    head = [{"type": "markdown", "text": after["text"]}] if after["text"] else []
    changes = {"streaming": None, "blocks": head + after["blocks"], "metadata": said.get("metadata")}
    final = desk.change(channel, ts, {**after, **changes})
    if call.text("session_status"):
        keep_session(desk, channel, final.get("thread_ts"), status=call.need("session_status"))
    return {"channel": channel, "ts": ts, "message": final}


def _need_open(desk: Desk, channel: str, ts: str) -> Message:
    message = need_own(desk, channel, ts, "message_not_owned_by_app")
    if not message.get("streaming"):
        raise RefusedError("message_not_in_streaming_state")
    return message


def _growth(call: Call) -> list[dict[str, Any]]:
    chunks = [dict(chunk) for chunk in call.objects("chunks")]
    if call.text("markdown_text"):
        chunks.insert(0, {"type": "markdown_text", "text": call.need("markdown_text")})
    for chunk in chunks:
        _check(chunk)
    return chunks


def _check(chunk: dict[str, Any]) -> None:
    kind = chunk.get("type")
    if kind == "markdown_text":
        if len(str(chunk.get("text", ""))) > _LONGEST:
            raise RefusedError("msg_too_long")
    elif kind == "task_update":
        if not chunk.get("id") or chunk.get("status", "pending") not in _TASK_STATUSES:
            raise RefusedError("invalid_chunks", "a task_update needs an id and a known status")
    elif kind == "blocks":
        check_blocks(chunk.get("blocks"))
    elif kind != "plan_update":
        raise RefusedError("invalid_chunks", f"unknown chunk type: {kind}")


def _grow(desk: Desk, channel: str, message: Message, growth: list[dict[str, Any]]) -> None:
    after = desk.messages.change(channel, message["ts"], _grown(message, growth))
    people = desk.places.people_in(channel)
    if all(chunk["type"] == "markdown_text" for chunk in growth):
        delta = "".join(chunk["text"] for chunk in growth)
        about = {"channel": channel, "ts": message["ts"], "thread_ts": message.get("thread_ts")}
        desk.live.push(people, "stream", **about, delta=delta)
    else:
        desk.live.push(people, "message_changed", channel=channel, message=after)


def _grown(message: Message, growth: list[dict[str, Any]]) -> Message:
    text = str(message.get("text", ""))
    tasks = {task["id"]: task for task in message.get("task_cards") or ()}
    blocks = list(message.get("blocks") or ())
    plan = message.get("plan_title")
    for chunk in growth:
        if chunk["type"] == "markdown_text":
            text += chunk["text"]
        elif chunk["type"] == "task_update":
            told = {key: chunk[key] for key in _TASK if chunk.get(key) is not None}
            tasks[chunk["id"]] = {**tasks.get(chunk["id"], {"status": "pending"}), **told}
        elif chunk["type"] == "plan_update":
            plan = chunk.get("title")
        else:
            blocks += complete(chunk["blocks"])
    cards = list(tasks.values())
    return {**message, "text": text, "blocks": blocks, "task_cards": cards, "plan_title": plan}
