from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.simulated.followupboss.account import Account
from integrations.simulated.followupboss.guard import System
from integrations.simulated.followupboss.hooks import EVENTS
from integrations.simulated.followupboss.paging import page
from integrations.simulated.followupboss.refusal import Refusal

_MOST_PER_EVENT = 2
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def answer_list(request: Request, account: Account, system: System) -> Response:
    """GET /webhooks of the calling system."""
    mine = [hook for hook in account.mail.hooks.values() if hook["system"] == system.name]
    return JSONResponse(page(request, mine, "webhooks", base=f"{account.town.public_url}/fub/v1", sort="id"))


async def answer_create(request: Request, account: Account, system: System) -> Response:
    """POST /webhooks: at most two per event and system; https, or http to this machine."""
    if not system.is_registered:
        raise Refusal(403, "Webhooks need a registered system: send X-System and X-System-Key.")
    body = await request.json()
    event, url = str(body.get("event")), str(body.get("url"))
    if event not in EVENTS:
        raise Refusal(400, f"Event {event} does not exist.")
    where = urlsplit(url)
    if where.scheme != "https" and not (where.scheme == "http" and where.hostname in _LOOPBACK):
        raise Refusal(400, "The url must be https.")
    same = [h for h in account.mail.hooks.values() if h["system"] == system.name and h["event"] == event]
    if len(same) >= _MOST_PER_EVENT:
        raise Refusal(400, f"There are already {_MOST_PER_EVENT} webhooks for {event}.")
    hook = {
        "id": account.next_id("hook"),
        "system": system.name,
        "event": event,
        "url": url,
        "status": "Active",
    }
    account.mail.hooks[str(hook["id"])] = hook
    return JSONResponse(hook, 201)


async def answer_delete(request: Request, account: Account, system: System) -> Response:
    """DELETE /webhooks/:id."""
    hook = account.mail.hooks.get(request.path_params["id"])
    if hook is None or hook["system"] != system.name:
        raise Refusal(404, "The webhook was not found.")
    del account.mail.hooks[str(hook["id"])]
    return JSONResponse({})


async def answer_notice(request: Request, account: Account) -> Response:
    """GET /webhookEvents/:id, for what was missed."""
    notice = account.mail.told.get(request.path_params["id"])
    if notice is None:
        raise Refusal(404, "The webhook event was not found.")
    return JSONResponse(notice)
