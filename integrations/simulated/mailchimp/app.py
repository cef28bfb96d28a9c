from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from json import JSONDecodeError
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrations.simulated.mailchimp import audience, sending
from integrations.simulated.mailchimp.account import Account
from integrations.simulated.mailchimp.campaigns import Campaigns
from integrations.simulated.mailchimp.habits import API_KEY, HABITS, Habits
from integrations.simulated.mailchimp.pages import Pages
from integrations.simulated.mailchimp.refusal import Refusal, refuse
from integrations.simulated.town import Town

Answer = Callable[[Request, Any], Awaitable[Response]]


def create_app(town: Town, habits: Habits | None = None) -> Starlette:
    """The stand-in Mailchimp, to be mounted at `MOUNT`."""
    town.habits[HABITS] = habits or Habits()
    account = Account(town)
    campaigns = Campaigns(account)
    guard, pages = _Guard(account), Pages(account, campaigns)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        account.mail.resume()
        yield
        await account.mail.stop()

    served = [(audience.ROUTES, account), (sending.ROUTES, campaigns)]
    routes = [
        Route(f"/3.0{path}", guard.endpoint(answer, part), methods=[method])
        for table, part in served
        for method, path, answer in table
    ]
    routes += [
        Route("/outbox", pages.outbox),
        Route("/outbox/{id}", pages.campaign),
        Route("/outbox/{id}/mail", pages.mail),
        Route("/unsubscribe/{hash}", pages.leave, methods=["GET", "POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={Refusal: refuse}, lifespan=lifespan)
    app.state.account = account
    app.state.campaigns = campaigns
    return app


class _Guard:
    """Who calls, how many at once, and the vendor's moods."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._open = 0

    def endpoint(self, answer: Answer, part: Any) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            self._open += 1
            try:
                if (mood := self._mood()) is not None:
                    return mood
                _admit(request)
                response = await answer(request, part)
            except JSONDecodeError as error:
                raise Refusal(400, "JSON Parse Error", "We encountered an unspecified JSON parsing error.") from error
            finally:
                self._open -= 1
            # A mounted app has no lifespan of its own, so each request wakes what waits from before a restart.
            self._account.mail.resume()
            return response

        return endpoint

    def _mood(self) -> Response | None:
        habits, town = self._account.habits, self._account.town
        if habits.throttled:
            town.habits[HABITS] = replace(habits, throttled=habits.throttled - 1)
            return Response(status_code=403)
        if habits.too_many:
            town.habits[HABITS] = replace(habits, too_many=habits.too_many - 1)
        if habits.too_many or self._open > habits.connections:
            said = f"You have exceeded the limit of {habits.connections} simultaneous connections."
            raise Refusal(429, "Too Many Requests", said)
        return None


def _admit(request: Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(token, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        given = ""
    if (scheme.lower() == "basic" and given == API_KEY) or (scheme.lower() == "bearer" and token == API_KEY):
        return
    raise Refusal(
        401, "API Key Invalid", "Your API key may be invalid, or you've attempted to access the wrong datacenter."
    )
