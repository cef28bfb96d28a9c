from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.rules.operators import COMPARISONS, Check, PatternError, equals, has_all, is_in, matches_regex
from bot.rules.values import at, kind

_Document = Callable[[Any], bool]
_BOOLEAN: dict[str, Callable[[list[bool]], bool]] = {"$and": all, "$or": any, "$nor": lambda held: not any(held)}
_OPERATORS = (*COMPARISONS, "$ne", "$nin", "$not", "$all", "$elemMatch", "$regex", "$options")


class Pattern:
    """A MongoDB query over JSON documents.

    Knows implicit equality, dotted paths through objects and arrays, `$eq $ne $gt $gte $lt $lte $in $nin $exists
    $type $regex $options $mod $size $all $elemMatch $not $and $or $nor`, with MongoDB's treatment of null, missing
    fields, types and arrays.

    Raises:
        PatternError: the query is wrong; the message gives the path of the mistake.
    """

    def __init__(self, query: Mapping[str, Any]) -> None:
        self.query = query
        self._holds = _document(query, "")

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether the document satisfies the query."""
        return self._holds(document)


def _document(query: Any, where: str) -> _Document:
    if not isinstance(query, Mapping):
        raise PatternError(f"{where or 'query'}: an object is needed here, not {kind(query)}")
    parts: list[_Document] = []
    for field, wanted in query.items():
        here = f"{where}.{field}".lstrip(".")
        if field in _BOOLEAN:
            parts.append(_boolean(field, wanted, here))
        elif field.startswith("$"):
            raise PatternError(f"{here}: unknown operator; at this place there are {', '.join(_BOOLEAN)}")
        else:
            parts.append(_field(field, wanted, here))
    return lambda document: all(part(document) for part in parts)


def _boolean(name: str, wanted: Any, where: str) -> _Document:
    if kind(wanted) != "array" or not wanted:
        raise PatternError(f"{where}: a list of at least one query is needed here")
    parts = [_document(one, f"{where}.{index}") for index, one in enumerate(wanted)]
    if name == "$and":
        return lambda document: all(part(document) for part in parts)
    if name == "$or":
        return lambda document: any(part(document) for part in parts)
    return lambda document: not any(part(document) for part in parts)


def _field(field: str, wanted: Any, where: str) -> _Document:
    path = tuple(field.split("."))
    check = _expression(wanted, where) if _is_expression(wanted, where) else equals(wanted, where)
    return lambda document: check(document, path)


def _is_expression(wanted: Any, where: str) -> bool:
    if not isinstance(wanted, Mapping) or not wanted:
        return False
    operators = [str(name).startswith("$") for name in wanted]
    if any(operators) and not all(operators):
        raise PatternError(f"{where}: operators and plain fields cannot be mixed")
    return operators[0]


def _expression(wanted: Mapping[str, Any], where: str) -> Check:
    checks = [_operator(name, operand, wanted, f"{where}.{name}") for name, operand in wanted.items()]
    return lambda document, path: all(check(document, path) for check in checks)


def _operator(name: str, operand: Any, beside: Mapping[str, Any], where: str) -> Check:  # noqa: PLR0911  # one line an operator
    if name in COMPARISONS:
        return COMPARISONS[name](operand, where)
    if name == "$ne":
        return _negated(equals(operand, where))
    if name == "$nin":
        return _negated(is_in(operand, where))
    if name == "$not":
        return _negated(_inner(operand, where))
    if name == "$regex":
        return matches_regex(operand, where, beside.get("$options", ""))
    if name == "$options" and "$regex" in beside:
        return lambda _document, _path: True
    if name == "$all":
        return has_all(operand, where, _expression)
    if name == "$elemMatch":
        return _elem_match(operand, where)
    raise PatternError(f"{where}: unknown operator; there are {', '.join(_OPERATORS)}")


def _negated(check: Check) -> Check:
    return lambda document, path: not check(document, path)


def _inner(operand: Any, where: str) -> Check:
    if not _is_expression(operand, where):
        raise PatternError(f"{where}: $not takes operators such as {{$gt: 5}}, not a plain value")
    return _expression(operand, where)


def _elem_match(operand: Any, where: str) -> Check:
    if _is_expression(operand, where) and not set(operand) <= set(_BOOLEAN):
        inner = _expression(operand, where)
        return lambda document, path: _any_element(document, path, lambda item: inner({"": item}, ("",)))
    whole = _document(operand, where)
    return lambda document, path: _any_element(
        document, path, lambda item: kind(item) in {"object", "array"} and whole(item)
    )


def _any_element(document: Any, path: Sequence[str], holds: Callable[[Any], bool]) -> bool:
    return any(kind(value) == "array" and any(holds(item) for item in value) for value in at(document, path))
