"""A stand-in for the own API of California Regional MLS: pages of 100 by $skip, numeric keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.serving import serve
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from integrations.simulated.town import Town

MOUNT: Final = "/crmls-own"
PLATFORM: Final = Platform(
    slug="crmls_own",
    root="/RESO/OData",
    system="CRMLS",
    numeric_keys=True,
    page_max=100,
    page_sizes={"Member": 500, "Office": 1000, "OpenHouse": 1000},
    page_default=100,
    skip_links=True,
)
ENDPOINT: Final = Endpoint(
    slug="crmls",
    path=MOUNT + "/RESO/OData",
    credentials={
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "token_url": "{town}" + MOUNT + "/oauth2/token",
        "platform": "own",
        "sold_display": "yes",
    },
    optional=True,
)


def create_app(town: Town) -> Starlette:
    """Return this platform over the town's listings, to be mounted at `MOUNT`."""
    return serve(town, PLATFORM, mount=MOUNT)
