"""A stand-in for Bright MLS: shuffled pages, numeric keys, headers it insists on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.serving import serve
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from integrations.simulated.town import Town

MOUNT: Final = "/bright"
PLATFORM: Final = Platform(
    slug="bright",
    root="/RESO/OData/bright",
    system="Bright",
    entities={
        "BrightProperties": "Property",
        "BrightMembers": "Member",
        "BrightOffices": "Office",
        "BrightOpenHouses": "OpenHouse",
        "BrightMedia": "Media",
        "Deletion": "Deletion",
        "Lookup": "Lookup",
    },
    numeric_keys=True,
    links_on_demand=True,
    slash_refused=True,
    orders=False,
    required_headers={"user-agent": "Bright WebAPI/1.0", "cache-control": "no-cache"},
    compact=True,
    renamed={"ModificationTimestamp": "", "Order": "MediaDisplayOrder"},
    unfiltered=frozenset({"Media", "Deletion"}),
)
ENDPOINT: Final = Endpoint(
    slug="bright",
    path=MOUNT + "/RESO/OData/bright",
    credentials={
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "token_url": "{town}" + MOUNT + "/oauth2/token",
        "sold_display": "yes",
    },
    optional=True,
)


def create_app(town: Town) -> Starlette:
    """Return this platform over the town's listings, to be mounted at `MOUNT`."""
    return serve(town, PLATFORM)
