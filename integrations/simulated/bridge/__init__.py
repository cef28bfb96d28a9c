"""A stand-in for Bridge with HAR: small pages, a replication path beyond 10,000 rows, burst headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.serving import serve

if TYPE_CHECKING:
    from integrations.simulated.town import Town

MOUNT: Final = "/bridge"
TOKEN: Final = "town-bridge"
PLATFORM: Final = Platform(
    slug="bridge",
    root="/api/v2/OData/har",
    token=TOKEN,
    system="har",
    extra=("FeedTypes",),
    page_max=200,
    page_default=10,
    bulk="Property/replication",
    top_is_page=True,
    skip_links=True,
    skip_limit=10_000,
    quota="bridge",
    per_minute=334,
    query_token=True,
)
ENDPOINT: Final = Endpoint(
    slug="har",
    path=MOUNT + "/api/v2/OData/har",
    credentials={"token": TOKEN, "sold_display": "yes"},
    optional=True,
)


def create_app(town: Town) -> Starlette:
    """Return this platform over the town's listings, to be mounted at `MOUNT`."""
    return serve(town, PLATFORM)
