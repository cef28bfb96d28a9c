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
    doors = _Doors(town)
    return [
        Route("/", _door(doors.about)),
        Route("/listings", _door(doors.list_home), methods=["POST"]),
        Route("/listings/{key}", _door(doors.remove), methods=["DELETE"]),
        Route("/listings/{key}/price", _door(doors.reprice), methods=["POST"]),
        Route("/listings/{key}/status", _door(doors.set_status), methods=["POST"]),
        Route("/listings/{key}/photos", _door(doors.set_photos), methods=["POST"]),
        Route("/touch", _door(doors.touch_all), methods=["POST"]),
        Route("/habits/{vendor}", _door(doors.set_habits), methods=["POST"]),
    ]


class _Doors:
    def __init__(self, town: Town) -> None:
        self._town = town

    def about(self, _request: Request, _body: dict[str, Any]) -> JSONResponse:
        world, market = self._town.world, self._town.market
        return JSONResponse(
            {
                "seed": self._town.seed,
                "first_day": world.today.isoformat(),
                "today": market.today().isoformat(),
                "sales": len(world.sales),
                "on_market": len(market.on_market()),
                "leads": len(world.leads),
            }
        )

    def list_home(self, _request: Request, body: dict[str, Any]) -> JSONResponse:
        where = body.get("parcel") or body.get("address")
        if not where:
            raise Refused('Say which home: {"address": "5984 29th Ave NW"} or {"parcel": "..."}.')
        price, agent, remarks = _whole(body, "list_price"), body.get("agent"), body.get("remarks")
        listing = self._town.market.list_home(str(where), list_price=price, agent_key=agent, remarks=remarks)
        return _shown(listing, 201)

    def reprice(self, request: Request, body: dict[str, Any]) -> JSONResponse:
        price = _whole(body, "list_price")
        if price is None:
            raise Refused('Give the new price: {"list_price": 750000}.')
        return _shown(self._town.market.reprice(request.path_params["key"], price))

    def set_status(self, request: Request, body: dict[str, Any]) -> JSONResponse:
        key, status = request.path_params["key"], str(body.get("status"))
        return _shown(self._town.market.set_status(key, status, close_price=_whole(body, "close_price")))

    def set_photos(self, request: Request, body: dict[str, Any]) -> JSONResponse:
        photos = _whole(body, "photos")
        return _shown(self._town.market.set_photos(request.path_params["key"], photos or 0))

    def remove(self, request: Request, _body: dict[str, Any]) -> JSONResponse:
        return _shown(self._town.market.remove(request.path_params["key"]))

    def touch_all(self, _request: Request, _body: dict[str, Any]) -> JSONResponse:
        return JSONResponse({"touched": self._town.market.touch_all()})

    def set_habits(self, request: Request, body: dict[str, Any]) -> JSONResponse:
        vendor, all_habits = request.path_params["vendor"], self._town.habits
        habits = all_habits.get(vendor)
        if habits is None:
            raise Refused(f"{vendor!r} has no habits; these have: {', '.join(sorted(all_habits)) or 'none'}.")
        known = {item.name: type(getattr(habits, item.name)) for item in fields(habits)}
        for name, value in body.items():
            if name not in known:
                raise Refused(f"{vendor} has no habit {name!r}; it has: {', '.join(sorted(known))}.")
            if type(value) not in {known[name], int if known[name] is float else known[name]}:
                raise Refused(f"{vendor}'s {name} is a {known[name].__name__}, not {value!r}.")
        all_habits[vendor] = replace(habits, **body)
        return JSONResponse({name: getattr(all_habits[vendor], name) for name in sorted(known)})


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
        raise Refused(f"{name} must be a whole number above zero, not {value!r}.")
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
