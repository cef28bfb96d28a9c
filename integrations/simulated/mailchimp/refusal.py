from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse


class Refusal(Exception):
    """An answer that is an error, as a problem document (RFC 7807)."""

    def __init__(self, status: int, title: str, detail: str, errors: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)


async def refuse(request: Request, refusal: Exception) -> JSONResponse:
    """Answer with type, title, status, detail, instance, and the wrong fields."""
    if not isinstance(refusal, Refusal):
        raise refusal
    body: dict[str, Any] = {
        "type": "https://mailchimp.com/developer/marketing/docs/errors/",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": str(uuid.uuid5(uuid.NAMESPACE_URL, request.url.path)),
    }
    if refusal.errors:
        body["errors"] = [{"field": field, "message": message} for field, message in refusal.errors]
    return JSONResponse(body, refusal.status, media_type="application/problem+json")


def not_found() -> Refusal:
    """What the vendor says of anything it does not have."""
    return Refusal(404, "Resource Not Found", "The requested resource could not be found.")


def wrong(field: str, message: str) -> Refusal:
    """A field that does not validate."""
    detail = "The resource submitted could not be validated. For field-specific details, see the 'errors' array."
    return Refusal(400, "Invalid Resource", detail, [(field, message)])
