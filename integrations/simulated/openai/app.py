from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from integrations.simulated.openai.script import Call, Line, Script, Trouble, Words

_USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}


def create_app(script: Script) -> Starlette:
    """`POST /v1/chat/completions`, streamed or not, and `GET /v1/models`."""

    async def complete(request: Request) -> Response:
        body = await request.json()
        line = script.reply(body)
        if isinstance(line, Trouble):
            await asyncio.sleep(line.seconds)
            said = {"error": {"message": "scripted trouble", "type": "server_error", "code": None}}
            return JSONResponse(said, status_code=line.status)
        if body.get("stream"):
            return StreamingResponse(_events(line, body), media_type="text/event-stream")
        finish = "tool_calls" if isinstance(line, Call) else "stop"
        choice = {"index": 0, "message": {"role": "assistant", **_message(line)}, "finish_reason": finish}
        return JSONResponse({**_head(body, "chat.completion"), "choices": [choice], "usage": _USAGE})

    async def models(_request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    return Starlette(routes=[Route("/v1/chat/completions", complete, methods=["POST"]), Route("/v1/models", models)])


def _head(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid4().hex}", "object": kind, "created": 0, "model": body.get("model", "scripted")}


def _message(line: Line) -> dict[str, Any]:
    if isinstance(line, Words):
        return {"content": line.text}
    if isinstance(line, Call):
        arguments = json.dumps(line.args) if line.raw is None else line.raw
        function = {"name": line.name, "arguments": arguments}
        return {
            "content": None,
            "tool_calls": [{"id": f"call_{uuid4().hex}", "type": "function", "function": function}],
        }
    return {"content": ""}


async def _events(line: Line, body: dict[str, Any]) -> AsyncIterator[str]:
    head = _head(body, "chat.completion.chunk")
    message = _message(line)
    for call in message.get("tool_calls", ()):
        delta = {"role": "assistant", "tool_calls": [{"index": 0, **call}]}
        yield _event(head, {"index": 0, "delta": delta, "finish_reason": None})
    for word in (message["content"] or "").split(" ") if message["content"] else ():
        yield _event(head, {"index": 0, "delta": {"role": "assistant", "content": f"{word} "}, "finish_reason": None})
    finish = "tool_calls" if isinstance(line, Call) else "stop"
    yield _event(head, {"index": 0, "delta": {}, "finish_reason": finish})
    if (body.get("stream_options") or {}).get("include_usage"):
        yield f"data: {json.dumps({**head, 'choices': [], 'usage': _USAGE})}\n\n"
    yield "data: [DONE]\n\n"


def _event(head: dict[str, Any], choice: dict[str, Any]) -> str:
    return f"data: {json.dumps({**head, 'choices': [choice]})}\n\n"
