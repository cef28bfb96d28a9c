from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.rules.expressions import PatternError, can_stall
from bot.rules.operators import OPERATORS, equality, is_in, listed, member
from bot.rules.values import Path, Test, kind

_BOOLEAN: dict[str, Literal["and", "or", "nor"]] = {"$and": "and", "$or": "or", "$nor": "nor"}
_NAMES = (*OPERATORS, "$ne", "$nin", "$not", "$all", "$elemMatch", "$regex", "$options")
_DEEPEST = 40


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One operator on one field: `test` holds for a value the path reaches (`negated`: for none).

    `whole`: an array at the end of the path is looked at as it is, not element by element. `can_stall`: a regular
    expression is in it.
    """

    field: str
    operator: str
    operand: Any
    test: Test
    path: Path
    negated: bool = False
    whole: bool = False
    can_stall: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Conditions joined by "and", "or" or "nor" (none of them holds)."""

    mode: Literal["and", "or", "nor"]
    parts: tuple[Node, ...]


Node = Condition | Group


def parse(query: Any) -> Group:
    """The query as a tree.

    Raises:
        PatternError: the query is wrong; the message gives the path of the mistake.
    """
    if _too_deep(query):
        raise PatternError(f"query: nested more than {_DEEPEST} levels deep")
    return _document(query, "")


def conditions(node: Node) -> list[Condition]:
    """Every condition in a tree."""
    if isinstance(node, Condition):
        return [node]
    return [one for part in node.parts for one in conditions(part)]


def _document(query: Any, where: str) -> Group:
    if not isinstance(query, Mapping):
        raise PatternError(f"{where or 'query'}: an object is needed here, not {kind(query)}")
    parts: list[Node] = []
    for field, wanted in query.items():
        here = f"{where}.{field}".lstrip(".")
        if not isinstance(field, str):
            raise PatternError(f"{here}: the name of a field is a string; put it in quotes")
        if field in _BOOLEAN:
            if kind(wanted) != "array" or not wanted:
                raise PatternError(f"{here}: a list of at least one query is needed here")
            inner = tuple(_document(one, f"{here}.{place}") for place, one in enumerate(wanted))
            parts.append(Group(_BOOLEAN[field], inner))
        elif field.startswith("$"):
            raise PatternError(f"{here}: unknown operator; at this place there are {', '.join(_BOOLEAN)}")
        elif _is_expression(wanted, here):
            parts.append(_expression(wanted, field, here))
        else:
            parts.append(_condition(field, "$eq", wanted, equality(wanted, here)))
    return Group("and", tuple(parts))


def _condition(field: str, operator: str, operand: Any, test: Test, **marks: bool) -> Condition:
    return Condition(field, operator, operand, test, tuple(field.split(".")), **marks)


def _is_expression(wanted: Any, where: str) -> bool:
    if not isinstance(wanted, Mapping) or not wanted:
        return False
    operators = [str(name).startswith("$") for name in wanted]
    if any(operators) and not all(operators):
        raise PatternError(f"{where}: operators and plain fields cannot be mixed")
    return operators[0]


def _expression(wanted: Mapping[str, Any], field: str, where: str) -> Group:
    parts = [_operator(name, wanted, field, f"{where}.{name}") for name in wanted if name != "$options"]
    if "$options" in wanted and "$regex" not in wanted:
        raise PatternError(f"{where}.$options: it belongs beside a $regex")
    return Group("and", tuple(parts))


def _operator(name: str, beside: Mapping[str, Any], field: str, where: str) -> Node:
    operand = beside[name]
    if name in OPERATORS:
        test = OPERATORS[name](operand, where)
        marks = {"negated": name == "$exists" and not operand, "whole": name == "$size"}
        return _condition(field, name, operand, test, can_stall=name == "$in" and any(map(can_stall, operand)), **marks)
    if name == "$ne":
        return _condition(field, name, operand, equality(operand, where), negated=True)
    if name == "$nin":
        test = is_in(operand, where)
        return _condition(field, name, operand, test, negated=True, can_stall=any(map(can_stall, operand)))
    if name == "$regex":
        one = {key: beside[key] for key in ("$regex", "$options") if key in beside}
        return _condition(
            field, name, one if "$options" in one else operand, member(one, where), can_stall=can_stall(one)
        )
    return _nested(name, operand, field, where)


def _nested(name: str, operand: Any, field: str, where: str) -> Node:
    if name == "$not":
        if not _is_expression(operand, where):
            raise PatternError(f"{where}: $not takes operators such as {{$gt: 5}}, not a plain value")
        return Group("nor", (_expression(operand, field, where),))
    if name == "$all":
        return _all(operand, field, where)
    if name == "$elemMatch":
        return _elem_match(operand, field, where)
    raise PatternError(f"{where}: unknown operator; there are {', '.join(_NAMES)}")


def _all(operand: Any, field: str, where: str) -> Node:
    parts: list[Node] = []
    for place, one in enumerate(listed(operand, where)):
        here = f"{where}.{place}"
        if isinstance(one, Mapping) and list(one) == ["$elemMatch"]:
            parts.append(_elem_match(one["$elemMatch"], field, f"{here}.$elemMatch"))
        else:
            name = "$regex" if isinstance(one, Mapping) and "$regex" in one else "$eq"
            parts.append(_condition(field, name, one, member(one, here), can_stall=can_stall(one)))
    return Group("and", tuple(parts)) if parts else _condition(field, "$all", operand, lambda _value: False)


def _elem_match(operand: Any, field: str, where: str) -> Condition:
    from bot.rules.compiled import on_element, on_value

    if _is_expression(operand, where) and not set(operand) <= set(_BOOLEAN):
        inner = _expression(operand, field, where)
        holds = on_value(inner)
    else:
        inner = _document(operand, where)
        holds = on_element(inner)

    def test(value: Any) -> bool:
        return kind(value) == "array" and any(holds(item) for item in value)

    stalls = any(one.can_stall for one in conditions(inner))
    return _condition(field, "$elemMatch", operand, test, whole=True, can_stall=stalls)


def _too_deep(query: Any) -> bool:
    level, depth = [query], 0
    while level and depth <= _DEEPEST:
        inner = [one for one in level if isinstance(one, (Mapping, list, tuple))]
        level = [item for one in inner for item in (one.values() if isinstance(one, Mapping) else one)]
        depth += 1
    return bool(level)
