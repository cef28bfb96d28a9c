from __future__ import annotations

import hashlib
import pkgutil
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

import tools
from integrations.models.approval import Approval, ApprovalStatus
from integrations.models.credit import AS_OF
from integrations.store import approvals as shelf
from integrations.wire.errors import NotConfigured, Unauthorized, Unavailable, WireError
from tools.errors import ToolError
from tools.tool import Caller, Hubs, Tool

APPROVAL_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call: a value, an approval that waits for Jorge, or an error that says what to try."""

    tool: str
    args: dict[str, Any]
    value: BaseModel | None = None
    approval: Approval | None = None
    error: ToolError | None = None


@cache
def registry() -> Mapping[str, Tool]:
    """Every tool by name: each module of `tools` that holds a `TOOL`."""
    found = (import_module(f"tools.{entry.name}") for entry in pkgutil.iter_modules(tools.__path__))
    offered = [module.TOOL for module in found if hasattr(module, "TOOL")]
    return {tool.name: tool for tool in sorted(offered, key=lambda tool: tool.name)}


class Toolbox:
    """The one door to all tools: validates, asks for approval where the risk wants it, and keeps the audit log."""

    def __init__(self, hubs: Hubs, owner: str = "") -> None:
        self.hubs = hubs
        self.owner = owner
        self.observers: list[Callable[[Outcome, Caller], Awaitable[None]]] = []

    async def call(self, name: str, args: Mapping[str, Any], caller: Caller) -> Outcome:
        """Run a tool, or ask for approval where it needs one. Never raises for what a caller can mend."""
        try:
            tool = _find(name)
            self._check_caller(tool, caller)
            valid = _validate(tool, args)
        except ToolError as error:
            return Outcome(name, dict(args), error=error)
        asked = valid.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        try:
            if tool.needs_approval:
                return Outcome(name, asked, approval=await self._ask(tool, valid, asked, caller))
            assert tool.handler is not None  # noqa: S101  # a tool without approval has a handler
            value = await tool.handler(valid, self.hubs)
        except ToolError as error:
            return Outcome(name, asked, error=error)
        except WireError as error:
            return Outcome(name, asked, error=_told(error))
        await self._note(str(caller.user or caller.kind), f"tool.{name}", name, {"args": asked, **caller.as_dict()})
        outcome = Outcome(name, asked, value=value)
        for observe in self.observers:
            await observe(outcome, caller)
        return outcome

    async def decide(self, token: str, user: str, *, approve: bool) -> Approval:
        """Jorge's answer to an approval, once.

        Raises:
            ToolError: unknown, expired, already decided, or the clicker is not Jorge; the message says which.
        """
        approval = await self._pending(token, user)
        now = self.hubs.now()
        to = ApprovalStatus.APPROVED if approve else ApprovalStatus.CANCELLED
        moved = await self.hubs.store.write(
            shelf.move, approval.id, expected=[ApprovalStatus.PENDING], to=to, decided_by=user, decided_at=now
        )
        if not moved:
            raise ToolError("refused", "Somebody has already answered this.")
        await self._note(user, f"approval.{to}", approval.id, {"tool": approval.tool, "facts": approval.facts_hash})
        return approval.model_copy(update={"status": to, "decided_by": user, "decided_at": now})

    async def amend(self, token: str, user: str, changes: Mapping[str, Any]) -> Outcome:
        """Replace a pending approval by one with changed arguments; the old one's buttons are dead."""
        approval = await self._pending(token, user)
        said = approval.caller
        caller = Caller(said["kind"], user, said["channel"], said["thread_ts"])
        outcome = await self.call(approval.tool, {**approval.args, **changes}, caller)
        if outcome.approval is not None and outcome.approval.id != approval.id:
            pending, superseded = [ApprovalStatus.PENDING], ApprovalStatus.SUPERSEDED
            await self.hubs.store.write(shelf.move, approval.id, expected=pending, to=superseded, decided_by=user)
        return outcome

    async def perform(self, approval_id: str) -> Approval:
        """Do what was approved, exactly as shown. Safe to repeat: effects carry the approval's id as key.

        Raises:
            ToolError: the facts changed since the card was shown.
            Unavailable: the vendor is down; repeating later goes on where it stopped.
        """
        approval = await self.hubs.store.read(shelf.get, approval_id)
        if approval is None:
            raise ToolError("not_found", f"There is no approval {approval_id}.")
        if approval.status is ApprovalStatus.DONE:
            return approval
        started = [ApprovalStatus.APPROVED, ApprovalStatus.RUNNING]
        if not await self.hubs.store.write(shelf.move, approval_id, expected=started, to=ApprovalStatus.RUNNING):
            raise ToolError("refused", f"This approval is {approval.status}.")
        tool = _find(approval.tool)
        args = _validate(tool, approval.args)
        assert tool.plan is not None  # noqa: S101  # a tool with approval has a plan
        assert tool.perform is not None  # noqa: S101
        if approval.status is ApprovalStatus.APPROVED:
            await self._check_facts(tool, args, approval)
        value = await tool.perform(args, tool.plan.model_validate(approval.plan), self.hubs, approval.id)
        return await self._finish(approval, ApprovalStatus.DONE, result=value.model_dump(mode="json"))

    async def fail(self, approval_id: str, why: str) -> Approval | None:
        """Record that an approved action could not be done."""
        approval = await self.hubs.store.read(shelf.get, approval_id)
        return await self._finish(approval, ApprovalStatus.FAILED, note=why) if approval else None

    async def expire(self) -> list[Approval]:
        """Close the approvals whose time is over and return them, so that their cards can be updated."""
        now = self.hubs.now()
        old = [
            one
            for one in await self.hubs.store.read(shelf.with_status, ApprovalStatus.PENDING)
            if one.expires_at <= now
        ]
        return [one for one in old if await self._close(one, ApprovalStatus.EXPIRED)]

    def _check_caller(self, tool: Tool, caller: Caller) -> None:
        if not tool.owner_only or caller.kind == "terminal":
            return
        if caller.kind not in {"agent", "command"} or not self.owner or caller.user != self.owner:
            who = f"<@{self.owner}>" if self.owner else "Jorge (set JORGE_SLACK_OWNER)"
            raise ToolError("refused", f"Only {who} can do this.")

    async def _check_facts(self, tool: Tool, args: Any, approval: Approval) -> None:
        assert tool.prepare is not None  # noqa: S101
        plan = await tool.prepare(args, self.hubs)
        if facts_hash(tool, args, plan) != approval.facts_hash:
            why = "The facts changed since this card was shown (audience, price or text). Ask again to see them now."
            await self._finish(approval, ApprovalStatus.FAILED, note=why)
            raise ToolError("refused", why)

    async def _pending(self, token: str, user: str) -> Approval:
        approval = await self.hubs.store.read(shelf.by_token, token)
        if approval is None:
            raise ToolError("not_found", "This approval is no longer known. Ask again.")
        if not self.owner:
            raise ToolError("not_configured", "Nobody may approve yet: set JORGE_SLACK_OWNER to Jorge's Slack user id.")
        if user != self.owner:
            await self._note(user, "approval.refused", approval.id, {"why": "not the owner"})
            raise ToolError("refused", f"Only <@{self.owner}> can decide this.")
        if approval.status is not ApprovalStatus.PENDING:
            raise ToolError("refused", f"This was already {approval.status}.")
        if approval.expires_at <= self.hubs.now():
            await self._close(approval, ApprovalStatus.EXPIRED)
            raise ToolError("refused", "This approval has expired. Ask again to see the facts as they are now.")
        return approval

    async def _close(self, approval: Approval, to: ApprovalStatus) -> bool:
        return await self.hubs.store.write(shelf.move, approval.id, expected=[ApprovalStatus.PENDING], to=to)

    async def _finish(self, approval: Approval, to: ApprovalStatus, **values: Any) -> Approval:
        active = [ApprovalStatus.APPROVED, ApprovalStatus.RUNNING]
        await self.hubs.store.write(shelf.move, approval.id, expected=active, to=to, **values)
        await self._note(approval.decided_by or "", f"approval.{to}", approval.id, {"tool": approval.tool})
        done = await self.hubs.store.read(shelf.get, approval.id)
        return done or approval

    async def _ask(self, tool: Tool, args: Any, asked: dict[str, Any], caller: Caller) -> Approval:
        assert tool.prepare is not None  # noqa: S101
        asked_before = await self.hubs.store.read(shelf.get, approval_id(caller)) if caller.key else None
        if asked_before is not None:
            return asked_before
        plan = await tool.prepare(args, self.hubs)
        stamp = facts_hash(tool, args, plan)
        waiting = await self.hubs.store.read(shelf.same_pending, tool.name, stamp)
        if waiting is not None and waiting.expires_at > self.hubs.now():
            return waiting
        approval = _new_approval(tool, args, asked, plan, stamp, caller, self.hubs.now())
        await self.hubs.store.write(shelf.add, approval)
        await self._note(
            str(caller.user or caller.kind), "approval.asked", approval.id, {"tool": tool.name, "args": asked}
        )
        return approval

    async def _note(self, who: str, what: str, subject: str, detail: dict[str, Any]) -> None:
        await self.hubs.store.write(shelf.note, self.hubs.now(), who, what, subject, detail)


def facts_hash(tool: Tool, args: Any, plan: BaseModel) -> str:
    """What an approval is bound to: the tool, its exact arguments and the facts as shown."""
    shown = plan.model_dump(mode="json", exclude=set(getattr(plan, "PASSING", ())))
    facts = {"tool": tool.name, "args": args.model_dump(mode="json"), "plan": shown}
    said = AS_OF.sub("", orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode())
    return hashlib.sha256(said.encode()).hexdigest()


def approval_id(caller: Caller) -> str:
    """A new id; for a caller with a key always the same, so that one step of a rule asks once, whatever happens."""
    return hashlib.sha256(caller.key.encode()).hexdigest()[:16] if caller.key else secrets.token_hex(8)


def _new_approval(
    tool: Tool, args: Any, asked: dict[str, Any], plan: BaseModel, stamp: str, caller: Caller, now: datetime
) -> Approval:
    return Approval(
        id=approval_id(caller),
        token=secrets.token_urlsafe(24),
        tool=tool.name,
        risk=str(tool.risk),
        args=asked,
        plan=plan.model_dump(mode="json"),
        facts_hash=stamp,
        summary=tool.summary(args, plan) if tool.summary else tool.name,
        status=ApprovalStatus.PENDING,
        caller=caller.as_dict(),
        created_at=now,
        expires_at=now + APPROVAL_LIFETIME,
    )


def _find(name: str) -> Tool:
    tool = registry().get(name)
    if tool is None:
        raise ToolError("invalid", f"There is no tool {name!r}. There are: {', '.join(registry())}.")
    return tool


def _validate(tool: Tool, args: Mapping[str, Any]) -> Any:
    try:
        return tool.arguments.model_validate(dict(args))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "arguments"
        kind = "missing" if first["type"] == "missing" else "invalid"
        raise ToolError(kind, f"{tool.name}: {field}: {first['msg']}", field=field) from error  # type: ignore[arg-type]


def _told(error: WireError) -> ToolError:
    if isinstance(error, Unavailable):
        return ToolError(
            "unavailable",
            f"{error.vendor} does not answer right now ({error.message}). Try again in a minute.",
        )
    if isinstance(error, Unauthorized):
        return ToolError(
            "not_configured",
            f"{error.vendor} refuses our credentials. `jorge doctor` says how to renew them.",
        )
    if isinstance(error, NotConfigured):
        return ToolError("not_configured", str(error))
    return ToolError("unavailable", str(error))
