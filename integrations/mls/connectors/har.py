from __future__ import annotations

from typing import Final

from integrations.mls.odata import ResoServer
from integrations.mls.platforms import HAR
from integrations.mls.signing_in import LICENCE, sign_in
from integrations.wire.vendor import Access, Credential, Vendor

VENDOR: Final = Vendor(
    slug="har",
    title="Houston HAR",
    role="mls",
    base_url=HAR.root,
    credentials=(Credential("token", "The server token of your Bridge application"), *LICENCE),
    signup="HAR: ask for a data licence; the Bridge dashboard then gives a server token for the dataset har.",
)


def connect(access: Access) -> ResoServer:
    """Houston's MLS, by Bridge. Raises `NotConfigured`, which says what is missing."""
    return sign_in(VENDOR, access, HAR)
