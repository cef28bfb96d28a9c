"""files.*: the three steps of an upload, and what is known of files."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.api.call import Answer, Call, method
from integrations.simulated.desk.api.chat import content
from integrations.simulated.desk.desk import Desk, from_bot
from integrations.simulated.desk.installed import BOT_USER
from integrations.simulated.desk.refusal import RefusedError


@method("files.getUploadURLExternal", "files:write", tier="tier4")
def upload_url(desk: Desk, call: Call) -> Answer:
    """Step 1: reserve a file and say where its bytes go."""
    size = call.number("length", 0)
    if size <= 0:
        raise RefusedError("invalid_arguments", "must be more than 0: length")
    file = desk.cabinet.reserve(call.need("filename"), size, BOT_USER)
    return {"upload_url": desk.cabinet.upload_url(file["id"]), "file_id": file["id"]}


@method("files.completeUploadExternal", "files:write", tier="tier4")
def complete(desk: Desk, call: Call) -> Answer:
    """Step 3: share uploaded files, as one message if a channel is named."""
    given = call.objects("files")
    if not given:
        raise RefusedError("invalid_arguments", "missing required field: files")
    named = [each for each in (call.text("channel_id") or call.text("channels") or "").split(",") if each]
    channels = [_channel(desk, each) for each in named]
    said = content(call)
    root = _root(desk, channels, call)
    files = [
        desk.cabinet.share(str(each.get("id")), each.get("title"), channels[0] if channels else None) for each in given
    ]
    for channel in channels:
        text = call.text("initial_comment") or ""
        message = {"text": text, "files": files, "subtype": "file_share", "upload": True, "thread_ts": root}
        desk.post(channel, from_bot(message | {key: said[key] for key in ("blocks",) if key in said}))
    return {"files": files}


def _channel(desk: Desk, name: str) -> str:
    found = desk.places.find_channel(name)
    if found is None:
        raise RefusedError("channel_not_found")
    return str(found["id"])


def _root(desk: Desk, channels: list[str], call: Call) -> str | None:
    thread_ts = call.text("thread_ts")
    if thread_ts is None or not channels:
        return None
    root = desk.messages.get(channels[0], thread_ts)
    if root is None:
        raise RefusedError("thread_not_found")
    return str(root.get("thread_ts", thread_ts))


@method("files.info", "files:read", tier="tier4")
def info(desk: Desk, call: Call) -> Answer:
    """Describe one file."""
    return {"file": desk.cabinet.info(call.need("file")), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.list", "files:read")
def listing(desk: Desk, call: Call) -> Answer:
    """List shared files, newest first."""
    found = desk.cabinet.listing()[::-1]
    channel = call.text("channel")
    if channel is not None:
        found = [file for file in found if channel in file["channels"]]
    count = max(1, call.number("count", 100))
    page = max(1, call.number("page", 1))
    paging: dict[str, Any] = {"count": count, "total": len(found), "page": page, "pages": -(-len(found) // count)}
    return {"files": found[(page - 1) * count : page * count], "paging": paging}


@method("files.delete", "files:write")
def delete(desk: Desk, call: Call) -> Answer:
    """Delete a file of the app."""
    desk.cabinet.remove(call.need("file"))
    return {}
