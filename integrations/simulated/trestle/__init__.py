"""A stand-in for Trestle: quotas by its own headers, enumerations as types, 300,000 keys a page.

One platform with two MLSs on it, which differ in data only: California Regional MLS and NTREIS.
"""

from __future__ import annotations

from typing import Final

from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.standing import PlatformStandIn

_TOKENS: Final = "/oidc/connect/token"


def _licence(slug: str, system: str) -> Platform:
    return Platform(
        slug=slug,
        root="/odata",
        system=system,
        top_is_page=True,
        key_page_max=300_000,
        compact=True,
        enum_space="PropertyEnums",
        quota="trestle",
        per_minute=180,
        token_seconds=28_800,
        scope="api",
    )


CRMLS: Final = PlatformStandIn("crmls", _licence("trestle", "CRMLS"), token_path=_TOKENS)
NTREIS: Final = PlatformStandIn("ntreis", _licence("ntreis", "NTREIS"), token_path=_TOKENS)
STAND_INS: Final = (CRMLS, NTREIS)
