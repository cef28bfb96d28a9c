"""What rules would have done on events that are stored, with their rests and caps. Nothing is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.rules.index import RuleIndex
from bot.rules.rule import OrchestrationRule, document_of
from integrations.events import Event


@dataclass(slots=True)
class Rehearsed:
    """The events on which a rule would have acted, and those that matched while it would have rested."""

    fired: list[Event] = field(default_factory=list)
    held: list[Event] = field(default_factory=list)


def rehearse(rules: Sequence[OrchestrationRule], events: Iterable[Event]) -> tuple[int, dict[str, Rehearsed]]:
    """How many events there were, and by rule what it would have done on them; they come in order of arrival.

    Whether a rule is switched on does not matter.
    """
    by_id = {rule.rule_id: rule for rule in rules}
    index = RuleIndex((rule.rule_id, rule.event_pattern) for rule in rules)
    found = {rule_id: Rehearsed() for rule_id in by_id}
    turns = _Turns()
    seen = 0
    for event in events:
        seen += 1
        document = document_of(event)
        for rule_id in index.match(document):
            acts = turns.take(by_id[rule_id], document, event.received_at)
            (found[rule_id].fired if acts else found[rule_id].held).append(event)
    return seen, found


class _Turns:
    """As `integrations.store.rule_turns` decides, in memory."""

    def __init__(self) -> None:
        self._rests: dict[tuple[str, str], datetime] = {}
        self._acted: dict[tuple[str, int, str], list[datetime]] = defaultdict(list)

    def take(self, rule: OrchestrationRule, document: dict[str, Any], at: datetime) -> bool:
        slots = [(rule.rule_id, slot, cap.subject(document)) for slot, cap in enumerate(rule.caps)]
        for cap, slot in zip(rule.caps, slots, strict=True):
            lately = [one for one in self._acted[slot] if one > at - timedelta(hours=cap.hours)]
            if len(lately) >= cap.most:
                return False
        if rule.cooldown is not None:
            key = (rule.rule_id, rule.cooldown.subject(document))
            if self._rests.get(key, at) > at:
                return False
            self._rests[key] = at + timedelta(minutes=rule.cooldown.minutes)
        for slot in slots:
            self._acted[slot].append(at)
        return True
