from __future__ import annotations

from pydantic import Field

from integrations.models.rule import RuleChanged
from tools.rule_desk import desk_of
from tools.tool import Arguments, Hubs, Risk, Tool


class SwitchRule(Arguments):
    """Arguments of `switch_rule`."""

    rule: str = Field(min_length=1, max_length=120, description="The rule's name or id, e.g. price drop")
    enabled: bool = Field(description="true switches it on, false off")


async def switch(args: SwitchRule, hubs: Hubs) -> RuleChanged:
    """Switch a rule on or off; it holds within seconds."""
    return await desk_of(hubs.rules).switch_by_words(args.rule, enabled=args.enabled)


TOOL = Tool(
    name="switch_rule",
    description="Switch one of the rules on or off.",
    risk=Risk.INTERNAL_WRITE,
    arguments=SwitchRule,
    result=RuleChanged,
    handler=switch,
    owner_only=True,
)
