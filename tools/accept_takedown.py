from __future__ import annotations

from typing import Final

from pydantic import Field

from integrations.mls import ReconcileRefused, UnknownSystem
from integrations.models.frozen import Frozen
from integrations.store import rounds
from tools.errors import ToolError
from tools.tool import Arguments, Hubs, Risk, Tool

_MOST_NAMED: Final = 5


class AcceptTakedown(Arguments):
    """Arguments of `accept_takedown`."""

    system: str = Field(description="The MLS whose feed lacks the listings")
    missing: int = Field(ge=1, description="At most so many may go")


class TakedownPlan(Frozen):
    """What would be deleted from our copy: at most `missing` listings of `system`, such as these."""

    system: str
    missing: int
    examples: tuple[str, ...] = ()


class TakenDown(Frozen):
    """How many listings were deleted."""

    system: str
    removed: int


async def plan(args: AcceptTakedown, hubs: Hubs) -> TakedownPlan:
    """What Jorge is asked, with listings that the last comparison missed; nothing is compared yet."""
    if args.system not in hubs.mls.systems:
        raise ToolError("not_found", str(UnknownSystem(args.system, hubs.mls.systems)))
    last = await hubs.store.read(rounds.load, args.system, "keys")
    named = tuple(str(one) for one in last.outcome.get("listings", ()))
    return TakedownPlan(system=args.system, missing=args.missing, examples=named[:_MOST_NAMED])


async def accept(_args: AcceptTakedown, resolved: TakedownPlan, hubs: Hubs, _key: str) -> TakenDown:
    """Compare again, and delete what is still missing, if that is no more than Jorge accepted."""
    try:
        removed = await hubs.mls.reconcile(resolved.system, most_missing=resolved.missing)
    except ReconcileRefused as error:
        raise ToolError("refused", str(error)) from error
    return TakenDown(system=resolved.system, removed=removed)


def _summary(_args: AcceptTakedown, resolved: TakedownPlan) -> str:
    such = f", such as {'; '.join(resolved.examples)}" if resolved.examples else ""
    return f"Delete up to {resolved.missing:,} listings that {resolved.system} has no more{such}"


TOOL = Tool(
    name="accept_takedown",
    description="Delete listings that an MLS feed has no more, where suspiciously many are missing; Jorge approves.",
    risk=Risk.OUTWARD,
    arguments=AcceptTakedown,
    result=TakenDown,
    plan=TakedownPlan,
    prepare=plan,
    perform=accept,
    summary=_summary,
)
