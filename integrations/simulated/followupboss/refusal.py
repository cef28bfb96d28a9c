from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse


class Refusal(Exception):
    """An answer that is an error, in the vendor's one shape."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


async def refuse(_request: Request, refusal: Exception) -> JSONResponse:
    """Answer with `errorMessage`."""
    if not isinstance(refusal, Refusal):
        raise refusal
    return JSONResponse({"errorMessage": refusal.message}, refusal.status, refusal.headers)
