"""The town's own doors, for demonstrations and tests; no vendor has these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from integrations.simulated.market import Refused
from integrations.simulated.world import TownListing

if TYPE_CHECKING:
    from integrations.simulated.town import Town

Handler = Callable[[Request, dict[str, Any]], JSONResponse]


def admin_routes(town: Town) -> list[Route]:
    """Return the routes under `/town`: put a home on the market, change price or status, switch habits."""

    def list_home(_request: Request, body: dict[str, Any]) -> JSONResponse:
        where = body.get("parcel") or body.get("address")
        if not where:
            raise Refused('Say which home: {"address": "5984 29th Ave NW"} or {"parcel": "..."}.')
        return _shown(
            town.market.list_home(
                str(where),
                list_price=_whole(body, "list_price"),
                agent_key=body.get("agent"),
                remarks=body.get("remarks"),
            ),
            201,
        )

    def reprice(request: Request, body: dict[str, Any]) -> JSONResponse:
        price = _whole(body, "list_price")
        if price is None:
            raise Refused('Give the new price: {"list_price": 750000}.')
        return _shown(town.market.reprice(request.path_params["key"], price))

    def set_status(request: Request, body: dict[str, Any]) -> JSONResponse:
        key, status = request.path_params["key"], str(body.get("status"))
        return _shown(town.market.set_status(key, status, close_price=_whole(body, "close_price")))

    def set_habits(request: Request, body: dict[str, Any]) -> JSONResponse:
        vendor = request.path_params["vendor"]
        habits = town.habits.get(vendor)
        if habits is None:
            raise Refused(f"{vendor!r} has no habits; these have: {', '.join(sorted(town.habits)) or 'none'}.")
        known = {item.name for item in fields(habits)}
        if strange := set(body) - known:
            raise Refused(f"{vendor} has no habit {min(strange)!r}; it has: {', '.join(sorted(known))}.")
        town.habits[vendor] = replace(habits, **body)
        return JSONResponse({name: getattr(town.habits[vendor], name) for name in sorted(known)})

    def about(_request: Request, _body: dict[str, Any]) -> JSONResponse:
        world, market = town.world, town.market
        return JSONResponse(
            {
                "seed": town.seed,
                "first_day": world.today.isoformat(),
                "today": market.today().isoformat(),
                "sales": len(world.sales),
                "on_market": len(market.on_market()),
                "leads": len(world.leads),
            }
        )

    return [
        Route("/", _door(about)),
        Route("/listings", _door(list_home), methods=["POST"]),
        Route("/listings/{key}/price", _door(reprice), methods=["POST"]),
        Route("/listings/{key}/status", _door(set_status), methods=["POST"]),
        Route("/habits/{vendor}", _door(set_habits), methods=["POST"]),
    ]


def _door(handler: Handler) -> Callable[[Request], Awaitable[JSONResponse]]:
    async def endpoint(request: Request) -> JSONResponse:
        try:
            body = orjson.loads(await request.body() or b"{}")
        except orjson.JSONDecodeError:
            return JSONResponse({"error": "The body is not JSON."}, status_code=400)
        if not isinstance(body, dict):
            return JSONResponse({"error": "The body is not a JSON object."}, status_code=400)
        try:
            return handler(request, body)
        except Refused as refusal:
            return JSONResponse({"error": str(refusal)}, status_code=400)

    return endpoint


def _whole(body: dict[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise Refused(f"{name} must be whole dollars above zero, not {value!r}.")
    return value


def _shown(listing: TownListing, status_code: int = 200) -> JSONResponse:
    return JSONResponse(
        {
            "key": listing.key,
            "listing_id": listing.listing_id,
            "status": listing.status,
            "list_price": listing.list_price,
            "close_price": listing.close_price,
            "address": listing.home.address.full,
            "parcel": listing.home.parcel,
            "agent": listing.agent.full_name,
            "modified": listing.modified.isoformat(),
        },
        status_code=status_code,
    )
