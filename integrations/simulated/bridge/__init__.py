"""A stand-in for Bridge: small pages, a replication path beyond 10,000 rows, burst headers.

One platform with the datasets of two MLSs, which differ in data only: HAR and Unlock MLS.
"""

from __future__ import annotations

from typing import Final

from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.standing import PlatformStandIn


def _dataset(slug: str, dataset: str, system: str) -> Platform:
    return Platform(
        slug=slug,
        root=f"/api/v2/OData/{dataset}",
        token="town-bridge",
        system=system,
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


HAR: Final = PlatformStandIn("har", _dataset("bridge", "har", "har"))
UNLOCK: Final = PlatformStandIn("unlock", _dataset("unlock_bridge", "actris_ref", "actris"), chosen="bridge")
STAND_INS: Final = (HAR, UNLOCK)
