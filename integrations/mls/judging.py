"""What an answer of an MLS means: whether it worked, and when a refused request may be sent again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from integrations.mls.dialect import Dialect
from integrations.mls.quotas import SOON, QuotaSpent, wait_asked
from integrations.wire.client import Judge, Reply, judge_by_status
from integrations.wire.errors import Rejected, Unavailable, WireError

_LOOK_AT: Final = 200
_TOO_MANY: Final = 429


def judge_odata(reply: Reply) -> WireError | None:
    """Like any HTTP status, but an `error` object under 2xx is an error too (RESO Web API Core shows one)."""
    failure = judge_by_status(reply)
    if failure or b'"error"' not in reply.body[:_LOOK_AT]:
        return failure
    body = reply.json()
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return None
    code = str(error.get("code", ""))
    return Rejected(reply.vendor, f"{error.get('message') or 'error'} (code {code})", status=reply.status, code=code)


def judge_for(dialect: Dialect, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Judge:
    """A judge that also reads the platform's quota headers: a short wait is waited for, a long one ends the pass."""

    def judge(reply: Reply) -> WireError | None:
        failure = judge_odata(reply)
        if not isinstance(failure, Unavailable) or reply.status != _TOO_MANY:
            return failure
        wait = failure.retry_after
        if wait is None:
            wait = wait_asked(dialect.quota.headers, reply.headers, now())
        if wait is None and dialect.suspends:
            return QuotaSpent(reply.vendor, f"{failure.message} Another breach may suspend the token.", SOON)
        if wait is not None and wait > SOON:
            return QuotaSpent(reply.vendor, f"{failure.message} It takes requests again in {wait:.0f} s.", wait)
        return Unavailable(reply.vendor, failure.message, wait, throttled=True)

    return judge
