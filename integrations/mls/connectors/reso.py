from __future__ import annotations

from typing import Final

from integrations.mls.odata import ResoServer
from integrations.mls.platforms import DIALECTS, RESO
from integrations.mls.signing_in import CLIENT, LICENCE, choose, sign_in
from integrations.wire.vendor import Access, Credential, Vendor

_DIALECTS: Final = {name: one for name, one in DIALECTS.items() if one.auth == "client credentials"}
VENDOR: Final = Vendor(
    slug="mls",
    title="MLS (RESO Web API)",
    role="mls",
    base_url="",
    credentials=(
        *CLIENT,
        Credential("token_url", "Where the MLS gives OAuth tokens; some dialects know theirs", required=False),
        Credential("dialect", f"One of {', '.join(_DIALECTS)}; reso if not given", required=False),
        *LICENCE,
    ),
    signup="Ask your MLS for a data licence (back office or IDX) with RESO Web API access.",
)


def connect(access: Access) -> ResoServer:
    """The MLS behind this access.

    Raises:
        NotConfigured: a credential is missing or the dialect is unknown; the message says which.
    """
    return sign_in(VENDOR, access, choose(VENDOR, access, _DIALECTS, "dialect", RESO.name))
