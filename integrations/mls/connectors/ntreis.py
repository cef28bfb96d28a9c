from __future__ import annotations

from typing import Final

from integrations.mls.odata import ResoServer
from integrations.mls.platforms import NTREIS
from integrations.mls.signing_in import CLIENT, LICENCE, sign_in
from integrations.wire.pace import Rate
from integrations.wire.vendor import Access, Vendor

VENDOR: Final = Vendor(
    slug="ntreis",
    title="North Texas NTREIS (Dallas)",
    role="mls",
    base_url=NTREIS.root,
    credentials=(*CLIENT, *LICENCE),
    rates=(Rate(171, 60.0),),  # Trestle allows 180 a minute
    signup="NTREIS: ask for a data licence on Trestle (Cotality).",
)


def connect(access: Access) -> ResoServer:
    """NTREIS, by Trestle. Raises `NotConfigured`, which says what is missing."""
    return sign_in(VENDOR, access, NTREIS)
