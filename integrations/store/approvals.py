from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from integrations.models.approval import Approval, ApprovalStatus
from integrations.store.tables.approvals import approvals, audit


def add(connection: Connection, approval: Approval) -> None:
    """Keep a new approval."""
    connection.execute(insert(approvals).values(approval.model_dump()))


def get(connection: Connection, approval_id: str) -> Approval | None:
    """The approval with this id."""
    row = connection.execute(select(approvals).where(approvals.c.id == approval_id)).mappings().first()
    return Approval.model_validate(dict(row)) if row else None


def by_token(connection: Connection, token: str) -> Approval | None:
    """The approval whose buttons carry this token."""
    row = connection.execute(select(approvals).where(approvals.c.token == token)).mappings().first()
    return Approval.model_validate(dict(row)) if row else None


def move(
    connection: Connection,
    approval_id: str,
    *,
    expected: Sequence[ApprovalStatus],
    to: ApprovalStatus,
    **values: Any,
) -> bool:
    """Change the status, and `values` with it, if it is still one of `expected`; False where somebody was faster."""
    done = connection.execute(
        update(approvals)
        .where(approvals.c.id == approval_id, approvals.c.status.in_([str(status) for status in expected]))
        .values(status=str(to), **values)
    )
    return bool(done.rowcount)


def place(connection: Connection, approval_id: str, channel: str, message_ts: str, thread_ts: str | None) -> None:
    """Remember the message that shows this approval."""
    connection.execute(
        update(approvals)
        .where(approvals.c.id == approval_id)
        .values(channel=channel, message_ts=message_ts, thread_ts=thread_ts)
    )


def with_status(connection: Connection, *statuses: ApprovalStatus) -> list[Approval]:
    """All approvals that stand at one of `statuses`, oldest first."""
    query = select(approvals).where(approvals.c.status.in_([str(status) for status in statuses]))
    rows = connection.execute(query.order_by(approvals.c.created_at)).mappings()
    return [Approval.model_validate(dict(row)) for row in rows]


def same_pending(connection: Connection, tool: str, facts_hash: str) -> Approval | None:
    """A pending approval for the same tool and the same facts."""
    query = select(approvals).where(
        approvals.c.tool == tool, approvals.c.facts_hash == facts_hash, approvals.c.status == "pending"
    )
    row = connection.execute(query).mappings().first()
    return Approval.model_validate(dict(row)) if row else None


def note(connection: Connection, at: datetime, who: str, what: str, subject: str, detail: dict[str, Any]) -> None:
    """Write a line to the audit log, which is only ever appended to."""
    connection.execute(insert(audit).values(at=at, who=who, what=what, subject=subject, detail=detail))
