from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from inspect import signature
from json import JSONDecodeError
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrations.simulated.followupboss import events, office, people, seed, webhooks
from integrations.simulated.followupboss.account import Account
from integrations.simulated.followupboss.guard import Guard, add_headers
from integrations.simulated.followupboss.habits import HABITS, Habits
from integrations.simulated.followupboss.refusal import Refusal, refuse
from integrations.simulated.town import Town

Answer = Callable[..., Awaitable[Response]]

_ROUTES: tuple[tuple[str, str, str, Answer], ...] = (
    ("GET", "/people", "global", people.answer_list),
    ("POST", "/people", "global", people.answer_create),
    ("GET", "/people/checkDuplicate", "global", people.answer_duplicate),
    ("GET", "/people/{id:int}", "global", people.answer_one),
    ("PUT", "/people/{id:int}", "people-put", people.answer_update),
    ("DELETE", "/people/{id:int}", "global", people.answer_delete),
    ("GET", "/events", "events-get", events.answer_list),
    ("GET", "/events/{id:int}", "events-get", events.answer_one),
    ("POST", "/events", "global", events.answer_create),
    ("GET", "/notes", "notes", office.answer_notes),
    ("POST", "/notes", "notes", office.answer_new_note),
    ("GET", "/customFields", "global", office.answer_fields),
    ("POST", "/customFields", "global", office.answer_new_field),
    ("GET", "/stages", "global", office.answer_stages),
    ("GET", "/timeframes", "global", office.answer_timeframes),
    ("GET", "/users", "global", office.answer_users),
    ("GET", "/identity", "global", office.answer_identity),
    ("GET", "/webhooks", "global", webhooks.answer_list),
    ("POST", "/webhooks", "global", webhooks.answer_create),
    ("DELETE", "/webhooks/{id:int}", "global", webhooks.answer_delete),
    ("GET", "/webhookEvents/{id}", "global", webhooks.answer_notice),
)


def create_app(town: Town, habits: Habits | None = None) -> Starlette:
    """The stand-in Follow Up Boss, to be mounted at `MOUNT`."""
    town.habits[HABITS] = habits or Habits()
    account = Account(town)
    guard = Guard(town)
    seed.fill(account)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        account.mail.resume()
        yield
        await account.mail.stop()

    routes = [
        Route(f"/v1{path}", _endpoint(account, guard, context, answer), methods=[method])
        for method, path, context, answer in _ROUTES
    ]
    app = Starlette(routes=routes, exception_handlers={Refusal: refuse}, lifespan=lifespan)
    app.state.account = account
    return app


def _endpoint(account: Account, guard: Guard, context: str, answer: Answer) -> Any:
    wants_system = len(signature(answer).parameters) > 2

    async def endpoint(request: Request) -> Response:
        request.path_params.update({name: str(value) for name, value in request.path_params.items()})
        system, headers = guard.admit(request, context)
        try:
            with account.town.shelf.bulk():
                response = await (answer(request, account, system) if wants_system else answer(request, account))
        except JSONDecodeError as error:
            raise Refusal(400, "The body is not JSON.", headers) from error
        # A mounted app has no lifespan of its own, so each request wakes what waits from before a restart.
        account.mail.resume()
        return add_headers(response, headers)

    return endpoint
