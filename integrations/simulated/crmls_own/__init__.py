"""A stand-in for the own API of California Regional MLS: pages of 100 by $skip, numeric keys."""

from __future__ import annotations

from typing import Final

from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.standing import PlatformStandIn

CRMLS: Final = PlatformStandIn(
    "crmls",
    Platform(
        slug="crmls_own",
        root="/RESO/OData",
        system="CRMLS",
        numeric_keys=True,
        page_max=100,
        page_sizes={"Member": 500, "Office": 1000, "OpenHouse": 1000},
        page_default=100,
        skip_links=True,
    ),
    chosen="own",
    mount="/crmls-own",
)
STAND_INS: Final = (CRMLS,)
