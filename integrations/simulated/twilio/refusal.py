from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse


class Refusal(Exception):
    """An answer that is an error, with Twilio's own code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


async def refuse(_request: Request, refusal: Exception) -> JSONResponse:
    """Answer as Twilio does: code, message, more_info, status."""
    if not isinstance(refusal, Refusal):
        raise refusal
    body = {
        "code": refusal.code,
        "message": refusal.message,
        "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
        "status": refusal.status,
    }
    return JSONResponse(body, refusal.status)
