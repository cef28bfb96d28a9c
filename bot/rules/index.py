from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import compress
from typing import Any, Final

from bot.rules.branches import Branch, branches_of, whole
from bot.rules.compiled import Holds
from bot.rules.pattern import Pattern
from bot.rules.plan import Placed, Survey, split_worth_it
from bot.rules.rule import OrchestrationRule
from bot.rules.tree import Visit, grow

Match = Callable[[Mapping[str, Any]], list[str]]
_CROWD = 64


class RuleIndex:
    """Many patterns, matched together: the cost grows with what matches, not with how many there are.

    Rules are found by the values and ranges that they ask of a field; only what remains of the few that are found is
    tested. Where that does not pay (a handful of rules, only regular expressions, only negations) each rule is tried
    in turn. The answer is always that of `Pattern.matches` for each rule. Disabled rules are left out.

    A rule is given as an `OrchestrationRule`, as a pair of id and query, or as a mapping with both.

    Raises:
        PatternError: a query is wrong.
    """

    def __init__(self, rules: Iterable[OrchestrationRule | tuple[str, Mapping[str, Any]] | Mapping[str, Any]]) -> None:
        self._ids: list[str] = []
        patterns: list[Pattern] = []
        for rule in rules:
            if isinstance(rule, tuple):
                self._ids.append(rule[0])
                patterns.append(Pattern(rule[1]))
            elif isinstance(rule, Mapping):
                self._ids.append(rule["rule_id"])
                patterns.append(Pattern(rule["event_pattern"]))
            elif rule.enabled:
                self._ids.append(rule.rule_id)
                patterns.append(rule.pattern)
        root = grow(_placed(patterns))
        holds = [pattern.holds for pattern in patterns]
        self.match: Final = _trying(self._ids, holds) if root is None else _finding(self._ids, root)
        """(document) -> the ids of the rules that match an event's document (see `document_of`), in their order."""

    def __len__(self) -> int:
        return len(self._ids)


def _trying(ids: list[str], all_holds: list[Holds]) -> Match:
    loop = list(zip(ids, all_holds, strict=True))

    def match(document: Mapping[str, Any]) -> list[str]:
        event = document if document.__class__ is dict else dict(document)
        return [rule_id for rule_id, holds in loop if holds(event)]

    return match


def _finding(ids: list[str], root: Visit) -> Match:
    def match(document: Mapping[str, Any]) -> list[str]:
        found: list[int] = []
        root(document if document.__class__ is dict else dict(document), found)
        if len(found) > _CROWD and len(found) * _CROWD > len(ids):
            marks = bytearray(len(ids))
            for order in found:
                marks[order] = 1
            return list(compress(ids, marks))
        if len(found) > 1:  # a rule may be found twice, by two elements of an array or two ways through an `$or`
            found = sorted(set(found))
        return [ids[order] for order in found]

    return match


def _placed(patterns: list[Pattern]) -> list[Placed]:
    """The rules' branches, with an `$or` split only where each way through it can be found."""
    rules = [(order, pattern.tree, pattern.holds) for order, pattern in enumerate(patterns)]
    apart = [branches_of(*rule) for rule in rules]
    survey = Survey([Placed(way) for ways in apart for way in ways])
    chosen: list[Branch] = []
    for rule, ways in zip(rules, apart, strict=True):
        if len(ways) > 1 and not split_worth_it(ways, together := whole(*rule), survey):
            chosen.append(together)
        else:
            chosen += ways
    return [Placed(one) for one in chosen]
