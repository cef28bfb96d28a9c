from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import ConfigDict, Field, ValidationError, model_validator

from bot.rules.actions import Action, Notification, TextOwner, ToolCall
from bot.rules.expressions import PatternError
from bot.rules.pattern import Pattern
from integrations.events import Event
from integrations.models.frozen import Frozen

Lane = Literal["hot", "normal", "bulk"]


class RuleError(ValueError):
    """A rule file cannot be used; the message names the file, the place and what is wrong."""


class Cooldown(Frozen):
    """How long a rule rests after it acted, for each value at `per` (a path in the event; empty: for all events)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minutes: int = Field(ge=1)
    per: str = ""

    def subject(self, document: Mapping[str, Any]) -> str:
        """What rests: the value at `per`, as text."""
        return _subject(self.per, document)


class Cap(Frozen):
    """A rule acts at most so many times within any so many hours, for each value at `per` (empty: for all events)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: int = Field(ge=1)
    hours: int = Field(24, ge=1, le=366 * 24)
    per: str = ""

    def subject(self, document: Mapping[str, Any]) -> str:
        """What is counted together: the value at `per`, as text."""
        return _subject(self.per, document)


class StandingLimits(Frozen):
    """The most that a rule may do without asking each time, once Jorge has agreed (`integrations.store.standing`).

    Attributes:
        max_audience: people that one message may reach.
        max_amount: dollars that one action may cost.
        expires_days: how long Jorge's word may hold at most.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_audience: int = Field(ge=0)
    max_amount: Decimal = Field(Decimal(0), ge=0)
    expires_days: int = Field(90, ge=1, le=365)


class Example(Frozen):
    """An event and whether the rule fires on it: the rule's own test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event: dict[str, Any]
    fires: bool
    note: str = ""


class OrchestrationRule(Frozen):
    """When an event matches the pattern, do the actions. A rule in a file needs at least one action and one example."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    rule_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)
    name: str
    description: str
    version: int = Field(1, ge=1)
    enabled: bool = True
    lane: Lane = "normal"
    cooldown: Cooldown | None = None
    caps: tuple[Cap, ...] = Field((), max_length=4)
    standing_approval: StandingLimits | None = None
    event_pattern: dict[str, Any]
    actions: tuple[Action, ...] = ()
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _pattern_is_right(self) -> OrchestrationRule:
        Pattern(self.event_pattern)
        return self

    @cached_property
    def pattern(self) -> Pattern:
        """The compiled pattern."""
        return Pattern(self.event_pattern)

    def fires_on(self, document: Mapping[str, Any]) -> bool:
        """Whether the rule matches an event's document (see `document_of`)."""
        return self.enabled and self.pattern.matches(document)


def document_of(event: Event) -> dict[str, Any]:
    """What patterns look at: the event's own fields and its payload, as JSON."""
    return event.model_dump(mode="json")


def _subject(per: str, document: Mapping[str, Any]) -> str:
    value: Any = document
    for step in filter(None, per.split(".")):
        value = value.get(step) if isinstance(value, Mapping) else None
    return "" if not per or value is None else str(value)[:255]


def read_rule(text: str, name: str) -> OrchestrationRule:
    """A rule from its YAML file.

    Raises:
        RuleError: the file is no rule; the message says where and why.
    """
    try:
        rule = OrchestrationRule.model_validate(yaml.safe_load(text))
    except (ValidationError, PatternError, yaml.YAMLError) as error:
        raise RuleError(f"{name}: {error}") from error
    if not rule.actions:
        raise RuleError(f"{name}: actions: the rule does nothing; give it at least one action")
    if not rule.examples:
        raise RuleError(f"{name}: examples: give at least one event and whether the rule fires on it")
    return rule


def read_book() -> tuple[OrchestrationRule, ...]:
    """Every rule of `bot/rules/book`, by id.

    Raises:
        RuleError: a file is no rule, or two have one id.
    """
    book = files("bot.rules").joinpath("book")
    found = [read_rule(one.read_text("utf-8"), one.name) for one in book.iterdir() if one.name.endswith(".yml")]
    return distinct(sorted(found, key=lambda rule: rule.rule_id))


def distinct(rules: Iterable[OrchestrationRule]) -> tuple[OrchestrationRule, ...]:
    """The rules, each id once.

    Raises:
        RuleError: two rules have one id.
    """
    given = tuple(rules)
    twice = [rule_id for rule_id, times in Counter(rule.rule_id for rule in given).items() if times > 1]
    if twice:
        raise RuleError(f"{twice[0]}: two rules have this id; give one of them another")
    return given


__all__ = [
    "Action",
    "Cap",
    "Cooldown",
    "Example",
    "Notification",
    "OrchestrationRule",
    "RuleError",
    "StandingLimits",
    "TextOwner",
    "ToolCall",
    "distinct",
    "document_of",
    "read_book",
    "read_rule",
]
