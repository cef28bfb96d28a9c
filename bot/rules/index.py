from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress
from typing import Any

from bot.rules.branches import branches_of, whole
from bot.rules.pattern import Pattern
from bot.rules.plan import Placed, Survey, split_worth_it
from bot.rules.rule import OrchestrationRule
from bot.rules.tree import grow

_CROWD = 64


class RuleIndex:
    """Many patterns, matched together: the cost grows with what matches, not with how many there are.

    Rules are found by the values and ranges that they ask of a field; only what remains of the few that are found is
    tested. Where that does not pay (a handful of rules, only regular expressions, only negations) each rule is tried
    in turn. The answer is always that of `Pattern.matches` for each rule. Disabled rules are left out.

    Raises:
        PatternError: a query is wrong.
    """

    def __init__(self, rules: Iterable[OrchestrationRule | tuple[str, Mapping[str, Any]]]) -> None:
        self._ids: list[str] = []
        patterns: list[Pattern] = []
        for rule in rules:
            if isinstance(rule, tuple):
                self._ids.append(rule[0])
                patterns.append(Pattern(rule[1]))
            elif rule.enabled:
                self._ids.append(rule.rule_id)
                patterns.append(rule.pattern)
        self._loop = list(zip(self._ids, [pattern.holds for pattern in patterns], strict=True))
        self._root = grow(_placed(patterns))

    def __len__(self) -> int:
        return len(self._ids)

    def match(self, document: Mapping[str, Any]) -> list[str]:
        """The ids of the rules that match an event's document (see `document_of`), in the order of the rules."""
        event = document if document.__class__ is dict else dict(document)
        if self._root is None:
            return [rule_id for rule_id, holds in self._loop if holds(event)]
        found: list[int] = []
        self._root(event, found)
        ids = self._ids
        if len(found) > _CROWD and len(found) * _CROWD > len(ids):
            marks = bytearray(len(ids))
            for order in found:
                marks[order] = 1
            return list(compress(ids, marks))
        if len(found) > 1:
            found = sorted(set(found))
        return [ids[order] for order in found]


def _placed(patterns: list[Pattern]) -> list[Placed]:
    """The rules' branches, with an `$or` split only where each way through it can be found."""
    together = [whole(order, pattern.tree, pattern.holds) for order, pattern in enumerate(patterns)]
    apart = [branches_of(order, pattern.tree, pattern.holds) for order, pattern in enumerate(patterns)]
    if all(len(ways) == 1 for ways in apart):
        return [Placed(one) for one in together]
    survey = Survey([Placed(way) for ways in apart for way in ways])
    chosen = []
    for ways, one in zip(apart, together, strict=True):
        chosen += ways if len(ways) > 1 and split_worth_it(ways, one, survey) else [one]
    return [Placed(one) for one in chosen]
