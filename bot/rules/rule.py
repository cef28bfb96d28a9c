from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import ConfigDict, Field, ValidationError, model_validator

from bot.rules.expressions import PatternError
from bot.rules.pattern import Pattern
from integrations.events import Event
from integrations.models.frozen import Frozen

Lane = Literal["hot", "normal", "bulk"]


class RuleError(ValueError):
    """A rule file cannot be used; the message names the file, the place and what is wrong."""


class Notification(Frozen):
    """Show Jorge an alert card. Words in braces are filled from the event's payload."""

    action: Literal["notification"]
    severity: Literal["urgent", "normal", "quiet"] = "normal"
    kind: str
    story: str
    title: str
    why: str
    first_step: str = ""


class TextOwner(Frozen):
    """Send Jorge himself a text message."""

    action: Literal["text_owner"]
    body: str


class ToolCall(Frozen):
    """Call a tool; outward ones wait for approval."""

    action: Literal["tool"]
    tool: str
    args: dict[str, Any] = Field(default_factory=dict)


Action = Notification | TextOwner | ToolCall


class Example(Frozen):
    """An event and whether the rule fires on it: the rule's own test."""

    event: dict[str, Any]
    fires: bool


class OrchestrationRule(Frozen):
    """When an event matches the pattern, do the actions."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    rule_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)
    name: str
    description: str
    version: int = Field(1, ge=1)
    enabled: bool = True
    lane: Lane = "normal"
    event_pattern: dict[str, Any]
    actions: tuple[Action, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)

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


def read_rule(text: str, name: str) -> OrchestrationRule:
    """A rule from its YAML file.

    Raises:
        RuleError: the file is no rule; the message says where and why.
    """
    try:
        return OrchestrationRule.model_validate(yaml.safe_load(text))
    except (ValidationError, PatternError, yaml.YAMLError) as error:
        raise RuleError(f"{name}: {error}") from error


def read_book() -> tuple[OrchestrationRule, ...]:
    """Every rule of `bot/rules/book`, by id."""
    book = files("bot.rules").joinpath("book")
    found = [read_rule(one.read_text("utf-8"), one.name) for one in book.iterdir() if one.name.endswith(".yml")]
    return tuple(sorted(found, key=lambda rule: rule.rule_id))
