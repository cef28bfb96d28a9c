"""The stand-in MLS: a RESO Web API server (OData 4.01) over the town's homes, sales and listings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.habits import Habits
from integrations.simulated.mls.service import Service
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from integrations.simulated.town import Town

MOUNT = "/mls"
ODATA_ROOT = "/mls/reso/odata"
TOKEN_PATH = "/mls/oauth2/token"
ENDPOINT = Endpoint(
    slug="mls",
    path=ODATA_ROOT,
    credentials={"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "token_url": "{town}" + TOKEN_PATH},
)

__all__ = ["ENDPOINT", "MOUNT", "ODATA_ROOT", "TOKEN_PATH", "Habits", "create_app"]


def create_app(town: Town) -> Starlette:
    """Return the MLS of this town, to be mounted at `MOUNT`."""
    service = Service(town)
    return Starlette(
        routes=[
            Route("/oauth2/token", service.token, methods=["POST"]),
            Route("/reso/odata", service.guarded(service.root)),
            Route("/reso/odata/", service.guarded(service.root)),
            Route("/reso/odata/$metadata", service.guarded(service.metadata)),
            Route("/reso/odata/{path:path}", service.guarded(service.resource)),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1)],
    )
