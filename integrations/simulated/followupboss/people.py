from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.simulated.followupboss.account import STAGES, Account
from integrations.simulated.followupboss.paging import page
from integrations.simulated.followupboss.refusal import Refusal

Person = dict[str, Any]
_WRITABLE = (
    *("firstName", "lastName", "stage", "tags", "emails", "phones", "addresses", "background", "price"),
    *("assignedUserId", "assignedTo", "timeframeId", "contacted"),
)
_SORTS = ("id", "created", "updated", "lastActivity", "name", "firstName", "lastName", "stage", "price")
_NUMBER_LENGTH = 10


def digits(phone: str) -> str:
    """The ten digits of a US number, for comparing."""
    return re.sub(r"\D", "", phone)[-_NUMBER_LENGTH:]


def find(account: Account, emails: list[str], phones: list[str], name: str | None = None) -> tuple[Person | None, str]:
    """The oldest person with one of these e-mail addresses or phones, and which of the two matched.

    A phone counts only with the same `name`, where one is given (the vendor's help page on lead deduplication).
    """
    wanted = {email.strip().lower() for email in emails if email}
    numbers = {digits(phone) for phone in phones if phone}
    for person in account.people.values():
        if wanted & {str(entry["value"]).lower() for entry in person["emails"]}:
            return person, "email"
    for person in account.people.values():
        same_name = name is None or person["name"].lower() == name.strip().lower()
        if same_name and numbers & {digits(str(entry["value"])) for entry in person["phones"]}:
            return person, "phone"
    return None, ""


def name_of(fields: dict[str, Any]) -> str:
    """First and last name in one."""
    return f"{fields.get('firstName') or ''} {fields.get('lastName') or ''}".strip()


def create(account: Account, fields: dict[str, Any], source: str) -> Person:
    """Put a new person on the shelf and tell the hooks."""
    now = account.now()
    person: Person = {
        "id": account.next_id("person"),
        "created": now,
        "updated": now,
        "lastActivity": now,
        "firstName": "",
        "lastName": "",
        "stage": "Lead",
        "source": source or "Unspecified",
        "contacted": 0,
        "price": None,
        "assignedUserId": 1,
        "assignedTo": account.town.world.jorge.full_name,
        "tags": [],
        "emails": [],
        "phones": [],
        "addresses": [],
        "background": "",
        "timeframeId": None,
        "_hiddenUntil": account.hidden_until(),
    }
    assign(account, person, fields)
    account.people[str(person["id"])] = person
    account.mail.tell("peopleCreated", [person["id"]], now)
    return person


def assign(account: Account, person: Person, fields: dict[str, Any], *, merge_tags: bool = False) -> None:
    """Write `fields` on a person. Arrays replace what was there, except tags when they are to be merged."""
    for name, value in fields.items():
        if name.startswith("custom"):
            if name not in account.field_names():
                raise Refusal(400, f"Field {name} does not exist.")
            person.pop(name, None)
            person |= {} if value is None else {name: value}
        elif name == "stage" and value not in STAGES:
            raise Refusal(400, f"Stage {value} does not exist.")
        elif name == "tags" and merge_tags:
            known = {str(tag).lower() for tag in person["tags"]}
            person["tags"] = person["tags"] + [tag for tag in value if str(tag).lower() not in known]
        elif name in ("emails", "phones"):
            person[name] = [_contact_point(entry, number == 0) for number, entry in enumerate(value)]
        elif name in _WRITABLE:
            person[name] = value
    person["stageId"] = 1 + STAGES.index(person["stage"])
    person["name"] = f"{person['firstName']} {person['lastName']}".strip()


def save(account: Account, person: Person, before: Person) -> None:
    """Put a changed person on the shelf and tell the hooks what changed."""
    person["updated"] = account.now()
    account.people[str(person["id"])] = person
    account.mail.tell("peopleUpdated", [person["id"]], person["updated"])
    if person["stage"] != before["stage"]:
        account.mail.tell("peopleStageUpdated", [person["id"]], person["updated"])
    if set(person["tags"]) - set(before["tags"]):
        account.mail.tell("peopleTagsCreated", [person["id"]], person["updated"])


def show(person: Person, fields: str = "allFields") -> Person:
    """A person as the API shows it: custom fields only on request."""
    public = {name: value for name, value in person.items() if not name.startswith("_")}
    if fields == "allFields":
        return public
    if fields:
        wanted = {"id", *fields.split(",")}
        return {name: value for name, value in public.items() if name in wanted}
    return {name: value for name, value in public.items() if not name.startswith("custom")}


def get(account: Account, key: str) -> Person:
    """The person with this id.

    Raises:
        Refusal: 404 where there is none, or it is too new to be found.
    """
    person = account.people.get(key)
    if person is None or account.is_hidden(person):
        raise Refusal(404, f"Person {key} was not found.")
    return person


async def answer_list(request: Request, account: Account) -> Response:
    """GET /people."""
    asked = request.query_params
    sort = asked.get("sort", "-created")
    if sort.lstrip("-") not in _SORTS:
        raise Refusal(400, f"Cannot sort by {sort}.")
    found = [person for person in account.people.values() if _matches(person, dict(asked))]
    fields = asked.get("fields", "")
    base = f"{account.town.public_url}/fub/v1"
    return JSONResponse(page(request, found, "people", base=base, sort=sort, show=lambda one: show(one, fields)))


async def answer_one(request: Request, account: Account) -> Response:
    """GET /people/:id."""
    person = get(account, request.path_params["id"])
    return JSONResponse(show(person, request.query_params.get("fields", "")))


async def answer_create(request: Request, account: Account) -> Response:
    """POST /people: no automation, and a duplicate unless `deduplicate=true`."""
    body = await request.json()
    if request.query_params.get("deduplicate") == "true":
        emails, phones = _values(body, "emails"), _values(body, "phones")
        known, _ = find(account, emails, phones, name_of(body))
        if known is not None:
            return JSONResponse(show(known))
    return JSONResponse(show(create(account, body, str(body.get("source", "")))), 201)


async def answer_update(request: Request, account: Account) -> Response:
    """PUT /people/:id."""
    person = get(account, request.path_params["id"])
    body = await request.json()
    changed = {**person}
    assign(account, changed, body, merge_tags=request.query_params.get("mergeTags") == "true")
    save(account, changed, person)
    return JSONResponse(show(changed))


async def answer_delete(request: Request, account: Account) -> Response:
    """DELETE /people/:id, for good."""
    person = get(account, request.path_params["id"])
    del account.people[str(person["id"])]
    account.mail.tell("peopleDeleted", [person["id"]], account.now())
    return JSONResponse({}, 200)


async def answer_duplicate(request: Request, account: Account) -> Response:
    """GET /people/checkDuplicate."""
    asked = request.query_params
    person, matched = find(account, [asked.get("email", "")], [asked.get("phone", "")])
    if person is None:
        return JSONResponse({"found": False})
    return JSONResponse({"found": True, "matchedBy": matched, "assignedTo": person["assignedTo"]})


def _matches(person: Person, asked: dict[str, str]) -> bool:
    if person["stage"] == "Trash" and asked.get("includeTrash") not in ("true", "1"):
        return False
    wanted_tags = {tag.strip().lower() for tag in asked.get("tags", "").split(",") if tag.strip()}
    if wanted_tags and not wanted_tags & {str(tag).lower() for tag in person["tags"]}:
        return False
    if "id" in asked and str(person["id"]) not in asked["id"].split(","):
        return False
    if "email" in asked and asked["email"].lower() not in {str(one["value"]).lower() for one in person["emails"]}:
        return False
    if "phone" in asked and digits(asked["phone"]) not in {digits(str(one["value"])) for one in person["phones"]}:
        return False
    plain = ("stage", "source", "assignedUserId")
    return all(str(person[name]) == asked[name] for name in plain if name in asked)


def _contact_point(entry: Any, is_first: bool) -> dict[str, Any]:
    if isinstance(entry, str):
        entry = {"value": entry}
    if not isinstance(entry, dict) or not entry.get("value"):
        raise Refusal(400, "Each e-mail or phone needs a value.")
    return {"type": "home", "isPrimary": int(is_first), **entry}


def _values(body: dict[str, Any], name: str) -> list[str]:
    return [str(entry["value"] if isinstance(entry, dict) else entry) for entry in body.get(name) or []]
