from __future__ import annotations

from typing import Final

from integrations.mls.odata import ResoServer
from integrations.mls.platforms import SPARK
from integrations.mls.signing_in import LICENCE, sign_in
from integrations.wire.vendor import Access, Credential, Vendor

VENDOR: Final = Vendor(
    slug="spark",
    title="An MLS on Spark (FBS)",
    role="mls",
    base_url=SPARK.root,
    credentials=(Credential("token", "The access token of a replication key"), *LICENCE),
    signup="An MLS on FBS Flexmls: ask for a data plan with a replication key.",
)


def connect(access: Access) -> ResoServer:
    """Any MLS on the Spark platform. Raises `NotConfigured`, which says what is missing."""
    return sign_in(VENDOR, access, SPARK)
