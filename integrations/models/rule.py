"""Rules as Jorge speaks of them: what he wishes, what it would do, and why one did or did not act."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from integrations.models.frozen import Frozen

Operator = Literal["is", "is_not", "at_least", "at_most", "more_than", "less_than", "contains", "in"]
Once = Literal["every", "hour", "day", "week"]
Also = Literal["", "text_owner", "add_tag", "note", "tool", "emit", "webhook"]


class RuleCondition(Frozen):
    """One condition on an event, e.g. `change_percent` `at_most` -5; `place` `in` Ballard."""

    field: str = Field(max_length=80, description="A field of the event, see the event's list")
    operator: Operator = Field("is", description="How the field is compared; `in` for a place")
    value: str | int | float | bool = Field(description="Plain value: 60, -5, Ballard, true")


class RuleWish(Frozen):
    """A rule in plain choices."""

    name: str = Field("", max_length=80)
    event: str = ""
    conditions: tuple[RuleCondition, ...] = Field((), max_length=8)
    severity: Literal["urgent", "normal", "quiet", "no"] = "normal"
    text: str = Field("", max_length=200)
    also: Also = ""
    also_with: str = Field("", max_length=500)
    lane: Literal["hot", "normal", "bulk"] = "normal"
    once: Once = "every"
    most_per_day: int | None = Field(None, ge=1, le=1000)
    pattern: dict[str, Any] | None = None


class Firing(Frozen):
    """An event on which a rule would have acted."""

    at: datetime
    event_id: str
    said: str


class RuleProposal(Frozen):
    """A rule that waits for Jorge to save it, with what it would have done on the stored events.

    `held_back` counts the events that matched while the rule would have rested; `version` is what it would become.
    """

    token: str
    rule_id: str
    name: str
    version: int
    when: tuple[str, ...]
    then: tuple[str, ...]
    limits: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    days: int = 30
    seen: int = 0
    fired: int = 0
    held_back: int = 0
    samples: tuple[Firing, ...] = ()
    from_form: bool = True


class RuleLine(Frozen):
    """One rule in the list; `source` says who made it: the book or Jorge."""

    rule_id: str
    name: str
    description: str
    version: int
    enabled: bool
    lane: str
    source: Literal["book", "edited", "own"]
    does: tuple[str, ...]
    count: int = 0
    last: datetime | None = None
    standing: str = ""
    may_stand: bool = False


class RuleList(Frozen):
    """Every rule, how often it acted in the last days, and when last."""

    rules: tuple[RuleLine, ...]
    days: int = 30


class RuleChanged(Frozen):
    """A rule that was switched."""

    rule_id: str
    name: str
    enabled: bool
    was: bool


class RuleFinding(Frozen):
    """One condition of a rule on one event, held or not, with what was there."""

    said: str
    held: bool
    saw: str


class RuleWhy(Frozen):
    """Why a rule did or did not act on the newest event about somebody or something."""

    rule_id: str
    name: str
    enabled: bool
    about: str
    event_id: str = ""
    event_said: str = ""
    at: datetime | None = None
    matched: bool = False
    outcome: str = ""
    findings: tuple[RuleFinding, ...] = ()
    conditions: tuple[str, ...] = ()
