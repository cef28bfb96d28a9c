"""A stand-in for Bridge: small pages, a replication path beyond 10,000 rows, burst headers.

One platform with the datasets of two MLSs, which differ in data only: HAR and Unlock MLS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.serving import serve

if TYPE_CHECKING:
    from integrations.simulated.town import Town

TOKEN: Final = "town-bridge"


@dataclass(frozen=True)
class Bridge:
    """Bridge as one MLS's licence sees it. `slug` is the connector's, `habits` the name of its habits."""

    slug: str
    habits: str
    dataset: str
    system: str
    platform: str = ""

    @property
    def MOUNT(self) -> str:  # noqa: N802  # as a stand-in's module has it
        """Where it is mounted."""
        return f"/{self.habits}"

    @property
    def root(self) -> str:
        """Where the dataset is below the mount."""
        return f"/api/v2/OData/{self.dataset}"

    @property
    def ENDPOINT(self) -> Endpoint:  # noqa: N802
        """Where it answers and what it accepts."""
        credentials = {"token": TOKEN, "sold_display": "yes"} | ({"platform": self.platform} if self.platform else {})
        return Endpoint(self.slug, self.MOUNT + self.root, credentials, optional=True)

    def create_app(self, town: Town) -> Starlette:
        """Return this platform over the town's listings, to be mounted at `MOUNT`."""
        platform = Platform(
            slug=self.habits,
            root=self.root,
            token=TOKEN,
            system=self.system,
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
        return serve(town, platform)


HAR: Final = Bridge("har", "bridge", "har", "har")
UNLOCK: Final = Bridge("unlock", "unlock_bridge", "actris_ref", "actris", platform="bridge")
STAND_INS: Final = (HAR, UNLOCK)
