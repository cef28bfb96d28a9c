"""Finding one value in a delivery by a short rule, e.g. `data.webhookId | webhookId` or `header:webhook-id`."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import orjson

from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Delivery

_MOST_FIELDS = 1000


def document_of(title: str, delivery: Delivery) -> Any:
    """The body, from JSON or a form, as JSON. `data[id]` in a form becomes `{"data": {"id": ...}}`.

    Raises:
        Unreadable: it is neither.
    """
    kind = delivery.headers.get("content-type", "").lower()
    try:
        if kind.startswith("application/x-www-form-urlencoded"):
            return _nested(parse_qsl(delivery.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        found = orjson.loads(delivery.body)
    except ValueError as error:
        raise Unreadable(title, f"the webhook's body is not what its content type says ({kind or 'none'})") from error
    if not isinstance(found, dict | list):
        raise Unreadable(title, "the webhook's body is a single value, no object")
    return found


def find(rule: str, document: Any, delivery: Delivery) -> str | None:
    """The value that a rule leads to, as text; None where there is none.

    `a.b.0` walks through the body's objects and lists, `header:name` and `param:name` look outside it, `=text`
    is that text; alternatives stand apart by `|`, the first that is there counts.
    """
    for one in rule.split("|"):
        where = one.strip()
        if where.startswith("="):
            return where[1:]
        if where.startswith("header:"):
            value: Any = delivery.headers.get(where.removeprefix("header:").lower())
        elif where.startswith("param:"):
            value = delivery.params.get(where.removeprefix("param:"))
        else:
            value = walk(document, where) if where else None
        if isinstance(value, str | int | float) and value not in {"", None}:
            return str(value).lower() if isinstance(value, bool) else str(value)
    return None


def walk(document: Any, path: str) -> Any:
    """What stands at a dotted path; None where nothing does."""
    here = document
    for step in path.split("."):
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            return None
    return here


def _nested(fields: list[tuple[str, str]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for name, value in fields:
        steps = [part.removesuffix("]") for part in name.split("[")][:8]
        here = root
        for step in steps[:-1]:
            below = here.setdefault(step, {})
            if not isinstance(below, dict):
                below = here[step] = {"": below}
            here = below
        here[steps[-1]] = value
    return root
