from __future__ import annotations

from typing import Final

from integrations.mls.dialect import DIALECTS, RESO
from integrations.mls.odata import ResoServer, judge_odata
from integrations.mls.token import ClientCredentials
from integrations.wire.client import Client
from integrations.wire.errors import NotConfigured
from integrations.wire.vendor import Access, Credential, Vendor

VENDOR: Final = Vendor(
    slug="mls",
    title="MLS (RESO Web API)",
    role="mls",
    base_url="",
    credentials=(
        Credential("client_id", "The client id of your MLS data licence"),
        Credential("client_secret", "Its secret"),
        Credential("token_url", "Where the MLS gives OAuth tokens; CRMLS and NTREIS know theirs", required=False),
        Credential("dialect", f"One of {', '.join(DIALECTS)}; reso if not given", required=False),
    ),
    signup="Ask your MLS for a data licence (back office or IDX) with RESO Web API access.",
)


def connect(access: Access) -> ResoServer:
    """The MLS behind this access.

    Raises:
        NotConfigured: a credential is missing or the dialect is unknown; the message says which.
    """
    given = access.credentials
    dialect = DIALECTS.get(given.get("dialect") or RESO.name)
    if dialect is None:
        raise NotConfigured("mls", f"unknown dialect {given.get('dialect')!r}; known: {', '.join(DIALECTS)}")
    root, token_url = access.base_url or dialect.root, given.get("token_url") or dialect.token_url
    needed = {"base_url": root, "token_url": token_url, **{n: given.get(n) for n in ("client_id", "client_secret")}}
    if missing := [name for name, value in needed.items() if not value]:
        raise NotConfigured("mls", f"missing: {', '.join(missing)}")
    client = Client("mls", root, headers=dialect.headers, judge=judge_odata)
    token = ClientCredentials(client, token_url, given["client_id"], given["client_secret"], dialect.token_scope)
    return ResoServer(client, root, token, dialect, system=VENDOR.slug)
