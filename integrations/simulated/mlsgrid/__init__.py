"""A stand-in for MLS Grid with Unlock MLS: one system a filter, few filters, records that say they are gone."""

from __future__ import annotations

from typing import Final

from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.standing import PlatformStandIn

UNLOCK: Final = PlatformStandIn(
    "unlock",
    Platform(
        slug="mlsgrid",
        root="/v2",
        token="town-mlsgrid",
        system="actris",
        entities={name: name for name in ("Property", "Member", "Office", "OpenHouse", "Lookup")},
        expandable=("Media",),
        photo_agent=True,
        extra=("MlgCanView", "MlgCanUse"),
        key_prefix="ACT",
        page_max=5000,
        page_default=500,
        top_is_page=True,
        required_headers={"accept-encoding": "gzip"},
        refused_status=400,
        one_system=True,
        filterable=frozenset(
            {
                "OriginatingSystemName",
                "ModificationTimestamp",
                "StandardStatus",
                "PropertyType",
                "ListingId",
                "MlgCanView",
                "ListOfficeMlsId",
            }
        ),
        most_ors=5,
        orders=False,
        deleted_days=7,
        quota="mlsgrid",
        per_second=2,
    ),
    shows_sold=False,
)
STAND_INS: Final = (UNLOCK,)
