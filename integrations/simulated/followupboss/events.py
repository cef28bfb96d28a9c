from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.simulated.followupboss import people
from integrations.simulated.followupboss.account import Account
from integrations.simulated.followupboss.guard import System
from integrations.simulated.followupboss.paging import page
from integrations.simulated.followupboss.refusal import Refusal

_PERSON_FIELDS = ("firstName", "lastName", "stage", "background", "price", "addresses")


async def answer_list(request: Request, account: Account) -> Response:
    """GET /events, newest first; `personId`, `type`."""
    asked = request.query_params
    found = list(account.events.values())
    if "personId" in asked:
        found = [event for event in found if str(event["personId"]) == asked["personId"]]
    if "type" in asked:
        types = set(asked["type"].split(","))
        found = [event for event in found if event["type"] in types]
    return JSONResponse(page(request, found, "events", base=f"{account.town.public_url}/fub/v1"))


async def answer_one(request: Request, account: Account) -> Response:
    """GET /events/:id."""
    event = account.events.get(request.path_params["id"])
    if event is None:
        raise Refusal(404, "The event was not found.")
    return JSONResponse(event)


async def answer_create(request: Request, account: Account, system: System) -> Response:
    """POST /events: 201 new person, 200 known, 204 archived, 404 unknown id. The answer is the person."""
    body = await request.json()
    sent = body.get("person")
    if not isinstance(sent, dict):
        raise Refusal(400, "person is required.")
    known = _person_of(account, sent)
    if known is not None and known["stage"] == "Trash":
        return Response(status_code=204)
    kind = str(body.get("type") or "Registration")
    if known is None:
        _require_contact_point(sent)
        fields = {name: value for name, value in sent.items() if name != "id"}
        person = people.create(account, fields, str(body.get("source", "")))
    else:
        person = _enrich(account, known, sent)
    event = _record(account, body, kind, person["id"], system)
    account.mail.tell("eventsCreated", [event["id"]], account.now())
    if kind == "Unsubscribed":
        account.mail.tell("emEventsUnsubscribed", [person["id"]], account.now())
    return JSONResponse(people.show(person), 201 if known is None else 200)


def _person_of(account: Account, sent: dict[str, Any]) -> people.Person | None:
    if sent.get("id") is not None:
        known = account.people.get(str(sent["id"]))
        if known is None:
            raise Refusal(404, f"Person {sent['id']} was not found.")
        return known
    emails = [str(entry["value"] if isinstance(entry, dict) else entry) for entry in sent.get("emails") or []]
    phones = [str(entry["value"] if isinstance(entry, dict) else entry) for entry in sent.get("phones") or []]
    return people.find(account, emails, phones, people.name_of(sent))[0]


def _require_contact_point(sent: dict[str, Any]) -> None:
    if not sent.get("emails") and not sent.get("phones"):
        raise Refusal(400, "A person needs an e-mail address or a phone number.")


def _enrich(account: Account, known: people.Person, sent: dict[str, Any]) -> people.Person:
    """Add what is new to a known person; what is there already stays."""
    changed = {**known, "lastActivity": account.now()}
    fields = {name: value for name, value in sent.items() if name.startswith("custom") or name == "tags"}
    fields |= {name: sent[name] for name in _PERSON_FIELDS if sent.get(name) and not known.get(name)}
    for name in ("emails", "phones"):
        there = {_same(name, str(entry["value"])) for entry in known[name]}
        new = [entry for entry in sent.get(name) or [] if _same(name, str(entry["value"])) not in there]
        if new:
            fields[name] = known[name] + new
    people.assign(account, changed, fields, merge_tags=True)
    people.save(account, changed, known)
    return changed


def _same(name: str, value: str) -> str:
    return value.lower() if name == "emails" else people.digits(value)


def _record(account: Account, body: dict[str, Any], kind: str, person_id: int, system: System) -> dict[str, Any]:
    now = account.now()
    event = {
        "id": account.next_id("event"),
        "created": now,
        "updated": now,
        "occurred": str(body.get("occurredAt") or now),
        "personId": person_id,
        "type": kind,
        "source": body.get("source"),
        "system": body.get("system") or system.name,
        "message": body.get("message"),
        "description": body.get("description"),
        "pageTitle": body.get("pageTitle"),
        "pageUrl": body.get("pageUrl"),
        "property": body.get("property"),
    }
    account.events[str(event["id"])] = event
    return event
