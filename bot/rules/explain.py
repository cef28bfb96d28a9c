from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.rules.compiled import on_document, plain
from bot.rules.query import Condition, Group, Node, parse
from bot.rules.values import MISSING, at

_LONGEST = 60
_GROUPS = {"and": "all of", "or": "any of", "nor": "none of"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition of a query and whether it held. `seen` are the values that were there, none if it was missing.

    A group ("any of", "none of") has its conditions in `parts`.
    """

    said: str
    held: bool
    seen: tuple[Any, ...] = ()
    parts: tuple[Finding, ...] = ()

    @property
    def saw(self) -> str:
        """The values that were there, in a few words."""
        return " and ".join(_short(value) for value in self.seen) or "missing"


def explain(query: Mapping[str, Any], document: Mapping[str, Any]) -> list[Finding]:
    """Each condition of a query, held or not, with what the document has there; the query matches where all hold.

    Raises:
        PatternError: the query is wrong.
    """
    return _all(parse(query), plain(document))


def _all(group: Group, document: dict[str, Any]) -> list[Finding]:
    found: list[Finding] = []
    for part in group.parts:
        if isinstance(part, Group) and part.mode == "and":
            found += _all(part, document)
        else:
            found.append(_finding(part, document))
    return found


def _finding(node: Node, document: dict[str, Any]) -> Finding:
    held = on_document(node)(document)
    if isinstance(node, Condition):
        seen = tuple(value for value in at(document, node.path, spread=False) if value is not MISSING)
        return Finding(_said(node), held, seen)
    parts = [_finding(part, document) for part in node.parts]
    return Finding(_GROUPS[node.mode], held, parts=tuple(_unwrapped(part) for part in parts))


def _unwrapped(finding: Finding) -> Finding:
    return finding.parts[0] if finding.said == _GROUPS["and"] and len(finding.parts) == 1 else finding


def _said(one: Condition) -> str:
    if one.operator == "$eq":
        return f"{one.field} = {_short(one.operand)}"
    if one.operator == "$regex" and isinstance(one.operand, Mapping):
        return f"{one.field} $regex {_short(one.operand['$regex'])}"
    return f"{one.field} {one.operator} {_short(one.operand)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
