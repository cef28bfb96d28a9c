"""What can go wrong with the outside world, grouped by what to do next.

WireError
├── Unavailable(retry_after)   the vendor is down, slow or asks us to wait: retry
├── Unauthorized               the credentials are refused: tell Jorge once
├── Rejected(status, detail)   our request was wrong: fix the request
├── Unreadable(detail)         the answer makes no sense: quarantine the payload
└── NotConfigured(vendor)      no credentials: offer the town
"""

from __future__ import annotations


class WireError(Exception):
    """The outside world did not do what was asked; the subclass says what to do next."""

    def __init__(self, vendor: str, message: str) -> None:
        super().__init__(f"{vendor}: {message}")
        self.vendor = vendor
        self.message = message


class Unavailable(WireError):
    """The vendor is down, slow, or asks us to wait `retry_after` seconds. Retrying may help.

    `throttled` says that it is up and only wants fewer requests.
    """

    def __init__(self, vendor: str, message: str, retry_after: float | None = None, *, throttled: bool = False) -> None:
        super().__init__(vendor, message)
        self.retry_after = retry_after
        self.throttled = throttled


class Unauthorized(WireError):
    """The vendor refused our credentials. Only Jorge can mend that."""


class Rejected(WireError):
    """The vendor understood and refused the request. The same request will fail again."""

    def __init__(self, vendor: str, message: str, status: int = 400, code: str = "") -> None:
        super().__init__(vendor, message)
        self.status = status
        self.code = code


class Unreadable(WireError):
    """The vendor's answer or webhook body is not what its contract says."""


class NotConfigured(WireError):
    """No credentials for this vendor are set."""
