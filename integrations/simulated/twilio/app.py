from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from integrations.simulated.town import Town
from integrations.simulated.twilio.habits import ACCOUNT_SID, AUTH_TOKEN, HABITS, Habits
from integrations.simulated.twilio.messages import Messages
from integrations.simulated.twilio.phone import draw_phone, draw_phones
from integrations.simulated.twilio.refusal import Refusal, refuse

_ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}"


def create_app(town: Town, habits: Habits | None = None) -> Starlette:
    """The stand-in Twilio, to be mounted at `MOUNT`."""
    town.habits[HABITS] = habits or Habits()
    line = _Line(town)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await line.messages.callbacks.stop()

    routes = [
        Route(f"{_ACCOUNT}.json", line.account),
        Route(f"{_ACCOUNT}/Messages.json", line.send, methods=["POST"]),
        Route(f"{_ACCOUNT}/Messages.json", line.listed),
        Route(f"{_ACCOUNT}/Messages/{{sid}}.json", line.one),
        Route("/inbound", line.inbound, methods=["POST"]),
        Route("/phone", line.phones),
        Route("/phone/{number}", line.phone),
    ]
    app = Starlette(routes=routes, exception_handlers={Refusal: refuse}, lifespan=lifespan)
    app.state.messages = line.messages
    return app


class _Line:
    def __init__(self, town: Town) -> None:
        self.messages = Messages(town)
        self._town = town
        self._taken: deque[float] = deque()

    async def account(self, request: Request) -> Response:
        _admit(request)
        return JSONResponse({"sid": ACCOUNT_SID, "status": "active", "friendly_name": "Rivera & Co. Realty"})

    async def send(self, request: Request) -> Response:
        _admit(request)
        if "form" not in request.headers.get("content-type", ""):
            raise Refusal(400, 21604, "A 'To' phone number is required.")
        self._throttle()
        form = {name: str(value) for name, value in (await request.form()).items()}
        message = self.messages.send(form)
        habits = self.messages.habits
        if habits.swallow_answers:
            self._town.habits[HABITS] = replace(habits, swallow_answers=habits.swallow_answers - 1)
            await asyncio.sleep(60)
        return JSONResponse({**_public(message), "status": "queued"}, 201)

    async def listed(self, request: Request) -> Response:
        _admit(request)
        asked = request.query_params
        day = asked.get("DateSent", "")
        first, last = day or asked.get("DateSent>", ""), day or asked.get("DateSent<", "")
        rows = self.messages.listed(asked.get("To", ""), asked.get("From", ""), first, last)
        size = min(int(asked.get("PageSize", 50)), 1000)
        return JSONResponse({"messages": [_public(one) for one in rows[:size]], "page": 0, "page_size": size})

    async def one(self, request: Request) -> Response:
        _admit(request)
        return JSONResponse(_public(self.messages.found(request.path_params["sid"])))

    async def inbound(self, request: Request) -> Response:
        form = await request.form()
        sender, body = str(form.get("From") or ""), str(form.get("Body") or "").strip()
        if not sender or not body:
            raise Refusal(400, 21602, "Give From and Body.")
        message = self.messages.receive(sender, body)
        if "text/html" in request.headers.get("accept", ""):
            return Response(status_code=303, headers={"Location": f"phone/{message['from']}"})
        return JSONResponse(_public(message), 201)

    async def phones(self, _request: Request) -> Response:
        return HTMLResponse(draw_phones(self.messages.listed()))

    async def phone(self, request: Request) -> Response:
        number = request.path_params["number"]
        with_it = [one for one in self.messages.listed() if number in (one["to"], one["from"])]
        return HTMLResponse(draw_phone(number, with_it[::-1]))

    def _throttle(self) -> None:
        now = time.monotonic()
        while self._taken and self._taken[0] <= now - 1:
            self._taken.popleft()
        if len(self._taken) >= self.messages.habits.per_second:
            raise Refusal(429, 20429, "Too Many Requests")
        self._taken.append(now)


def _admit(request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(token, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        given = ""
    if scheme.lower() != "basic" or given != f"{ACCOUNT_SID}:{AUTH_TOKEN}":
        raise Refusal(401, 20003, "Authenticate")


def _public(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if not name.startswith("_")}
