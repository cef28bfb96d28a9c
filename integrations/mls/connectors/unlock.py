from __future__ import annotations

from typing import Final

from integrations.mls.odata import ResoServer
from integrations.mls.platforms import UNLOCK, UNLOCK_BRIDGE
from integrations.mls.signing_in import LICENCE, choose, sign_in
from integrations.wire.pace import Rate
from integrations.wire.vendor import Access, Credential, Vendor

_PLATFORMS: Final = {"mlsgrid": UNLOCK, "bridge": UNLOCK_BRIDGE}
VENDOR: Final = Vendor(
    slug="unlock",
    title="Austin Unlock MLS",
    role="mls",
    base_url="",
    credentials=(
        Credential("token", "The access token of MLS Grid, or the server token of Bridge"),
        Credential("platform", "mlsgrid (the default) or bridge", required=False),
        *LICENCE,
    ),
    rates=(Rate(3, 2.0),),  # MLS Grid allows 2 a second and suspends the token of who asks faster
    signup="Unlock MLS: ask for a data licence with MLS Grid (originating system actris) or Bridge.",
)


def connect(access: Access) -> ResoServer:
    """Austin's MLS, by MLS Grid or Bridge. Raises `NotConfigured`, which says what is missing."""
    return sign_in(VENDOR, access, choose(VENDOR, access, _PLATFORMS, "platform", "mlsgrid"))
