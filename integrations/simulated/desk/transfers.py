"""Bytes and late answers: uploads, downloads and response_urls."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.simulated.desk.blocks import check_blocks
from integrations.simulated.desk.desk import Desk, from_bot
from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.desk.uploads import take_upload

_LARGEST = 64 * 1024 * 1024
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml", "application/pdf", "text/plain")


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes for files and response_urls."""

    async def upload(request: Request) -> Response:
        return await _upload(desk, request)

    async def download(request: Request) -> Response:
        return _download(desk, request)

    async def respond(request: Request) -> Response:
        return await _respond(desk, request)

    async def put(request: Request) -> Response:
        return await take_upload(desk, request)

    return [
        Route("/desk/uploads", put, methods=["POST"], max_body_size=_LARGEST),
        Route("/upload/v1/{id}", upload, methods=["POST", "PUT"], max_body_size=_LARGEST),
        Route("/files/{id}/{name:path}", download, methods=["GET"]),
        Route("/hooks/response/{token}", respond, methods=["POST"]),
    ]


async def _upload(desk: Desk, request: Request) -> Response:
    file_id = request.path_params["id"]
    try:
        if request.headers.get("content-type", "").startswith("multipart/"):
            async with request.form() as form:
                parts = [part for part in form.values() if not isinstance(part, str)]
                body = await parts[0].read() if parts else b""
        else:
            body = await request.body()
        desk.cabinet.receive(file_id, body)
    except RefusedError as refused:
        return PlainTextResponse(refused.error, 404)
    return PlainTextResponse(f"OK - {len(body)}")


def _download(desk: Desk, request: Request) -> Response:
    try:
        file = desk.cabinet.info(request.path_params["id"])
        body = desk.cabinet.read(file["id"])
    except RefusedError:
        return PlainTextResponse("file_not_found", 404)
    shown = file["mimetype"] in _SHOWN and "download" not in request.query_params
    headers = {
        "Content-Disposition": "inline"
        if shown
        else f"attachment; filename*=UTF-8''{request.url.path.rpartition('/')[2]}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=86400",
    }
    if file["mimetype"] != "application/pdf":
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    kind = file["mimetype"] if shown else "application/octet-stream"
    return Response(body, media_type=kind, headers=headers)


async def _respond(desk: Desk, request: Request) -> Response:
    try:
        body = await request.json()
        hook = desk.hooks.use(request.path_params["token"])
        _say(desk, hook, body)
    except ValueError:
        return PlainTextResponse("invalid_payload", 400)
    except RefusedError as refused:
        status = 404 if refused.error.endswith("_url") else 400
        return JSONResponse(refused.answer(), status)
    return PlainTextResponse("ok")


def _say(desk: Desk, hook: dict[str, Any], body: dict[str, Any]) -> None:
    channel, ts = hook["channel"], hook["ts"]
    whispered = ts is not None and f"{channel}/{ts}" in desk.whispers
    if body.get("delete_original") and ts is not None:
        _delete(desk, channel, ts, whispered=whispered)
        return
    said = {key: body.get(key) for key in ("text", "blocks", "attachments")}
    if not any(said.values()):
        raise RefusedError("no_text")
    if said["blocks"]:
        check_blocks(said["blocks"])
    if body.get("replace_original") and ts is not None:
        if not whispered:
            desk.change(channel, ts, {"text": "", **said})
            return
        desk.forget_whisper(channel, ts)
        desk.whisper(hook["user"], channel, from_bot({"text": "", **said, "thread_ts": hook["thread_ts"]}))
        return
    message = from_bot({"text": "", **said, "thread_ts": body.get("thread_ts")})
    if body.get("response_type") == "in_channel":
        desk.post(channel, message)
    else:
        desk.whisper(hook["user"], channel, message)


def _delete(desk: Desk, channel: str, ts: str, *, whispered: bool) -> None:
    if whispered:
        desk.forget_whisper(channel, ts)
    elif desk.messages.get(channel, ts) is not None:
        desk.remove(channel, ts)
