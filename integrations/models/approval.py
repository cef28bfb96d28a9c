from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from integrations.models.frozen import Frozen


class ApprovalStatus(StrEnum):
    """Where an approval stands. Only `pending` can be decided; each change is one compare-and-set."""

    PENDING = "pending"
    APPROVED = "approved"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Approval(Frozen):
    """A question to Jorge: may this tool run with exactly these arguments and facts?

    `token` is what a button carries; `plan` holds the facts as shown, `facts_hash` binds the decision to them.
    """

    id: str
    token: str
    tool: str
    risk: str
    args: dict[str, Any]
    plan: dict[str, Any]
    facts_hash: str
    summary: str
    status: ApprovalStatus
    caller: dict[str, Any]
    created_at: datetime
    expires_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    channel: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    result: dict[str, Any] | None = None
    note: str = ""
