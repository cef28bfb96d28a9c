from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from bot.notifier import Notifier
from bot.rules.actions import ToolCall
from bot.rules.filling import filled
from bot.rules.rule import OrchestrationRule, StandingLimits
from bot.rules.standing import ACTED
from integrations.events import Event
from integrations.models.approval import Approval, ApprovalStatus
from integrations.models.draft import Draft
from integrations.store import rule_book as shelf
from integrations.store import rules as memory
from integrations.store.rule_book import Change
from integrations.store.rules import Standing
from integrations.wire.errors import NotConfigured, Unavailable
from tools import toolbox as tools
from tools.errors import ToolError
from tools.tool import Caller
from tools.toolbox import Toolbox

_UNDER_WAY = (ApprovalStatus.APPROVED, ApprovalStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class ToolCalls:
    """Calls tools for rules. What needs an approval waits for Jorge, or rides on what he allowed the rule."""

    toolbox: Toolbox
    notifier: Notifier

    async def call(self, action: ToolCall, rule: OrchestrationRule, event: Event, key: str) -> str:
        """Call the tool; returns in a few words what came of it.

        Raises:
            NotConfigured: there is no such tool yet, or its connector is not set up.
            Unavailable: a vendor is down; try again.
        """
        if action.tool not in tools.registry():
            raise NotConfigured(action.tool, "Jorge has no such tool yet")
        args = {name: value for name, value in filled(action.args, event.payload).items() if value is not None}
        outcome = await self.toolbox.call(action.tool, args, Caller("rule", key=key))
        if outcome.approval is not None:
            return await self._ask_or_do(outcome.approval, rule)
        if outcome.error is not None:
            return _told(action.tool, outcome.error)
        return _said(outcome.value)

    async def _ask_or_do(self, approval: Approval, rule: OrchestrationRule) -> str:
        if approval.status in _UNDER_WAY:
            return await self._do(approval)
        if approval.status is not ApprovalStatus.PENDING:
            return f"approval {approval.id} is {approval.status}"
        standing, why_not = await self._standing(approval, rule)
        if standing is None:
            await self.notifier.show_approval(approval)
            return f"waits for approval {approval.id}" + (f" ({why_not})" if why_not else "")
        try:
            await self.toolbox.decide(approval.token, standing.given_by, approve=True)
        except ToolError as error:
            await self.notifier.show_approval(approval)
            return f"waits for approval {approval.id} (the standing approval does not hold: {error.message})"
        acted = Change(
            at=self.toolbox.hubs.now(), who=standing.given_by, what=ACTED, rule_id=rule.rule_id, version=rule.version,
            detail=approval.summary,
        )  # fmt: skip
        await self.toolbox.hubs.store.write(shelf.note, acted)
        return await self._do(approval)

    async def _do(self, approval: Approval) -> str:
        try:
            done = await self.toolbox.perform(approval.id)
        except ToolError as error:
            await self.toolbox.fail(approval.id, error.message)
            return f"refused: {error.message}"
        await self.notifier.show_approval(done)
        return f"approved and {done.status} ({approval.id})"

    async def _standing(self, approval: Approval, rule: OrchestrationRule) -> tuple[Standing | None, str]:
        if rule.standing_approval is None:
            return None, ""
        now = self.toolbox.hubs.now()
        given = await self.toolbox.hubs.store.read(memory.allowed, rule.rule_id, rule.version, now)
        if given is None:
            return None, "no standing approval was given"
        why = _beyond(approval, rule.standing_approval, given)
        return (None, f"beyond the standing approval: {why}") if why else (given, "")


def _beyond(approval: Approval, wanted: StandingLimits, given: Standing) -> str:
    """What goes beyond both what the rule asks for and what Jorge gave; empty where nothing does.

    A plan that does not say whom it reaches or what it costs is beyond every limit.
    """
    audience = approval.plan.get("audience")
    people = audience.get("included") if isinstance(audience, dict) else None
    cost = approval.plan.get("cost")
    if not isinstance(people, list) or cost is None:
        return "the plan does not say how many people it reaches and what it costs"
    most, dollars = min(wanted.max_audience, given.max_audience), min(wanted.max_amount, given.max_amount)
    if len(people) > most:
        return f"{len(people)} people, {most} are allowed"
    return f"${float(cost):,.2f}, ${dollars:,.2f} are allowed" if float(cost) > float(dollars) else ""


def _told(tool: str, error: ToolError) -> str:
    if error.kind == "unavailable":
        raise Unavailable(tool, error.message)
    if error.kind == "not_configured":
        raise NotConfigured(tool, error.message)
    return f"refused: {error.message}"


def _said(value: BaseModel | None) -> str:
    if isinstance(value, Draft):
        return f"done: {value.title}"
    total: Any = getattr(value, "total", None)
    return f"done: {total} found" if isinstance(total, int) else "done"
