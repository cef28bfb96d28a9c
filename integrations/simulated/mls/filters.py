"""Reads an OData `$filter` into a test of one record.

Understood: eq ne gt ge lt le, and or not, in, has, any/all, contains startswith endswith tolower toupper length
year month day now, parentheses, null. Strings compare exactly; names are case-sensitive.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrations.simulated.mls.casting import CASTS
from integrations.simulated.mls.fields import LOOKUPS, Resource
from integrations.simulated.mls.lexer import Token, cut, sortable
from integrations.simulated.mls.problems import Problem, bad_filter
from integrations.simulated.mls.rows import Row

_DEEPEST = 60

Test = Callable[[Row], bool]
Reader = Callable[[Row], Any]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
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


def compile_filter(text: str, resource: Resource, now: datetime) -> Test:
    """Return the test that `$filter` describes.

    Raises:
        Problem: 400 for what is wrong, 413 for what is too long, 501 for what this server has not.
    """
    parser = _Parser(cut(text), resource, now)
    test = parser.either()
    parser.finish()
    return test


class _Parser:
    def __init__(self, tokens: list[Token], resource: Resource, now: datetime) -> None:
        self._tokens = tokens
        self._resource = resource
        self._now = sortable(now.astimezone(UTC))
        self._place = 0
        self._variables: dict[str, list[Any]] = {}
        self._depth = 0

    def finish(self) -> None:
        if self._place < len(self._tokens):
            raise bad_filter(f"Unexpected {self._tokens[self._place].text!r}.")

    def either(self) -> Test:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        if len(tests) == 1:
            return tests[0]
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._unary()]
        while self._take("and"):
            tests.append(self._unary())
        if len(tests) == 1:
            return tests[0]
        if len(tests) == 2:
            one, other = tests
            return lambda row: one(row) and other(row)
        return lambda row: all(test(row) for test in tests)

    def _unary(self) -> Test:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Problem(413, "RequestTooComplex", "The filter is nested too deeply.", target="$filter")
        test = self._term()
        self._depth -= 1
        return test

    def _term(self) -> Test:
        if self._take("not"):
            test = self._unary()
            return lambda row: not test(row)
        if self._take("("):
            test = self.either()
            self._need(")")
            return test
        token = self._peek()
        if token.kind == "name" and token.text in _TESTS and self._peek(1).text == "(":
            return self._text_test(self._next().text)
        field = self._resource.field(token.text)
        if field and field.kind == "strings" and self._peek(1).text == "/":
            return self._lambda()
        return self._comparison()

    def _text_test(self, name: str) -> Test:
        self._need("(")
        left = self._operand()
        self._need(",")
        right = self._operand()
        self._need(")")
        for side in (left, right):
            if side.kind != "string":
                raise bad_filter(f"{name} compares text with text.")
        compare, read, part = _TESTS[name], left.reader(), right.reader()
        test: Test = lambda row: (text := read(row)) is not None and compare(text, part(row))  # noqa: E731
        if self._peek().text in {"eq", "ne"}:  # `contains(...) eq true` is what some clients write
            is_plain = (self._next().text == "eq") == (self._next().text == "true")
            return test if is_plain else lambda row: not test(row)
        return test

    def _lambda(self) -> Test:
        read = self._field(self._next().text).reader()
        self._need("/")
        quantifier = self._next().text
        if quantifier not in {"any", "all"}:
            raise bad_filter(f"A collection can be asked for any or all, not {quantifier!r}.")
        self._need("(")
        if quantifier == "any" and self._take(")"):
            return lambda row: bool(read(row))
        name = self._next().text
        self._need(":")
        cell: list[Any] = [None]
        self._variables[name] = cell
        inner = self.either()
        self._need(")")
        del self._variables[name]
        choose = any if quantifier == "any" else all

        def test(row: Row) -> bool:
            def holds(value: Any) -> bool:
                cell[0] = value
                return inner(row)

            return choose(holds(value) for value in read(row) or ())

        return test

    def _comparison(self) -> Test:
        left = self._operand()
        verb = self._next().text
        if verb == "in":
            return self._in(left)
        if verb == "has":
            return self._has(left)
        if verb not in _COMPARE:
            raise bad_filter(f"Expected a comparison (eq ne gt ge lt le in has), found {verb!r}.")
        right = self._operand()
        if not _fit(left, right):
            raise bad_filter(f"A {left.kind} cannot be compared with a {right.kind}.")
        return _compare(verb, left, right)

    def _in(self, left: Operand) -> Test:
        self._need("(")
        values = [self._operand()]
        while self._take(","):
            values.append(self._operand())
        self._need(")")
        if any(value.read or not _fit(left, value) for value in values):
            raise bad_filter(f"in needs a list of {left.kind} values.")
        chosen, read = frozenset(value.constant for value in values), left.reader()
        return lambda row: read(row) in chosen

    def _has(self, left: Operand) -> Test:
        right = self._operand()
        if right.kind not in {"string", "enum"} or left.kind not in {"string", "strings", "enum"}:
            raise bad_filter("has needs an enumeration field and a quoted value.")
        if left.kind == "enum" and right.kind == "string":
            raise bad_filter("This enumeration is a type: write Namespace.Type'Member'.")
        read, value = left.reader(), right.constant
        if left.kind == "strings":
            return lambda row: value in (read(row) or ())
        return lambda row: read(row) == value

    def _operand(self) -> Operand:
        token = self._next()
        if token.kind in {"string", "number", "date", "timestamp"}:
            return Operand(token.kind, None, token.value)
        if token.kind == "enum":  # Namespace.Type'Member'
            return Operand("enum", None, _SPACED.get(str(token.value), token.value))
        if token.kind != "name":
            raise bad_filter(f"Expected a field or a value, found {token.text!r}.")
        if token.text in _WORDS:
            return _WORDS[token.text]
        if token.text in self._variables:
            cell = self._variables[token.text]
            return Operand("string", lambda _row: cell[0])
        if self._peek().text == "(":
            return self._call(token.text)
        return self._field(token.text)

    def _call(self, name: str) -> Operand:
        self._need("(")
        if name == "now":
            self._need(")")
            return Operand("timestamp", None, self._now)
        if name == "cast":
            return self._cast()
        if name not in _FUNCTIONS:
            raise Problem(501, "NotImplemented", f"This server has no function {name}.", target="$filter")
        accepts, returns, apply = _FUNCTIONS[name]
        inner = self._operand()
        self._need(")")
        if inner.kind not in accepts.split():
            raise bad_filter(f"{name} cannot be applied to a {inner.kind}.")
        read = inner.reader()
        return Operand(returns, lambda row: None if (value := read(row)) is None else apply(value))

    def _cast(self) -> Operand:
        inner = self._operand()
        self._need(",")
        name = self._next().text
        self._need(")")
        target = CASTS.get(name)
        if target is None:
            raise Problem(501, "NotImplemented", f"This server does not cast to {name}.", target="$filter")
        kind, change = target
        if inner.read is None:
            return Operand(kind, None, change(inner.constant))
        read = inner.read
        return Operand(kind, lambda row: change(read(row)))

    def _field(self, name: str) -> Operand:
        field = self._resource.field(name)
        if field is None:
            message = f"{self._resource.name} has no field {name!r}."
            raise Problem(400, "BadRequest", message, target=name)
        return Operand(_FAMILY.get(field.kind, field.kind), operator.itemgetter(self._resource.position[name]))

    def _peek(self, ahead: int = 0) -> Token:
        place = self._place + ahead
        return self._tokens[place] if place < len(self._tokens) else Token("end", "the end", None)

    def _next(self) -> Token:
        token = self._peek()
        self._place += 1
        return token

    def _take(self, text: str) -> bool:
        if self._peek().kind != "string" and self._peek().text == text:
            self._place += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise bad_filter(f"Expected {text!r}, found {self._peek().text!r}.")


def _fit(left: Operand, right: Operand) -> bool:
    """Whether two sides can be compared. A member of an enumeration also stands for its text where a field is text."""
    if left.kind == right.kind or "null" in {left.kind, right.kind}:
        return True
    return any(
        member.kind == "enum" and member.read is None and other.kind == "string"
        for member, other in ((left, right), (right, left))
    )


def _compare(verb: str, left: Operand, right: Operand) -> Test:
    compare = _COMPARE[verb]
    if verb in {"eq", "ne"}:
        if left.read and not right.read:
            read, value = left.read, right.constant
            return (lambda row: read(row) == value) if verb == "eq" else (lambda row: read(row) != value)
        one, other = left.reader(), right.reader()
        return lambda row: compare(one(row), other(row))
    if "null" in {left.kind, right.kind}:
        return lambda _row: False
    one, other = left.reader(), right.reader()

    def test(row: Row) -> bool:
        a, b = one(row), other(row)
        return a is not None and b is not None and compare(a, b)

    return test
