from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import ConfigDict, Field, ValidationError

from integrations.models.frozen import Frozen


class SequenceError(ValueError):
    """A sequence file cannot be used; the message names the file and what is wrong."""


class SequenceStep(Frozen):
    """A tool call, so many days after the beginning. `{contact_id}` stands for the lead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after_days: float = Field(ge=0, le=365)
    tool: str
    args: dict[str, Any] = Field(default_factory=dict)


class SequencePlan(Frozen):
    """What is done for a lead over days, until they answer, opt out or the steps are done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)
    name: str
    description: str
    steps: tuple[SequenceStep, ...] = Field(min_length=1)


@cache
def read_plans() -> dict[str, SequencePlan]:
    """Every sequence of `bot/engine/sequences/book`, by its id.

    Raises:
        SequenceError: a file is no sequence, or its steps are not in the order of their days.
    """
    found: dict[str, SequencePlan] = {}
    for one in files("bot.engine.sequences").joinpath("book").iterdir():
        if one.name.endswith(".yml"):
            plan = _read(one.read_text("utf-8"), one.name)
            found[plan.sequence] = plan
    return found


def _read(text: str, name: str) -> SequencePlan:
    try:
        plan = SequencePlan.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise SequenceError(f"{name}: {error}") from error
    days = [step.after_days for step in plan.steps]
    if days != sorted(days):
        raise SequenceError(f"{name}: steps: put them in the order of their days, not {days}")
    return plan
