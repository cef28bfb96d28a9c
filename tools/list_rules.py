from __future__ import annotations

from integrations.models.rule import RuleList
from tools.rule_desk import desk_of
from tools.tool import Arguments, Hubs, Risk, Tool


class ListRules(Arguments):
    """`list_rules` takes no arguments."""


async def list_rules(_args: ListRules, hubs: Hubs) -> RuleList:
    """Every rule, whether it is on, how often it acted in 30 days, and when last."""
    return await desk_of(hubs.rules).listing()


TOOL = Tool(
    name="list_rules",
    description="List the rules that alert Jorge and act by themselves: on or off, how often each acted.",
    risk=Risk.READ,
    arguments=ListRules,
    result=RuleList,
    handler=list_rules,
)
