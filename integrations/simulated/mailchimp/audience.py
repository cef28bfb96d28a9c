from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.simulated.mailchimp.account import Account, demand_list, hash_of
from integrations.simulated.mailchimp.habits import LIST_ID
from integrations.simulated.mailchimp.hooks import EVENTS, SOURCES
from integrations.simulated.mailchimp.refusal import Refusal, not_found, wrong

_MOST = 1000
_BATCH = 500


async def _ping(_request: Request, _account: Account) -> Response:
    return JSONResponse({"health_status": "Everything's Chimpy!"})


async def _lists(_request: Request, account: Account) -> Response:
    return JSONResponse({"lists": [_list(account)], "total_items": 1})


async def _one_list(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    return JSONResponse(_list(account))


async def _batch(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    body = await request.json()
    members = body.get("members") or []
    if len(members) > _BATCH:
        raise wrong("members", f"At most {_BATCH} members at once.")
    made: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    errors: list[dict[str, str]] = []
    with account.town.shelf.bulk():
        for one in members:
            email = str(one.get("email_address") or "")
            if hash_of(email) in account.members and not body.get("update_existing"):
                errors.append(_batch_error(email, f"{email} is already a list member.", "ERROR_CONTACT_EXISTS"))
                continue
            try:
                member, new = account.put(one)
            except Refusal as refusal:
                errors.append(_batch_error(email, refusal.detail, "ERROR_GENERIC"))
                continue
            (made if new else changed).append(account.public(member))
    return JSONResponse(
        {"new_members": made, "updated_members": changed, "errors": errors, "total_created": len(made),
         "total_updated": len(changed), "error_count": len(errors)}
    )  # fmt: skip


async def _members(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    asked = request.query_params
    since = asked.get("since_last_changed", "")
    rows: Iterable[dict[str, Any]] = account.members.values()
    rows = [one for one in rows if not asked.get("status") or one["status"] == asked["status"]]
    rows = [account.public(one) for one in rows if one["last_changed"] >= since]
    return JSONResponse(_page(request, rows, "members") | {"list_id": LIST_ID})


async def _member(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    return JSONResponse(account.public(account.member(request.path_params["hash"])))


async def _put_member(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    body = await request.json()
    if hash_of(str(body.get("email_address") or "")) != request.path_params["hash"]:
        raise wrong("email_address", "The address does not belong to this hash.")
    member, new = account.put(body)
    account.mail.tell(
        "subscribe" if new else "profile",
        "api",
        {"id": member["unique_email_id"], "email": member["email_address"], "list_id": LIST_ID},
    )
    return JSONResponse(account.public(member))


async def _archive(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    account.member(request.path_params["hash"])
    del account.members[request.path_params["hash"]]
    return Response(status_code=204)


async def _tags(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    member = account.member(request.path_params["hash"])
    return JSONResponse({"tags": member["tags"], "total_items": len(member["tags"])})


async def _put_tags(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    for tag in (await request.json()).get("tags") or []:
        account.tag(request.path_params["hash"], str(tag["name"]), active=tag.get("status") == "active")
    return Response(status_code=204)


async def _segments(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    rows = [_segment(account, one) for one in list(account.segments.values())[::-1]]
    return JSONResponse(_page(request, rows, "segments") | {"list_id": LIST_ID})


async def _new_segment(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    body = await request.json()
    name = str(body.get("name") or "")
    if not name:
        raise wrong("name", "This value should not be blank.")
    marks = [hash_of(str(email)) for email in body.get("static_segment") or []]
    number = account.next_id("segment")
    segment = {"id": number, "name": name, "type": "static", "created_at": account.now(), "updated_at": account.now(),
               "_members": [mark for mark in dict.fromkeys(marks) if mark in account.members]}  # fmt: skip
    account.segments[str(number)] = segment
    return JSONResponse(_segment(account, segment))


async def _hooks(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    return JSONResponse(_page(request, list(account.mail.hooks.values()), "webhooks") | {"list_id": LIST_ID})


async def _new_hook(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    body = await request.json()
    url = str(body.get("url") or "")
    if not url.startswith(("http://127.0.0.1", "http://localhost", "https://")):
        raise wrong("url", "The URL must be https, or http on this machine.")
    if any(hook["url"] == url for hook in account.mail.hooks.values()):
        raise wrong("url", "Sorry, you can't set up multiple WebHooks for one URL")
    events, sources = body.get("events") or {}, body.get("sources") or {}
    key = f"{account.next_id('hook'):010x}"
    hook = {
        "id": key,
        "url": url,
        "events": {name: bool(events.get(name)) for name in EVENTS},
        "sources": {name: bool(sources.get(name)) for name in SOURCES},
    }
    account.mail.hooks[key] = hook
    return JSONResponse(hook | {"list_id": LIST_ID})


async def _delete_hook(request: Request, account: Account) -> Response:
    demand_list(request.path_params["list"])
    if account.mail.hooks.pop(request.path_params["id"], None) is None:
        raise not_found()
    return Response(status_code=204)


def _list(account: Account) -> dict[str, Any]:
    statuses = [one["status"] for one in account.members.values()]
    jorge = account.town.world.jorge
    stats = {"member_count": statuses.count("subscribed"), "unsubscribe_count": statuses.count("unsubscribed")}
    defaults = {"from_name": jorge.full_name, "from_email": jorge.email, "subject": "", "language": "en"}
    return {"id": LIST_ID, "name": jorge.office.name, "campaign_defaults": defaults, "stats": stats}


def _segment(account: Account, segment: dict[str, Any]) -> dict[str, Any]:
    count = sum(account.members.get(one, {}).get("status") == "subscribed" for one in segment["_members"])
    return {name: value for name, value in segment.items() if name[0] != "_"} | {"member_count": count}


def _page(request: Request, rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    count, offset = int(request.query_params.get("count", 10)), int(request.query_params.get("offset", 0))
    if not 0 <= count <= _MOST:
        raise wrong("count", f"This value should be between 0 and {_MOST}.")
    return {name: rows[offset : offset + count], "total_items": len(rows)}


def _batch_error(email: str, message: str, code: str) -> dict[str, str]:
    return {"email_address": email, "error": message, "error_code": code}


_LIST, _HASH = "/lists/{list}", "/lists/{list}/members/{hash}"
ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/ping", _ping),
    ("GET", "/lists", _lists),
    ("GET", _LIST, _one_list),
    ("POST", _LIST, _batch),
    ("GET", f"{_LIST}/members", _members),
    ("GET", _HASH, _member),
    ("PUT", _HASH, _put_member),
    ("DELETE", _HASH, _archive),
    ("GET", f"{_HASH}/tags", _tags),
    ("POST", f"{_HASH}/tags", _put_tags),
    ("GET", f"{_LIST}/segments", _segments),
    ("POST", f"{_LIST}/segments", _new_segment),
    ("GET", f"{_LIST}/webhooks", _hooks),
    ("POST", f"{_LIST}/webhooks", _new_hook),
    ("DELETE", f"{_LIST}/webhooks/{{id}}", _delete_hook),
)
