from __future__ import annotations

from typing import Final

from integrations.mls.odata import ResoServer
from integrations.mls.platforms import BRIGHT
from integrations.mls.signing_in import CLIENT, LICENCE, sign_in
from integrations.wire.vendor import Access, Credential, Vendor

VENDOR: Final = Vendor(
    slug="bright",
    title=BRIGHT.title,
    role="mls",
    base_url=BRIGHT.root,
    credentials=(
        *CLIENT,
        Credential("token_url", "Where Bright's Okta gives OAuth tokens; it comes with the credentials"),
        Credential("user_agent", "The User-Agent that Bright registered for you, if any", required=False),
        *LICENCE,
    ),
    signup="Bright MLS, Data Delivery: ask for a RESO Web API licence.",
)


def connect(access: Access) -> ResoServer:
    """Bright MLS, on its own platform. Raises `NotConfigured`, which says what is missing."""
    return sign_in(VENDOR, access, BRIGHT)
