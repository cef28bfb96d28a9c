"""What a process counts about vendors: requests by how they ended, how long they took, what a vendor says is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from integrations.wire.errors import Rejected, Unauthorized, Unavailable, Unreadable, WireError

REQUESTS: Final = Counter(
    "jorge_vendor_requests_total",
    "Requests to a vendor by how they ended, each repetition counted",
    ["vendor", "outcome"],
)
TOOK: Final = Histogram(
    "jorge_vendor_request_seconds", "How long a vendor took to answer", ["vendor"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)  # fmt: skip
LEFT: Final = Gauge(
    "jorge_vendor_quota_left", "Requests that a vendor says are left in its present window", ["vendor", "context"]
)
_REMAINING: Final = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
_LONGEST_CONTEXT: Final = 40
_WORDS: Final = ((Unauthorized, "unauthorized"), (Rejected, "rejected"), (Unreadable, "unreadable"))


def count_answer(vendor: str, failure: WireError | None, seconds: float, headers: Mapping[str, str]) -> None:
    """Count one request and what its answer tells of the quota."""
    REQUESTS.labels(vendor, _outcome(failure)).inc()
    TOOK.labels(vendor).observe(seconds)
    left = next((headers[name] for name in _REMAINING if name in headers), "")
    if left.strip().isdigit():
        context = headers.get("x-ratelimit-context", "all")[:_LONGEST_CONTEXT]
        LEFT.labels(vendor, context).set(int(left))


def _outcome(failure: WireError | None) -> str:
    if failure is None:
        return "ok"
    if isinstance(failure, Unavailable):
        return "throttled" if failure.throttled else "unavailable"
    return next((word for kind, word in _WORDS if isinstance(failure, kind)), "failed")
