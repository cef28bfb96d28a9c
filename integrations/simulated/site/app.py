from __future__ import annotations

import secrets
import ssl
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.simulated.followupboss.guard import API_KEY, SYSTEMS
from integrations.simulated.site import pages
from integrations.simulated.site.form import EMPTY, event_of, read_form, view_of
from integrations.simulated.town import Town
from integrations.simulated.world import TownListing

_A_PAGE = 24
_SHOWN = ("Active", "Coming Soon", "Active Under Contract", "Pending")
_COOKIE = "visitor"
# Only loopback is called; loading the system's certificates takes tens of milliseconds.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_HEADERS = {"X-System": "Rivera-Site", "X-System-Key": SYSTEMS["Rivera-Site"]}
_DOWN = "We could not send this just now. Please try again in a minute, or call us."

Answer = Callable[[Request, Town], Awaitable[Response]]


def create_app(town: Town) -> Starlette:
    """The listing site, to be mounted at `MOUNT`."""
    routes: tuple[tuple[str, str, Answer], ...] = (
        ("/", "GET", answer_grid),
        ("/homes/{number}", "GET", answer_home),
        ("/homes/{number}", "POST", answer_question),
        ("/thanks", "GET", answer_thanks),
        ("/style.css", "GET", answer_style),
    )
    return Starlette(routes=[Route(path, _endpoint(answer, town), methods=[method]) for path, method, answer in routes])


def _endpoint(answer: Answer, town: Town) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await answer(request, town)

    return endpoint


async def answer_grid(request: Request, town: Town) -> Response:
    """The homes, Jorge's first, then the newest."""
    words = request.query_params.get("q", "").strip()
    found = [listing for listing in town.market.listings.values() if _is_shown(listing) and _matches(listing, words)]
    jorge = town.world.jorge
    found.sort(
        key=lambda one: (one.agent.key != jorge.key, one.status != "Active", -one.listed_on.toordinal(), one.key)
    )
    last = max(1, -(-len(found) // _A_PAGE))
    asked = request.query_params.get("page", "1")
    number = min(last, max(1, int(asked))) if asked.isdigit() else 1
    shown = found[(number - 1) * _A_PAGE : number * _A_PAGE]
    return HTMLResponse(pages.grid(shown, jorge, words, number, last))


async def answer_home(request: Request, town: Town) -> Response:
    """One home; a known visitor's look at it is told to the CRM."""
    listing = _find(request, town)
    if listing is None:
        return HTMLResponse(pages.lost(town.world.jorge), 404)
    task = None
    visitors = town.shelf.drawer("site.visitor")
    visitor = visitors.get(request.cookies.get(_COOKIE, ""))
    if visitor is not None and listing.key not in visitor["seen"]:
        visitors[request.cookies[_COOKIE]] = {**visitor, "seen": [*visitor["seen"], listing.key]}
        task = BackgroundTask(_tell, town, view_of(visitor["person"], listing, _url(town, listing)))
    return HTMLResponse(pages.detail(listing, town.world.jorge, EMPTY), background=task)


async def answer_question(request: Request, town: Town) -> Response:
    """The form: becomes a Property Inquiry in the CRM, over HTTP as a website's integration would send it."""
    listing = _find(request, town)
    jorge = town.world.jorge
    if listing is None:
        return HTMLResponse(pages.lost(jorge), 404)
    given = dict(await request.form())
    form = read_form(given)
    if form.errors:
        return HTMLResponse(pages.detail(listing, jorge, form), 422)
    answer = RedirectResponse(f"/site/thanks?home={listing.listing_id}", 303)
    if given.get("website"):  # a field that people do not see: a machine filled it
        return answer
    reply = await _tell(town, event_of(form, listing, _url(town, listing)))
    if reply is None or reply.is_error:
        return HTMLResponse(pages.detail(listing, jorge, form, _DOWN), 502)
    if reply.content:
        _remember(answer, town, reply.json()["id"], listing)
    return answer


async def answer_thanks(request: Request, town: Town) -> Response:
    """After the form."""
    listing = town.market.listings.get("RMLS" + request.query_params.get("home", ""))
    return HTMLResponse(pages.thanks(listing, town.world.jorge))


async def answer_style(_request: Request, town: Town) -> Response:  # noqa: ARG001  # every answer is given the town
    """The style sheet."""
    style = files("integrations.simulated.site").joinpath("style.css").read_text("utf-8")
    return Response(style, media_type="text/css", headers={"Cache-Control": "max-age=300"})


async def _tell(town: Town, event: dict[str, Any]) -> httpx.Response | None:
    transport = httpx.AsyncHTTPTransport(verify=_NO_TLS)
    async with httpx.AsyncClient(transport=transport, auth=(API_KEY, ""), headers=_HEADERS, timeout=5) as client:
        try:
            return await client.post(f"{town.public_url}/fub/v1/events", json=event)
        except httpx.TransportError:
            return None


def _remember(answer: Response, town: Town, person: int, listing: TownListing) -> None:
    token = secrets.token_urlsafe(18)
    town.shelf.drawer("site.visitor")[token] = {"person": person, "seen": [listing.key]}
    answer.set_cookie(_COOKIE, token, max_age=30 * 86_400, path="/site", httponly=True, samesite="lax")


def _find(request: Request, town: Town) -> TownListing | None:
    number = request.path_params["number"]
    listing = town.market.listings.get("RMLS" + number) or town.market.listings.get(number)
    return listing if listing is not None and _is_shown(listing) else None


def _is_shown(listing: TownListing) -> bool:
    return listing.status in _SHOWN and listing.show_online


def _matches(listing: TownListing, words: str) -> bool:
    home = listing.home
    street = home.address.line if listing.show_address else ""
    text = f"{street} {home.address.city} {home.address.postal_code} {home.neighborhood} {listing.listing_id}".lower()
    return all(word in text for word in words.lower().replace(",", " ").split())


def _url(town: Town, listing: TownListing) -> str:
    return f"{town.public_url}/site/homes/{listing.listing_id}"
