"""A stand-in for Trestle: quotas by its own headers, enumerations as types, 300,000 keys a page.

One platform with two MLSs on it, which differ in data only: California Regional MLS and NTREIS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette

from integrations.simulated.endpoint import Endpoint
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.serving import serve
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from integrations.simulated.town import Town

_TOKENS: Final = "/oidc/connect/token"


@dataclass(frozen=True)
class Trestle:
    """Trestle as one MLS's licence sees it. `slug` is the connector's, `habits` the name of its habits."""

    slug: str
    habits: str
    system: str

    @property
    def MOUNT(self) -> str:  # noqa: N802  # as a stand-in's module has it
        """Where it is mounted."""
        return f"/{self.habits}"

    @property
    def ENDPOINT(self) -> Endpoint:  # noqa: N802
        """Where it answers and what it accepts."""
        credentials = {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "token_url": "{town}" + self.MOUNT + _TOKENS,
            "sold_display": "yes",
        }
        return Endpoint(self.slug, self.MOUNT + "/odata", credentials, optional=True)

    def create_app(self, town: Town) -> Starlette:
        """Return this platform over the town's listings, to be mounted at `MOUNT`."""
        platform = Platform(
            slug=self.habits,
            root="/odata",
            system=self.system,
            top_is_page=True,
            key_page_max=300_000,
            compact=True,
            enum_space="PropertyEnums",
            quota="trestle",
            per_minute=180,
            token_seconds=28_800,
            scope="api",
        )
        return serve(town, platform, _TOKENS)


CRMLS: Final = Trestle("crmls", "trestle", "CRMLS")
NTREIS: Final = Trestle("ntreis", "ntreis", "NTREIS")
STAND_INS: Final = (CRMLS, NTREIS)
