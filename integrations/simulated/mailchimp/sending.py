from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.simulated.mailchimp.campaigns import Campaigns
from integrations.simulated.mailchimp.habits import HABITS
from integrations.simulated.mailchimp.refusal import Refusal

_NEVER = 60.0


async def _listed(request: Request, campaigns: Campaigns) -> Response:
    asked = request.query_params
    rows = [one for one in campaigns.listed() if asked.get("status") in {None, one["status"]}]
    rows = [one for one in rows if one["create_time"] >= asked.get("since_create_time", "")]
    count, offset = int(asked.get("count", 10)), int(asked.get("offset", 0))
    shown = [_public(campaigns, one) for one in rows[offset : offset + count]]
    return JSONResponse({"campaigns": shown, "total_items": len(rows)})


async def _create(request: Request, campaigns: Campaigns) -> Response:
    return JSONResponse(_public(campaigns, campaigns.create(await request.json())))


async def _one(request: Request, campaigns: Campaigns) -> Response:
    return JSONResponse(_public(campaigns, campaigns.found(request.path_params["id"])))


async def _delete(request: Request, campaigns: Campaigns) -> Response:
    campaigns.delete(request.path_params["id"])
    return Response(status_code=204)


async def _content(request: Request, campaigns: Campaigns) -> Response:
    campaign = campaigns.found(request.path_params["id"])
    return JSONResponse({"html": campaign["_html"], "plain_text": campaign["_text"]})


async def _fill(request: Request, campaigns: Campaigns) -> Response:
    return JSONResponse(campaigns.fill(request.path_params["id"], await request.json()))


async def _checklist(request: Request, campaigns: Campaigns) -> Response:
    return JSONResponse(campaigns.checklist(request.path_params["id"]))


async def _act(request: Request, campaigns: Campaigns) -> Response:
    key, action = request.path_params["id"], request.path_params["action"]
    if action == "send":
        campaigns.send(key)
        await _swallow(campaigns)
    elif action == "schedule":
        campaigns.schedule(key, str((await request.json()).get("schedule_time")))
    elif action in {"unschedule", "cancel-send"}:
        campaigns.unschedule(key)
    elif action == "test":
        campaigns.found(key)
    else:
        raise Refusal(404, "Resource Not Found", f"There is no action {action}.")
    return Response(status_code=204)


async def _swallow(campaigns: Campaigns) -> None:
    account = campaigns.account
    if account.habits.swallow_sends:
        account.town.habits[HABITS] = replace(account.habits, swallow_sends=account.habits.swallow_sends - 1)
        await asyncio.sleep(_NEVER)


async def _report(request: Request, campaigns: Campaigns) -> Response:
    return JSONResponse(campaigns.report(request.path_params["id"]))


def _public(campaigns: Campaigns, campaign: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in campaign.items() if name[0] != "_"}
    waits = campaign["status"] in {"save", "paused", "schedule"}
    count = len(campaigns.recipients(campaign)) if waits else campaign["emails_sent"]
    return shown | {"recipients": {**campaign["recipients"], "recipient_count": count}}


_ID = "/campaigns/{id}"
ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/campaigns", _listed),
    ("POST", "/campaigns", _create),
    ("GET", _ID, _one),
    ("DELETE", _ID, _delete),
    ("GET", f"{_ID}/content", _content),
    ("PUT", f"{_ID}/content", _fill),
    ("GET", f"{_ID}/send-checklist", _checklist),
    ("POST", f"{_ID}/actions/{{action}}", _act),
    ("GET", "/reports/{id}", _report),
)
