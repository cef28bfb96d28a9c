from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.simulated.followupboss import people
from integrations.simulated.followupboss.account import STAGES, TIMEFRAMES, Account, field_key
from integrations.simulated.followupboss.paging import page
from integrations.simulated.followupboss.refusal import Refusal

_TYPES = ("text", "date", "number", "dropdown")


async def answer_identity(_request: Request, account: Account) -> Response:
    """GET /identity."""
    jorge = account.town.world.jorge
    user = {"id": 1, "name": jorge.full_name, "email": jorge.email, "role": "Broker", "status": "Active"}
    return JSONResponse({"account": {"id": 1, "domain": "rivera", "name": jorge.office.name}, "user": user})


async def answer_users(request: Request, account: Account) -> Response:
    """GET /users."""
    jorge = account.town.world.jorge
    user = {"id": 1, "name": jorge.full_name, "email": jorge.email, "role": "Broker", "isOwner": True}
    return _listed(request, account, [user], "users")


async def answer_stages(request: Request, account: Account) -> Response:
    """GET /stages."""
    stages = [{"id": 1 + number, "name": name} for number, name in enumerate(STAGES)]
    return _listed(request, account, stages, "stages")


async def answer_timeframes(request: Request, account: Account) -> Response:
    """GET /timeframes."""
    frames = [{"id": 1 + number, "timeframe": name, "name": name} for number, name in enumerate(TIMEFRAMES)]
    return _listed(request, account, frames, "timeframes")


async def answer_fields(request: Request, account: Account) -> Response:
    """GET /customFields."""
    return _listed(request, account, list(account.fields.values()), "customfields")


async def answer_new_field(request: Request, account: Account) -> Response:
    """POST /customFields."""
    body = await request.json()
    label, kind = str(body.get("label") or ""), str(body.get("type") or "text")
    if not label or kind not in _TYPES:
        raise Refusal(400, f"label is required and type is one of {', '.join(_TYPES)}.")
    if field_key(label) in account.field_names():
        raise Refusal(409, f"A field named {label} exists already.")
    return JSONResponse(add_field(account, label, kind), 201)


def add_field(account: Account, label: str, kind: str) -> dict[str, Any]:
    """Put a custom field on the shelf."""
    field = {"id": account.next_id("field"), "name": field_key(label), "label": label, "type": kind, "choices": []}
    account.fields[str(field["id"])] = field
    return field


async def answer_notes(request: Request, account: Account) -> Response:
    """GET /notes."""
    asked = request.query_params.get("personId")
    found = [note for note in account.notes.values() if asked in (None, str(note["personId"]))]
    return _listed(request, account, found, "notes")


async def answer_new_note(request: Request, account: Account) -> Response:
    """POST /notes."""
    body = await request.json()
    person = people.get(account, str(body.get("personId")))
    if not body.get("body"):
        raise Refusal(400, "body is required.")
    now = account.now()
    note = {
        "id": account.next_id("note"),
        "created": now,
        "updated": now,
        "personId": person["id"],
        "subject": body.get("subject") or "",
        "body": body["body"],
        "isHtml": bool(body.get("isHtml")),
        "createdBy": account.town.world.jorge.full_name,
    }
    account.notes[str(note["id"])] = note
    account.mail.tell("notesCreated", [note["id"]], now)
    return JSONResponse(note, 201)


def _listed(request: Request, account: Account, documents: list[dict[str, Any]], kind: str) -> Response:
    base = f"{account.town.public_url}/fub/v1"
    return JSONResponse(page(request, documents, kind, base=base, sort="id"))
