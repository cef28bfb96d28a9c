"""A platform as one MLS's licence sees it: where it is mounted, what it accepts, and its application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.serving import serve
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from integrations.simulated.town import Town


@dataclass(frozen=True)
class PlatformStandIn:
    """`slug` is the connector's, `chosen` its word for this platform where it knows several.

    Habits go by the platform's own slug. Sold prices may be shown unless `shows_sold` is false.
    """

    slug: str
    platform: Platform
    chosen: str = ""
    shows_sold: bool = True
    mount: str = ""
    token_path: str = "/oauth2/token"

    @property
    def MOUNT(self) -> str:  # noqa: N802  # as a stand-in's module has it
        """Where it is mounted."""
        return self.mount or f"/{self.platform.slug}"

    @property
    def ENDPOINT(self) -> Endpoint:  # noqa: N802
        """Where it answers and what it accepts."""
        credentials = {"token": self.platform.token}
        if not self.platform.token:
            token_url = "{town}" + self.MOUNT + self.token_path
            credentials = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "token_url": token_url}
        credentials |= {"platform": self.chosen} if self.chosen else {}
        credentials |= {"sold_display": "yes"} if self.shows_sold else {}
        return Endpoint(self.slug, self.MOUNT + self.platform.root, credentials, optional=True)

    def create_app(self, town: Town) -> Starlette:
        """Return this platform over the town's listings, to be mounted at `MOUNT`."""
        return serve(town, self.platform, self.token_path, mount=self.MOUNT)
