"""Which rule is meant, and why it did or did not act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz

from bot.rules.explain import Finding, explain
from bot.rules.rule import OrchestrationRule, document_of
from integrations.events import Event
from integrations.models.rule import RuleFinding, RuleWhy
from integrations.store import events, history
from tools.errors import ToolError

_CLOSE = 70
_SURE = 8
_NAMES = ("name", "names", "address", "title", "listing_ref", "contact_id", "system")
_NOISE = frozenset({"rule", "rules", "the", "my", "alert", "alerts", "for", "on", "of", "a"})


def meant(words: str, rules: Sequence[OrchestrationRule]) -> OrchestrationRule:
    """The rule that somebody's words mean: its id, its name, or what is most like it.

    Raises:
        ToolError: none, or one of several; they are its options.
    """
    asked = " ".join(word for word in words.lower().replace("_", " ").split() if word not in _NOISE)
    exact = [one for one in rules if words.strip().lower() in {one.rule_id, one.name.lower()}]
    if len(exact) == 1:
        return exact[0]
    scored = sorted(((_likeness(asked, one), one) for one in rules), key=lambda pair: -pair[0])
    close = [(score, one) for score, one in scored if score >= _CLOSE]
    if asked and close and (len(close) == 1 or close[0][0] - close[1][0] >= _SURE):
        return close[0][1]
    options = tuple(one.name for _, one in (close or scored)[:5])
    question = f"Which rule do you mean by {words.strip()!r}?" if words.strip() else "Which rule do you mean?"
    raise ToolError("ambiguous" if close else "not_found", question, question=question, options=options, field="rule")


def _likeness(asked: str, rule: OrchestrationRule) -> float:
    names = (rule.name.lower(), rule.rule_id.replace("_", " "))
    return max(0.5 * fuzz.token_set_ratio(asked, one) + 0.5 * fuzz.token_sort_ratio(asked, one) for one in names)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom or what an event must be about; empty: anything."""

    words: str = ""

    def fits(self, event: Event) -> bool:
        """Whether the event tells of it."""
        wanted = self.words.lower().split()
        if not wanted:
            return True
        told = [str(event.payload.get(name) or "") for name in _NAMES]
        told += [str(one) for one in event.payload.get("people") or ()]
        whole = f"{event.id} {' '.join(told)}".lower()
        return all(word in whole for word in wanted)


@dataclass(frozen=True, slots=True)
class Why:
    """Looks up why a rule did or did not act, on events since a moment."""

    rule: OrchestrationRule
    since: datetime

    def about(self, connection: Any, asked: Asked) -> RuleWhy:
        """On the newest event that fits, of those that the rule looks at if there are any."""
        rule = self.rule
        fitting = [event for event in history.since(connection, self.since) if asked.fits(event)]
        kinds = [event for event in fitting if event.type in _types(rule)]
        given: dict[str, Any] = {
            "rule_id": rule.rule_id, "name": rule.name, "enabled": rule.enabled, "about": asked.words,
            "conditions": tuple(one.said for one in explain(rule.event_pattern, {})),
        }  # fmt: skip
        if not (kinds or fitting):
            return RuleWhy(**given)
        event = (kinds or fitting)[-1]
        findings = explain(rule.event_pattern, document_of(event))
        matched = all(one.held for one in findings)
        return RuleWhy(
            **given, event_id=event.id, event_said=_told(event), at=event.received_at, matched=matched,
            outcome=_outcome(connection, rule, event, matched=matched), findings=tuple(flat(findings)),
        )  # fmt: skip


def flat(findings: Sequence[Finding]) -> list[RuleFinding]:
    """Findings as lines; those of a group follow it."""
    found = []
    for one in findings:
        found.append(RuleFinding(said=one.said, held=one.held, saw="" if one.parts else one.saw))
        found += [RuleFinding(said=f"· {part.said}", held=part.held, saw=part.saw) for part in flat(one.parts)]
    return found


def _types(rule: OrchestrationRule) -> set[str]:
    wanted = rule.event_pattern.get("type")
    if isinstance(wanted, str):
        return {wanted}
    listed = wanted.get("$in", ()) if isinstance(wanted, dict) else ()
    return {one for one in listed if isinstance(one, str)}


def _outcome(connection: Any, rule: OrchestrationRule, event: Event, *, matched: bool) -> str:
    runs = [one for one in events.runs_of(connection, event.id) if one.rule_id == rule.rule_id]
    if runs:
        last = max(runs, key=lambda run: run.started_at)
        return f"It ran (version {last.rule_version}): {last.status}" + (f", {last.error}" if last.error else "")
    if not matched:
        return "It did not match."
    return "It would match now" + ("" if rule.enabled else ", but it is switched off") + "; it did not run then."


def _told(event: Event) -> str:
    about = next((str(event.payload[name]) for name in _NAMES if event.payload.get(name)), "")
    return f"{event.type} {about}".strip()
