"""A stand-in for Trestle as California Regional MLS sees it: quotas by its own headers, enumerations as types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.serving import serve
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from integrations.simulated.town import Town

MOUNT: Final = "/trestle"
PLATFORM: Final = Platform(
    slug="trestle",
    root="/odata",
    system="CRMLS",
    top_is_page=True,
    key_page_max=300_000,
    compact=True,
    quota="trestle",
)
ENDPOINT: Final = Endpoint(
    slug="crmls",
    path=MOUNT + "/odata",
    credentials={
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "token_url": "{town}" + MOUNT + "/oidc/connect/token",
        "sold_display": "yes",
    },
    optional=True,
)


def create_app(town: Town) -> Starlette:
    """Return this platform over the town's listings, to be mounted at `MOUNT`."""
    return serve(town, PLATFORM, "/oidc/connect/token")
