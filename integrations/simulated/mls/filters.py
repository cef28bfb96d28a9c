"""Reads an OData `$filter` into a test of one record.

Understood: eq ne gt ge lt le, and or not, in, has, any/all, contains startswith endswith tolower toupper length
year month day now, parentheses, null. Strings compare exactly; names are case-sensitive.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from integrations.simulated.mls.comparing import COMPARE, Test, compare_sides, fit
from integrations.simulated.mls.fields import Resource
from integrations.simulated.mls.lexer import Tokens
from integrations.simulated.mls.operands import Operand, Operands
from integrations.simulated.mls.problems import Problem, bad_filter
from integrations.simulated.mls.rows import Row

_DEEPEST = 60

_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}


def compile_filter(text: str, resource: Resource, now: datetime) -> Test:
    """Return the test that `$filter` describes.

    Raises:
        Problem: 400 for what is wrong, 413 for what is too long, 501 for what this server has not.
    """
    tokens = Tokens(text)
    test = _Parser(tokens, resource, now).either()
    tokens.finish()
    return test


class _Parser:
    def __init__(self, tokens: Tokens, resource: Resource, now: datetime) -> None:
        self._tokens = tokens
        self._resource = resource
        self._operands = Operands(tokens, resource, now)
        self._depth = 0

    def either(self) -> Test:
        tests = [self._both()]
        while self._tokens.take("or"):
            tests.append(self._both())
        if len(tests) == 1:
            return tests[0]
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._unary()]
        while self._tokens.take("and"):
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
        if self._tokens.take("not"):
            test = self._unary()
            return lambda row: not test(row)
        if self._tokens.take("("):
            test = self.either()
            self._tokens.need(")")
            return test
        token = self._tokens.peek()
        if token.kind == "name" and token.text in _TESTS and self._tokens.peek(1).text == "(":
            return self._text_test(self._tokens.next().text)
        field = self._resource.field(token.text)
        if field and field.kind == "strings" and self._tokens.peek(1).text == "/":
            return self._lambda()
        return self._comparison()

    def _text_test(self, name: str) -> Test:
        self._tokens.need("(")
        left = self._operands.one()
        self._tokens.need(",")
        right = self._operands.one()
        self._tokens.need(")")
        for side in (left, right):
            if side.kind != "string":
                raise bad_filter(f"{name} compares text with text.")
        compare, read, part = _TESTS[name], left.reader(), right.reader()
        test: Test = lambda row: (text := read(row)) is not None and compare(text, part(row))  # noqa: E731
        if self._tokens.peek().text in {"eq", "ne"}:  # `contains(...) eq true` is what some clients write
            is_plain = (self._tokens.next().text == "eq") == (self._tokens.next().text == "true")
            return test if is_plain else lambda row: not test(row)
        return test

    def _lambda(self) -> Test:
        read = self._operands.field(self._tokens.next().text).reader()
        self._tokens.need("/")
        quantifier = self._tokens.next().text
        if quantifier not in {"any", "all"}:
            raise bad_filter(f"A collection can be asked for any or all, not {quantifier!r}.")
        self._tokens.need("(")
        if quantifier == "any" and self._tokens.take(")"):
            return lambda row: bool(read(row))
        name = self._tokens.next().text
        self._tokens.need(":")
        cell: list[Any] = [None]
        self._operands.variables[name] = cell
        inner = self.either()
        self._tokens.need(")")
        del self._operands.variables[name]
        choose = any if quantifier == "any" else all

        def test(row: Row) -> bool:
            def holds(value: Any) -> bool:
                cell[0] = value
                return inner(row)

            return choose(holds(value) for value in read(row) or ())

        return test

    def _comparison(self) -> Test:
        left = self._operands.one()
        verb = self._tokens.next().text
        if verb == "in":
            return self._in(left)
        if verb == "has":
            return self._has(left)
        if verb not in COMPARE:
            raise bad_filter(f"Expected a comparison (eq ne gt ge lt le in has), found {verb!r}.")
        right = self._operands.one()
        if not fit(left, right):
            raise bad_filter(f"A {left.kind} cannot be compared with a {right.kind}.")
        return compare_sides(verb, left, right)

    def _in(self, left: Operand) -> Test:
        self._tokens.need("(")
        values = [self._operands.one()]
        while self._tokens.take(","):
            values.append(self._operands.one())
        self._tokens.need(")")
        if any(value.read or not fit(left, value) for value in values):
            raise bad_filter(f"in needs a list of {left.kind} values.")
        chosen, read = frozenset(value.constant for value in values), left.reader()
        return lambda row: read(row) in chosen

    def _has(self, left: Operand) -> Test:
        right = self._operands.one()
        if right.kind not in {"string", "enum"} or left.kind not in {"string", "strings", "enum"}:
            raise bad_filter("has needs an enumeration field and a quoted value.")
        if left.kind == "enum" and right.kind == "string":
            raise bad_filter("This enumeration is a type: write Namespace.Type'Member'.")
        read, value = left.reader(), right.constant
        if left.kind == "strings":
            return lambda row: value in (read(row) or ())
        return lambda row: read(row) == value
