from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.mls.report import POLICY, Brand, render_gone, render_home, render_page, render_pdf, render_preview
from integrations.mls.showing import Shown, ShownHome
from integrations.models.cma import CMA
from integrations.store import Store, cmas

_PRIVATE: Final = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": POLICY,
}
_GONE: Final = "this link is not valid, or has expired; ask for a new one"


Home = Callable[[str], Awaitable[ShownHome | None]]


def report_routes(
    store: Store,
    brand: Brand,
    shown: Shown,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    home: Home | None = None,
) -> list[Route]:
    """The private pages of analyses: `/reports/cma/{token}`, with `/report.pdf` and `/preview.png` below it.

    A link that never was and one that has expired answer alike: 404.
    `shown` leaves out what clients may not see; an analysis of a home that may not be shown answers 404 too.
    `/h/{token}` shows one home whole (see `home`), for texts that are too short to.
    """

    async def whole(request: Request) -> Response:
        seen = await home(request.path_params["token"]) if home else None
        if seen is None:
            return _gone(request, brand)
        html = render_home(seen.listing, seen.credit, brand)
        return Response(html, media_type="text/html", headers=_PRIVATE)

    async def found(request: Request) -> CMA | None:
        cma = await store.read(cmas.by_token, request.path_params["token"], now())
        seen = await shown(cma) if cma else None
        return seen if isinstance(seen, CMA) else None

    async def page(request: Request) -> Response:
        cma = await found(request)
        if cma is None:
            return _gone(request, brand)
        until = await store.read(cmas.expiry, request.path_params["token"])
        expires = f"{until:%B} {until.day}, {until.year}" if until else ""
        link = f"{request.path_params['token']}/report.pdf"
        html = await asyncio.to_thread(render_page, cma, brand, pdf=link, expires=expires)
        return Response(html, media_type="text/html", headers=_PRIVATE)

    async def pdf(request: Request) -> Response:
        cma = await found(request)
        if cma is None:
            return _gone(request, brand)
        headers = _PRIVATE | {"Content-Disposition": f'attachment; filename="{cma.id}.pdf"'}
        return Response(await asyncio.to_thread(render_pdf, cma, brand), media_type="application/pdf", headers=headers)

    async def preview(request: Request) -> Response:
        cma = await found(request)
        if cma is None:
            return _gone(request, brand)
        return Response(await asyncio.to_thread(render_preview, cma, brand), media_type="image/png", headers=_PRIVATE)

    return [
        Route("/h/{token}", whole),
        Route("/reports/cma/{token}", page),
        Route("/reports/cma/{token}/report.pdf", pdf),
        Route("/reports/cma/{token}/preview.png", preview),
    ]


def _gone(request: Request, brand: Brand) -> Response:
    """A page for people, who ask for HTML; the same in two words for programs."""
    if "text/html" in request.headers.get("accept", ""):
        return Response(render_gone(brand), 404, _PRIVATE, media_type="text/html")
    return JSONResponse({"error": "not_found", "why": _GONE}, 404, _PRIVATE)
