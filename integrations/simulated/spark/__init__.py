"""A stand-in for Spark (FBS): refusals with code 1550 and no word on when to ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.serving import serve

if TYPE_CHECKING:
    from integrations.simulated.town import Town

MOUNT: Final = "/spark"
TOKEN: Final = "town-spark"
PLATFORM: Final = Platform(
    slug="spark",
    root="/Version/3/Reso/OData",
    token=TOKEN,
    system="SPARK",
    page_default=10,
    top_is_page=True,
    quota="spark",
    pushes="spark",
)
ENDPOINT: Final = Endpoint(
    slug="spark",
    path=MOUNT + "/Version/3/Reso/OData",
    credentials={"token": TOKEN},
    optional=True,
)


def create_app(town: Town) -> Starlette:
    """Return this platform over the town's listings, to be mounted at `MOUNT`."""
    return serve(town, PLATFORM)
