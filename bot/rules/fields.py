"""One field in the tree: from the value an event has there to the rules that may match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.rules.ranges import Found
from bot.rules.values import FALSE, MISSING, SCALAR, TRUE, Path, at, key_of, kind

Visit = Callable[[dict[str, Any], list[int]], None]


@dataclass(frozen=True, slots=True)
class Field:
    """`visit(value, document, found)` where the value was read; `walk(document, found)` where arrays are on the way."""

    visit: Found
    walk: Visit
    sees_absence: bool


def field_of(
    path: Path,
    children: Mapping[Any, Visit],
    numbers: Sequence[Found],
    texts: Sequence[Found],
    present: Visit | None,
    ranged: Visit | None,
) -> Field:
    """A field of the tree.

    Args:
        path: where the field is.
        children: what to visit for each value, by key.
        numbers: what finds rules by the range a number is in.
        texts: the same for strings.
        present: tries the rules that only need the field to be there.
        ranged: tries the rules with a range, for arrays: several elements may satisfy the bounds between them.
    """
    several = _several(children, present, ranged)

    def walk(document: dict[str, Any], found: list[int]) -> None:
        several(at(document, path, spread=True), document, found)

    if not (numbers or texts or present):
        visit = _pinned(children, several)
    elif len(numbers) == 1 and not (children or texts or present):
        visit = _measured(numbers[0], several)
    else:
        visit = _mixed(children, numbers, texts, present, several)
    return Field(visit, walk, None in children)


def _several(children: Mapping[Any, Visit], present: Visit | None, ranged: Visit | None) -> Any:
    def visit(values: Iterable[Any], document: dict[str, Any], found: list[int]) -> None:
        values = list(values)
        for key in {key_of(value) for value in values if value is MISSING or kind(value) in SCALAR} & children.keys():
            children[key](document, found)
        if all(value is MISSING for value in values):
            return
        if present is not None:
            present(document, found)
        if ranged is not None:
            ranged(document, found)

    return visit


def _listed(children: Mapping[Any, Visit], several: Any) -> Found:
    child_of = children.get

    def visit(values: list[Any], document: dict[str, Any], found: list[int]) -> None:
        for item in values:
            if item.__class__ is not str:
                several(values, document, found)
                return
            if (child := child_of(item)) is not None:
                child(document, found)

    return visit


def _pinned(children: Mapping[Any, Visit], several: Any) -> Found:
    child_of, listed = children.get, _listed(children, several)

    def visit(value: Any, document: dict[str, Any], found: list[int]) -> None:
        if value.__class__ is str or value.__class__ is int:
            child = child_of(value)
        elif value.__class__ is list:
            listed(value, document, found)
            return
        elif value is MISSING or value is None:
            child = child_of(None)
        elif value.__class__ is bool:
            child = child_of(TRUE if value else FALSE)
        elif value.__class__ is dict:
            return
        else:
            several(_spread(value), document, found)
            return
        if child is not None:
            child(document, found)

    return visit


def _measured(find: Found, several: Any) -> Found:
    def visit(value: Any, document: dict[str, Any], found: list[int]) -> None:
        if value.__class__ is int or (value.__class__ is float and value == value):  # noqa: PLR0124  # no NaN
            find(value, document, found)
        elif value is not MISSING and value is not None:
            several(_spread(value), document, found)

    return visit


def _mixed(
    children: Mapping[Any, Visit], numbers: Sequence[Found], texts: Sequence[Found], present: Visit | None, several: Any
) -> Found:
    child_of = children.get
    of_class = {str: tuple(texts), int: tuple(numbers), float: tuple(numbers)}

    def visit(value: Any, document: dict[str, Any], found: list[int]) -> None:
        finds = of_class.get(value.__class__)
        if finds is None:
            if value is not MISSING or None in children:
                several(_spread(value), document, found)
            return
        if value != value:  # noqa: PLR0124  # NaN
            several((value,), document, found)
            return
        if (child := child_of(value)) is not None:
            child(document, found)
        for find in finds:
            find(value, document, found)
        if present is not None:
            present(document, found)

    return visit


def _spread(value: Any) -> Sequence[Any]:
    return [*value, value] if kind(value) == "array" else [value]
