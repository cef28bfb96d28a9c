"""Refusals in the shape that OData asks for."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """A request that is answered with an error body."""

    def __init__(self, status: int, code: str, message: str, *, target: str = "", retry_after: int = 0) -> None:
        """Keep what the answer needs; `target` names the part of the request that is wrong."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.target = target
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """Return the error body: code, message, target, details."""
        error: dict[str, Any] = {"code": self.code, "message": self.message, "target": self.target or None}
        error["details"] = [{"code": self.code, "target": self.target, "message": self.message}] if self.target else []
        return {"error": error}


def bad_filter(message: str) -> Problem:
    """Return the refusal of a `$filter`."""
    return Problem(400, "BadRequest", message, target="$filter")
