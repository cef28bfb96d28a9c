from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from integrations.crm import CRMFactory
    from integrations.marketing import MarketingOrchestrator
    from integrations.mls import MLSIntegrationHub
    from integrations.store import Store
    from tools.rule_desk import RuleDesk


class Risk(StrEnum):
    """What a tool may do. `outward` and `spend` wait for an approval, whoever calls."""

    READ = "read"
    INTERNAL_WRITE = "internal_write"
    OUTWARD = "outward"
    SPEND = "spend"


class Arguments(BaseModel):
    """The arguments of a tool. Every field is described; unknown ones are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True, slots=True)
class Hubs:
    """What tools stand on."""

    store: Store
    mls: MLSIntegrationHub
    crm: CRMFactory
    marketing: MarketingOrchestrator
    zone: str = "America/Los_Angeles"
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    rules: RuleDesk | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls a tool: the agent for a Slack user, a command, a rule, the schedule, or the terminal."""

    kind: Literal["agent", "command", "rule", "schedule", "terminal"]
    user: str = ""
    channel: str = ""
    thread_ts: str = ""
    key: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the audit log and the approvals."""
        return {
            "kind": self.kind,
            "user": self.user,
            "channel": self.channel,
            "thread_ts": self.thread_ts,
            "key": self.key,
        }


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing Jorge can ask for.

    `handler(args, hubs)` does it. A tool whose risk is `outward` or `spend` has `prepare(args, hubs)`, which resolves
    the facts that Jorge approves (a frozen model, no effect), and `perform(args, plan, hubs, key)`, which does exactly
    that plan; `key` makes a repetition harmless. `summary(args, plan)` is one line for phones and the audit log.
    `owner_only`: only Jorge himself may call it, in Slack or in the terminal; no rule and no schedule.
    """

    name: str
    description: str
    risk: Risk
    arguments: type[Arguments]
    result: type[BaseModel]
    handler: Callable[[Any, Hubs], Awaitable[BaseModel]] | None = None
    prepare: Callable[[Any, Hubs], Awaitable[BaseModel]] | None = None
    perform: Callable[[Any, Any, Hubs, str], Awaitable[BaseModel]] | None = None
    plan: type[BaseModel] | None = None
    summary: Callable[[Any, Any], str] | None = None
    owner_only: bool = False

    @property
    def needs_approval(self) -> bool:
        """Whether Jorge must say yes before it runs."""
        return self.risk in (Risk.OUTWARD, Risk.SPEND)
