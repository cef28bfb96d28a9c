"""The photos of a listing: Media records, made from its Property record when somebody asks, and the pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.rows import Row

if TYPE_CHECKING:
    from integrations.simulated.town import Town

_FOR_AGENTS = 7  # the seventh photo of a home is for other agents' eyes
_WIDTH, _HEIGHT = 1600, 1000
_ROOMS = ("Front", "Living room", "Kitchen", "Primary bedroom", "Bath", "Garden", "Mechanical room")


def photo_records(property_record: Mapping[str, Any], root: str) -> Iterator[dict[str, Any]]:
    """The Media records of one home; `root` is where its pictures are."""
    town_key = property_record["OriginatingSystemKey"]
    at = property_record["PhotosChangeTimestamp"]
    for order in range(1, (property_record["PhotosCount"] or 0) + 1):
        yield {
            "MediaKey": f"{town_key}{order:02}",
            "ResourceRecordKey": town_key,
            "ResourceRecordID": town_key.removeprefix("RMLS"),
            "ResourceName": "Property",
            "MediaURL": f"{root}/{town_key}/{order}.svg",
            "MediaObjectID": str(order),
            "MediaCategory": "Photo",
            "MimeType": "image/svg+xml",
            "ShortDescription": _ROOMS[(order - 1) % len(_ROOMS)],
            "OriginatingSystemName": "",
            "Permission": ["Agent Only"] if order == _FOR_AGENTS else ["Public"],
            "Order": order,
            "ImageWidth": _WIDTH,
            "ImageHeight": _HEIGHT,
            "PreferredPhotoYN": order == 1,
            "MediaModificationTimestamp": at,
            "ModificationTimestamp": at,
        }


class Album:
    """The Media of a platform over its Property rows."""

    def __init__(self, platform: Platform, public_url: str, mount: str) -> None:
        """Photos are served below the platform's own mount."""
        self._platform = platform
        self._root = f"{public_url}{mount}/photos"

    def of(self, row: Row) -> list[Row]:
        """The photos of one Property row."""
        place = self._platform.property.position
        names = ("OriginatingSystemKey", "PhotosChangeTimestamp", "PhotosCount")
        wanted = {name: row[place[name]] for name in names}
        return [self._platform.packed("Media", one) for one in photo_records(wanted, self._root)]

    def all(self, rows: Iterable[Row]) -> dict[str, Row]:
        """Every photo by its key."""
        return {str(photo[0]): photo for row in rows for photo in self.of(row)}


def serve_photo(town: Town, platform: Platform, request: Request) -> Response:
    """The picture: a drawing of the home."""
    from integrations.simulated.site.drawing import draw

    if platform.photo_agent and request.headers.get("user-agent") != platform.token:
        return PlainTextResponse("Name your token as the User-Agent.", 403)
    key = request.path_params["key"]
    listing = town.market.listings.get(key)
    home = listing.home if listing else next((sale.home for sale in town.world.sales if sale.key == key), None)
    if home is None:
        return PlainTextResponse("No such photo.", 404)
    return Response(
        draw(home).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), media_type="image/svg+xml"
    )
