"""The stand-in MLS: a RESO Web API server (OData 4.01) over the town's homes, sales and listings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.habits import Habits
from integrations.simulated.mls.serving import serve
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from integrations.simulated.town import Town

MOUNT = "/mls"
ODATA_ROOT = "/mls/reso/odata"
TOKEN_PATH = "/mls/oauth2/token"
ENDPOINT = Endpoint(
    slug="mls",
    path=ODATA_ROOT,
    credentials={
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "token_url": "{town}" + TOKEN_PATH,
        "licence": "IDX,BO,PT",
        "sold_display": "yes",
    },
)

__all__ = ["ENDPOINT", "MOUNT", "ODATA_ROOT", "TOKEN_PATH", "Habits", "create_app"]


def create_app(town: Town) -> Starlette:
    """Return the MLS of this town, to be mounted at `MOUNT`."""
    return serve(town)
