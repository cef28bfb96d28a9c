from __future__ import annotations

from typing import Literal

from pydantic import Field

from integrations.models.rule import Once, RuleCondition, RuleProposal, RuleWish
from integrations.models.rule_words import EVENTS
from tools.rule_desk import desk_of
from tools.tool import Arguments, Hubs, Risk, Tool


class MakeRule(Arguments):
    """Arguments of `make_rule`."""

    event: str = Field(
        description="What happens: " + "; ".join(f"{name} ({', '.join(one.fields)})" for name, one in EVENTS.items())
    )
    conditions: tuple[RuleCondition, ...] = Field(
        (), max_length=8, description="All must hold. A price cut of 5 % is change_percent at_most -5"
    )
    severity: Literal["urgent", "normal", "quiet"] = Field("normal", description="How loudly Jorge is told")
    text: str = Field("", max_length=200, description="The alert's title, only if Jorge says one")
    text_me: bool = Field(default=False, description="Also send Jorge a text message")
    once: Once = Field("every", description="Tell at most once an hour, day or week for the same lead or home")
    most_per_day: int | None = Field(None, ge=1, le=1000, description="At most so many alerts a day")
    name: str = Field("", max_length=80, description="A short name, only if Jorge says one")


async def make(args: MakeRule, hubs: Hubs) -> RuleProposal:
    """Make a rule that waits on a card until Jorge saves it, with what it would have done in the last 30 days."""
    given = args.model_dump(exclude={"text_me"})
    text = {"also": "text_owner", "also_with": args.text or _sms(args.event)} if args.text_me else {}
    return await desk_of(hubs.rules).draft(RuleWish.model_validate(given | text))


def _sms(event: str) -> str:
    known = EVENTS.get(event)
    return known.title if known else "A rule of yours fired."


TOOL = Tool(
    name="make_rule",
    description=(
        "Make a rule: alert Jorge whenever something happens (a price cut, a new home, a lead doing something). It is "
        "only prepared: Jorge saves it on its card."
    ),
    risk=Risk.INTERNAL_WRITE,
    arguments=MakeRule,
    result=RuleProposal,
    handler=make,
    owner_only=True,
)
