from __future__ import annotations

from typing import Final

from integrations.mls.odata import ResoServer
from integrations.mls.platforms import CRMLS, CRMLS_OWN
from integrations.mls.signing_in import CLIENT, LICENCE, choose, sign_in
from integrations.wire.pace import Rate
from integrations.wire.vendor import Access, Credential, Vendor

_PLATFORMS: Final = {"trestle": CRMLS, "own": CRMLS_OWN}
VENDOR: Final = Vendor(
    slug="crmls",
    title="California Regional MLS",
    role="mls",
    base_url="",
    credentials=(
        *CLIENT,
        Credential("platform", "trestle (the default) or own, the MLS's own API", required=False),
        Credential("token_url", "Where tokens are given; needed for the own API only", required=False),
        *LICENCE,
    ),
    rates=(Rate(171, 60.0),),  # Trestle allows 180 a minute
    signup="California Regional MLS: ask for a data licence on Trestle (Cotality).",
)


def connect(access: Access) -> ResoServer:
    """California Regional MLS, by Trestle or its own API. Raises `NotConfigured`, which says what is missing."""
    return sign_in(VENDOR, access, choose(VENDOR, access, _PLATFORMS, "platform", "trestle"))
