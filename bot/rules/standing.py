"""What Jorge allows a rule to do without asking each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from bot.rules.rule import OrchestrationRule, StandingLimits
from integrations.store import Store
from integrations.store import rule_book as shelf
from integrations.store import rules as memory
from integrations.store.rule_book import Change
from integrations.store.rules import Standing
from tools.errors import ToolError

ACTED = "acted without asking"


@dataclass(frozen=True, slots=True)
class Standings:
    """Gives, takes back and shows standing approvals. Each holds for one version of a rule: an edit asks again."""

    store: Store
    now: Callable[[], datetime]

    async def given(self, rule: OrchestrationRule) -> Standing | None:
        """What is allowed now."""
        return await self.store.read(memory.allowed, rule.rule_id, rule.version, self.now())

    async def acted(self, rule_id: str) -> list[Change]:
        """What a rule did without asking, newest first."""
        return [one for one in await self.store.read(shelf.changes, rule_id, 200) if one.what == ACTED]

    async def allow(self, rule: OrchestrationRule, user: str, values: dict[str, str]) -> Standing:
        """Let a rule act without asking, up to the limits in `values` (people, dollars, days).

        Raises:
            ToolError: a limit is no number, or beyond what the rule itself may ever do; its field says which.
        """
        limits, now = self.limits(rule), self.now()
        people, dollars, days = read_limits(values, limits)
        standing = Standing(
            rule_id=rule.rule_id, rule_version=rule.version, max_audience=people, max_amount=dollars, given_by=user,
            given_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        await self.store.write(memory.allow, standing)
        detail = f"up to {people} people and ${dollars:,.2f} a time, for {days} days"
        await self._note(rule, user, "allowed", detail)
        return standing

    async def revoke(self, rule: OrchestrationRule, user: str) -> bool:
        """Take back what was allowed, whatever the version; False where nothing was."""
        done = await self.store.write(memory.revoke, rule.rule_id, self.now())
        await self._note(rule, user, "revoked", "")
        return bool(done)

    def limits(self, rule: OrchestrationRule) -> StandingLimits:
        """The most that may be allowed.

        Raises:
            ToolError: the rule names no limits, so it always asks.
        """
        if rule.standing_approval is None:
            said = f"{rule.name} always asks: a rule must name its limits first (`standing_approval` in its text)."
            raise ToolError("refused", said)
        return rule.standing_approval

    async def _note(self, rule: OrchestrationRule, user: str, what: str, detail: str) -> None:
        change = Change(at=self.now(), who=user, what=what, rule_id=rule.rule_id, version=rule.version, detail=detail)
        await self.store.write(shelf.note, change)


def read_limits(values: dict[str, str], most: StandingLimits) -> tuple[int, Decimal, int]:
    """People, dollars and days of a form, within what the rule may ever do.

    Raises:
        ToolError: one is no number, or too much; its field says which.
    """
    people = _whole(values.get("people", ""), "people", most.max_audience)
    days = _whole(values.get("days", ""), "days", most.expires_days, least=1)
    text = values.get("dollars", "").strip().removeprefix("$") or "0"
    try:
        dollars = Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise ToolError("invalid", f"{text!r} is no amount of dollars.", field="dollars") from error
    if not dollars.is_finite() or not 0 <= dollars <= most.max_amount:
        raise ToolError("invalid", f"Between $0 and ${most.max_amount:,.2f}, as the rule says.", field="dollars")
    return people, dollars, days


def _whole(text: str, field: str, most: int, *, least: int = 0) -> int:
    plain = text.strip().replace(",", "")
    if not plain.isascii() or not plain.isdigit() or not least <= int(plain[:9]) <= most:
        raise ToolError("invalid", f"A whole number from {least} to {most:,}, as the rule says.", field=field)
    return int(plain)
