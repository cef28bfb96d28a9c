"""The application of one platform: its token endpoint and its OData service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from integrations.simulated.mls.photos import serve_photo
from integrations.simulated.mls.platform import RESO, Platform
from integrations.simulated.mls.service import Service

if TYPE_CHECKING:
    from integrations.simulated.town import Town


def serve(town: Town, platform: Platform = RESO, token_path: str = "/oauth2/token", *, mount: str = "") -> Starlette:
    """Return a platform's server over this town's listings; `mount` is where it is mounted, if not at its slug."""
    service, root = Service(town, platform, mount or f"/{platform.slug}"), platform.root

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if service.pushes:
            service.pushes.resume()
        yield
        if service.pushes:
            await service.pushes.stop()

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route(token_path, service.guard.token, methods=["POST"]),
            Route("/photos/{key}/{order}.svg", lambda request: serve_photo(town, platform, request)),
            Route(root, service.guarded(service.root)),
            Route(f"{root}/", service.guarded(service.root)),
            Route(f"{root}/$metadata", service.guarded(service.metadata)),
            Route(root + "/{path:path}", service.guarded(service.resource)),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1)],
    )
