"""A stand-in for Bright MLS: shuffled pages, numeric keys, headers it insists on."""

from __future__ import annotations

from typing import Final

from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.standing import PlatformStandIn

BRIGHT: Final = PlatformStandIn(
    "bright",
    Platform(
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
    ),
)
STAND_INS: Final = (BRIGHT,)
