from __future__ import annotations

from pydantic import Field

from integrations.models.rule import RuleWhy
from tools.rule_desk import desk_of
from tools.tool import Arguments, Hubs, Risk, Tool


class ExplainRule(Arguments):
    """Arguments of `explain_rule`."""

    rule: str = Field(min_length=1, max_length=120, description="The rule's name or id, e.g. hot lead")
    about: str = Field("", max_length=120, description="A lead's name or a home's address; empty: the newest event")


async def explain(args: ExplainRule, hubs: Hubs) -> RuleWhy:
    """Why a rule did or did not act on the newest event about somebody: each condition, held or not."""
    return await desk_of(hubs.rules).why(args.rule, args.about)


TOOL = Tool(
    name="explain_rule",
    description="Say why a rule did or did not fire, for a lead, a home, or the newest event.",
    risk=Risk.READ,
    arguments=ExplainRule,
    result=RuleWhy,
    handler=explain,
    owner_only=True,
)
