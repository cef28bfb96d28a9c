"""assistant.threads.* and agents.sessions.*: how an agent app shows that it works."""

from __future__ import annotations

from integrations.simulated.desk.api.call import Answer, Call, method, need_channel
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.refusal import RefusedError

_STATUSES = frozenset({"active", "processing", "suspended", "closed"})
_MOST_PROMPTS = 4
_LONGEST_TITLE = 200


def _need_thread(desk: Desk, channel: str, thread_ts: str) -> None:
    if desk.messages.get(channel, thread_ts) is None:
        raise RefusedError("thread_not_found")


@method("assistant.threads.setStatus", "assistant:write", "chat:write", tier="free")
def set_status(desk: Desk, call: Call) -> Answer:
    """Show "is thinking" under a thread; an empty status takes it away."""
    channel, thread_ts = need_channel(desk, call, "channel_id"), call.need("thread_ts")
    _need_thread(desk, channel, thread_ts)
    loading = call.json("loading_messages") or []
    if not isinstance(loading, list) or len(loading) > 10:
        raise RefusedError("invalid_arguments", "must be an array of no more than 10 items: loading_messages")
    desk.show_status(channel, thread_ts, call.text("status") or "", loading)
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write", tier="free")
def set_prompts(desk: Desk, call: Call) -> Answer:
    """Offer up to four prompts in a DM. For an agent app a thread_ts makes Slack ignore the call silently."""
    channel = need_channel(desk, call, "channel_id")
    prompts = call.objects("prompts")
    if not 1 <= len(prompts) <= _MOST_PROMPTS:
        raise RefusedError("invalid_arguments", f"must provide 1 to {_MOST_PROMPTS} prompts")
    if any(not each.get("title") or not each.get("message") for each in prompts):
        raise RefusedError("invalid_arguments", "each prompt needs a title and a message")
    if call.text("thread_ts") is None:
        made = {"title": call.text("title") or "", "prompts": prompts}
        desk.prompts[channel] = made
        desk.live.push(desk.places.people_in(channel), "prompts", channel=channel, **made)
    return {}


@method("assistant.threads.setTitle", "assistant:write", tier="free")
def set_title(desk: Desk, call: Call) -> Answer:
    """Name a thread."""
    channel, thread_ts = need_channel(desk, call, "channel_id"), call.need("thread_ts")
    _need_thread(desk, channel, thread_ts)
    keep_session(desk, channel, thread_ts, title=call.need("title"))
    return {}


@method("agents.sessions.setStatus", "assistant:write", "chat:write", tier="free")
def set_session(desk: Desk, call: Call) -> Answer:
    """Say whether a session works, waits or is over."""
    channel = need_channel(desk, call, "channel_id")
    status = call.need("status")
    if status not in _STATUSES:
        raise RefusedError("invalid_arguments", f"status must be one of {', '.join(sorted(_STATUSES))}")
    keep_session(desk, channel, call.text("thread_ts"), status=status, title=call.text("title"))
    return {}


@method("agents.sessions.rename", "assistant:write", "chat:write", tier="free")
def rename(desk: Desk, call: Call) -> Answer:
    """Name a session."""
    channel = need_channel(desk, call, "channel_id")
    keep_session(desk, channel, call.text("thread_ts"), title=call.need("title"))
    return {}


def keep_session(
    desk: Desk, channel: str, thread_ts: str | None, *, status: str | None = None, title: str | None = None
) -> None:
    """Remember a session's status and title and show them."""
    if title is not None and len(title) > _LONGEST_TITLE:
        raise RefusedError("invalid_arguments", f"must be less than {_LONGEST_TITLE + 1} characters: title")
    key = f"{channel}/{thread_ts or ''}"
    before = desk.sessions.get(key, {"channel": channel, "thread_ts": thread_ts, "status": "active", "title": ""})
    made = {**before, "status": status or before["status"], "title": title or before["title"]}
    desk.sessions[key] = made
    desk.live.push(desk.places.people_in(channel), "session", **made)
