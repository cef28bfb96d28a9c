"""Reads the sides of a comparison in a `$filter`: fields, values, functions and casts."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrations.simulated.mls.casting import CASTS
from integrations.simulated.mls.fields import LOOKUPS, Resource
from integrations.simulated.mls.lexer import Tokens, sortable
from integrations.simulated.mls.problems import Problem, bad_filter
from integrations.simulated.mls.rows import Row

Reader = Callable[[Row], Any]
_FUNCTIONS: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "tolower": ("string", "string", str.lower),
    "toupper": ("string", "string", str.upper),
    "length": ("string", "number", len),
    "year": ("date timestamp", "number", lambda text: int(text[:4])),
    "month": ("date timestamp", "number", lambda text: int(text[5:7])),
    "day": ("date timestamp", "number", lambda text: int(text[8:10])),
}
_SPACED = {value.replace(" ", ""): value for values in LOOKUPS.values() for value in values}
_FAMILY = {"int": "number", "decimal": "number"}


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison: its type, and either a constant or a reader."""

    kind: str
    read: Reader | None
    constant: Any = None

    def reader(self) -> Reader:
        """Return a function of the record."""
        constant = self.constant
        return self.read or (lambda _row: constant)


_WORDS = {"true": Operand("bool", None, True), "false": Operand("bool", None, False), "null": Operand("null", None)}  # noqa: FBT003  # OData's words


class Operands:
    """Reads operands over a resource. `variables` are those of the lambdas around."""

    def __init__(self, tokens: Tokens, resource: Resource, now: datetime) -> None:
        """Read from `tokens`."""
        self._tokens = tokens
        self._resource = resource
        self._now = sortable(now.astimezone(UTC))
        self.variables: dict[str, list[Any]] = {}

    def one(self) -> Operand:
        """Read a field, a value or a function of them. Raises `Problem`."""
        token = self._tokens.next()
        if token.kind in {"string", "number", "date", "timestamp"}:
            return Operand(token.kind, None, token.value)
        if token.kind == "enum":  # Namespace.Type'Member'
            return Operand("enum", None, _SPACED.get(str(token.value), token.value))
        if token.kind != "name":
            raise bad_filter(f"Expected a field or a value, found {token.text!r}.")
        if token.text in _WORDS:
            return _WORDS[token.text]
        if token.text in self.variables:
            cell = self.variables[token.text]
            return Operand("string", lambda _row: cell[0])
        if self._tokens.peek().text == "(":
            return self._call(token.text)
        return self.field(token.text)

    def _call(self, name: str) -> Operand:
        self._tokens.need("(")
        if name == "now":
            self._tokens.need(")")
            return Operand("timestamp", None, self._now)
        if name == "cast":
            return self._cast()
        if name not in _FUNCTIONS:
            raise Problem(501, "NotImplemented", f"This server has no function {name}.", target="$filter")
        accepts, returns, apply = _FUNCTIONS[name]
        inner = self.one()
        self._tokens.need(")")
        if inner.kind not in accepts.split():
            raise bad_filter(f"{name} cannot be applied to a {inner.kind}.")
        read = inner.reader()
        return Operand(returns, lambda row: None if (value := read(row)) is None else apply(value))

    def _cast(self) -> Operand:
        inner = self.one()
        self._tokens.need(",")
        name = self._tokens.next().text
        self._tokens.need(")")
        target = CASTS.get(name)
        if target is None:
            raise Problem(501, "NotImplemented", f"This server does not cast to {name}.", target="$filter")
        kind, change = target
        if inner.read is None:
            return Operand(kind, None, change(inner.constant))
        read = inner.read
        return Operand(kind, lambda row: change(read(row)))

    def field(self, name: str) -> Operand:
        """A field of the record. Raises `Problem`."""
        field = self._resource.field(name)
        if field is None:
            message = f"{self._resource.name} has no field {name!r}."
            raise Problem(400, "BadRequest", message, target=name)
        return Operand(_FAMILY.get(field.kind, field.kind), operator.itemgetter(self._resource.position[name]))
