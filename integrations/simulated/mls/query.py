"""Reads the query options of a collection."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from integrations.simulated.mls.fields import Resource
from integrations.simulated.mls.problems import Problem

_KNOWN = frozenset({"$filter", "$select", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$expand"})
_NOT_HERE = frozenset({"$apply", "$search", "$compute", "$format", "$schemaversion"})

Order = tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What a client asked of a collection. `after` is where the page before ended."""

    filter: str
    select: tuple[str, ...]
    order: Order
    top: int | None
    skip: int
    count: bool
    after: tuple[Any, ...] | None
    expand: tuple[Expansion, ...] = ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is brought along with each record: the way's name, where it leads, and the options in its parentheses."""

    name: str
    resource: Resource
    query: Query


def read_query(options: Mapping[str, str], resource: Resource, ways: Mapping[str, Resource] | None = None) -> Query:
    """Return the query; `ways` are those that may be expanded.

    Raises:
        Problem: an option that is unknown, malformed or not implemented.
    """
    for name in options:
        if name in _NOT_HERE:
            raise Problem(501, "NotImplemented", f"This server does not implement {name}.", target=name)
        if name.startswith("$") and name not in _KNOWN:
            raise Problem(400, "BadRequest", f"{name} is no query option.", target=name)
    count = options.get("$count", "false")
    if count not in {"true", "false"}:
        raise Problem(400, "BadRequest", f"$count is true or false, not {count!r}.", target="$count")
    top = _number(options, "$top")
    after = None
    if "$skiptoken" in options:
        after, top = _read_token(options["$skiptoken"])
    return Query(
        options.get("$filter", "").strip(),
        _read_select(options.get("$select", ""), resource),
        _read_order(options.get("$orderby", ""), resource),
        top,
        _number(options, "$skip") or 0,
        count == "true",
        after,
        _read_expand(options.get("$expand", ""), ways or {}),
    )


def _read_expand(text: str, ways: Mapping[str, Resource]) -> tuple[Expansion, ...]:
    if text and not ways:
        raise Problem(501, "NotImplemented", "This server does not implement $expand here.", target="$expand")
    found = {}
    for part in _outside(text, ","):
        name, _, inner = part.strip().partition("(")
        if name not in ways or (inner and not inner.endswith(")")):
            raise Problem(400, "BadRequest", f"{part.strip()!r} cannot be expanded.", target="$expand")
        pairs = [one.partition("=") for one in _outside(inner.removesuffix(")"), ";")]
        options = {option.strip(): value.strip() for option, _, value in pairs}
        if strange := options.keys() - {"$select", "$filter", "$orderby", "$top"}:
            raise Problem(501, "NotImplemented", f"{min(strange)} is not implemented in $expand.", target="$expand")
        found[name] = Expansion(name, ways[name], read_query(options, ways[name]))
    return tuple(found.values())


def _outside(text: str, sign: str) -> list[str]:
    """The text cut at a sign, but not within parentheses or quotes."""
    parts, depth, quoted = [""], 0, False
    for letter in text:
        quoted ^= letter == "'"
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == sign and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def _number(options: Mapping[str, str], name: str) -> int | None:
    text = options.get(name)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise Problem(400, "BadRequest", f"{name} is a whole number from 0 on, not {text!r}.", target=name)
    return int(text)


def _read_select(text: str, resource: Resource) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name != "*" and resource.field(name) is None:
            raise Problem(400, "BadRequest", f"{resource.name} has no field {name!r}.", target=name)
    return () if "*" in names else names


def _read_order(text: str, resource: Resource) -> Order:
    order = []
    for part in filter(None, (item.strip() for item in text.split(","))):
        name, _, direction = part.partition(" ")
        field = resource.field(name)
        if field is None or field.kind == "strings":
            raise Problem(400, "BadRequest", f"{resource.name} cannot be ordered by {name!r}.", target="$orderby")
        if direction.strip() not in {"", "asc", "desc"}:
            raise Problem(400, "BadRequest", f"Order is asc or desc, not {direction!r}.", target="$orderby")
        order.append((resource.position[name], direction.strip() == "desc"))
    # The key decides between equals, so that every order is total and no page loses or repeats a record.
    return (*order, (0, False))


def _read_token(token: str) -> tuple[tuple[Any, ...], int | None]:
    try:
        values, left = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError, TypeError):
        raise strange_token() from None
    if not isinstance(values, list) or not (left is None or isinstance(left, int)):
        raise strange_token()
    return tuple(values), left


def strange_token() -> Problem:
    """What a $skiptoken is answered with that cannot be read."""
    return Problem(
        400, "BadRequest", "This $skiptoken belongs to another query or is none of ours.", target="$skiptoken"
    )
