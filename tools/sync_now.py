from __future__ import annotations

from typing import Literal

from pydantic import Field

from integrations.models.sync import SyncReport, SyncResult
from tools.tool import Arguments, Hubs, Risk, Tool


class SyncNow(Arguments):
    """Arguments of `sync_now`."""

    system: Literal["mls", "crm", "marketing", "all"] = Field("all", description="Which system to copy from now")


async def sync(args: SyncNow, hubs: Hubs) -> SyncReport:
    """Copy what changed at the vendors into the book of record, now. One broken system never blocks another."""
    results: list[SyncResult] = []
    if args.system in ("mls", "all"):
        results.extend(await hubs.mls.sync_each())
    if args.system in ("crm", "all"):
        results.extend((await hubs.crm.sync_all_crms()).values())
    if args.system in ("marketing", "all"):
        results.extend((await hubs.marketing.sync_audiences()).values())
    return SyncReport(results=tuple(results))


TOOL = Tool(
    name="sync_now",
    description="Copy the newest data from the MLS, the CRM or the marketing systems right now.",
    risk=Risk.INTERNAL_WRITE,
    arguments=SyncNow,
    result=SyncReport,
    handler=sync,
)
