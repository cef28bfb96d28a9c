"""The desk where rules are made and switched, as tools see it."""

from __future__ import annotations

from typing import Protocol

from integrations.models.rule import RuleChanged, RuleList, RuleProposal, RuleWhy, RuleWish
from tools.errors import ToolError


class RuleDesk(Protocol):
    """Makes, switches and explains rules. What it raises is a `ToolError` in words for Jorge."""

    async def draft(self, wish: RuleWish, rule_id: str = "") -> RuleProposal:
        """A rule that waits to be saved, and what it would have done."""
        ...

    async def switch_by_words(self, words: str, *, enabled: bool) -> RuleChanged:
        """Switch the rule that is meant on or off."""
        ...

    async def listing(self) -> RuleList:
        """Every rule."""
        ...

    async def why(self, words: str, about: str = "") -> RuleWhy:
        """Why the rule that is meant did or did not act on the newest event about somebody."""
        ...


def desk_of(rules: RuleDesk | None) -> RuleDesk:
    """The desk.

    Raises:
        ToolError: there is none here.
    """
    if rules is None:
        raise ToolError("not_configured", "Rules cannot be changed from here.")
    return rules
