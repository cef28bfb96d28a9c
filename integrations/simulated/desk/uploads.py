"""A file that a person puts into a conversation on the page."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.simulated.desk.desk import Desk, from_person
from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.desk.workspace import OWNER


async def take_upload(desk: Desk, request: Request) -> Response:
    """Keep the file and post it: multipart `user`, `channel`, `file`, and perhaps `text` and `thread_ts`."""
    async with request.form() as form:
        words = {name: value for name, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return JSONResponse({"ok": False, "error": "no_file"}, 400)
        name, body = file.filename or "file", await file.read()
    try:
        return JSONResponse(_post(desk, words, name, body))
    except RefusedError as refused:
        return JSONResponse(refused.answer())


def _post(desk: Desk, words: dict[str, str], name: str, body: bytes) -> dict[str, object]:
    user, channel = words.get("user") or OWNER, words.get("channel", "")
    if channel not in desk.places.channels or user not in desk.places.people_in(channel):
        raise RefusedError("channel_not_found")
    reserved = desk.cabinet.reserve(name, len(body), user)
    desk.cabinet.receive(reserved["id"], body)
    file = desk.cabinet.share(reserved["id"], None, channel)
    said = {"text": words.get("text", ""), "files": [file], "subtype": "file_share", "upload": True}
    if words.get("thread_ts"):
        said["thread_ts"] = words["thread_ts"]
    return {"ok": True, "message": desk.post(channel, from_person(user, said))}
