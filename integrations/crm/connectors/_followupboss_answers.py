"""How Follow Up Boss answers: errors, lists and rows. Private to the connector."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from integrations.crm.contract import Broken
from integrations.wire.client import Reply, judge_by_status
from integrations.wire.errors import Unreadable, WireError

_TITLE = "Follow Up Boss"

Model = TypeVar("Model", bound=BaseModel)


def judge(reply: Reply) -> WireError | None:
    """The error that an answer stands for, with the `errorMessage` in it."""
    failure = judge_by_status(reply)
    if failure is None:
        return None
    try:
        said = orjson.loads(reply.body).get("errorMessage")
    except (ValueError, AttributeError):
        said = None
    if said:
        failure.message = f"{reply.status} for {reply.url}: {said}"
        failure.args = (f"{failure.vendor}: {failure.message}",)
    return failure


def rows_of(reply: Reply, kind: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The list under `kind` and the page's metadata."""
    body = reply.json()
    rows = body.get(kind) if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise Unreadable(_TITLE, f"expected a list of {kind} from {reply.url}")
    return [row for row in rows if isinstance(row, dict)], body.get("_metadata") or {}


def valid(model: type[Model], reply: Reply) -> Model:
    """The answer as `model`; raises `Unreadable`."""
    try:
        return model.model_validate(reply.json())
    except ValidationError as error:
        raise Unreadable(_TITLE, f"{reply.url}: {error.errors()[0]['msg']}") from error


def readable(model: type[Model], rows: Sequence[dict[str, Any]]) -> list[Model]:
    """The rows that are a `model`; others are left out."""
    found = []
    for row in rows:
        try:
            found.append(model.model_validate(row))
        except ValidationError:
            continue
    return found


def broken_row(row: dict[str, Any], error: ValidationError) -> Broken:
    """A row that made no sense, with the reason."""
    first = error.errors()[0]
    why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    try:
        updated = datetime.fromisoformat(str(row.get("updated")))
    except ValueError:
        updated = None
    return Broken(str(row.get("id", "?")), updated, why)


def joined(name: str, there: list[dict[str, Any]], added: Sequence[str]) -> dict[str, Any]:
    """`{name: ...}` with what is to be added after what is there, or nothing to write."""
    known = {str(entry["value"]).lower() for entry in there}
    new = [{"value": value} for value in added if value.lower() not in known]
    return {name: [*there, *new]} if new else {}


def changed_tags(there: Sequence[str], added: Sequence[str], removed: Sequence[str]) -> list[str]:
    """Tags without those removed and with those added, compared without case."""
    gone = {tag.lower() for tag in removed}
    kept = [tag for tag in there if tag.lower() not in gone]
    known = {tag.lower() for tag in kept}
    return kept + [tag for tag in added if tag.lower() not in known]


def wire_id(external_id: str) -> int | str:
    """An id as the vendor writes it."""
    return int(external_id) if external_id.isdigit() else external_id
