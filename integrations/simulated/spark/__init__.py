"""A stand-in for Spark (FBS): refusals with code 1550 and no word on when to ask again."""

from __future__ import annotations

from typing import Final

from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.standing import PlatformStandIn

SPARK: Final = PlatformStandIn(
    "spark",
    Platform(
        slug="spark",
        root="/Version/3/Reso/OData",
        token="town-spark",
        system="SPARK",
        page_default=10,
        top_is_page=True,
        quota="spark",
        pushes="spark",
    ),
    shows_sold=False,
)
STAND_INS: Final = (SPARK,)
