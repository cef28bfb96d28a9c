"""From a vendor's card and credentials to a connected feed; the same for every platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from integrations.mls.dialect import Dialect
from integrations.mls.judging import judge_for
from integrations.mls.odata import ResoServer, Token
from integrations.mls.terms import read_terms
from integrations.mls.token import BearerToken, ClientCredentials
from integrations.wire.client import Client
from integrations.wire.errors import NotConfigured
from integrations.wire.vendor import Access, Credential, Vendor

LICENCE: Final = (
    Credential("licence", "What the licence grants: IDX, VOW, BO, PT; IDX,BO if not given", required=False),
    Credential("sold_display", "yes where sold prices may be shown to clients", required=False),
    Credential("remarks_to_models", "yes where remarks may be sent to a language model", required=False),
    Credential("disclaimer", "The words that the MLS wants under each display of its listings", required=False),
    Credential("push_token", "The token with which the MLS pushes changes to /webhooks/<slug>", required=False),
    Credential("push_secret", "The secret by which Spark signs its pushes", required=False),
    Credential("property_types", "Copy only these, e.g. Residential,Residential Income", required=False),
)
CLIENT: Final = (
    Credential("client_id", "The client id of your MLS data licence"),
    Credential("client_secret", "Its secret"),
)


def choose(vendor: Vendor, access: Access, dialects: Mapping[str, Dialect], name: str, default: str) -> Dialect:
    """The dialect that the credential `name` chooses.

    Raises:
        NotConfigured: there is none of that name.
    """
    said = access.credentials.get(name) or default
    if said not in dialects:
        raise NotConfigured(vendor.slug, f"unknown {name} {said!r}; known: {', '.join(dialects)}")
    return dialects[said]


def sign_in(vendor: Vendor, access: Access, dialect: Dialect) -> ResoServer:
    """The MLS behind this access, spoken to in this dialect.

    Raises:
        NotConfigured: a credential is missing; the message says which.
    """
    given = access.credentials
    root = access.base_url or dialect.root
    secrets = {"token": given.get("token")}
    if dialect.auth == "client credentials":
        token_url = given.get("token_url") or dialect.token_url
        secrets = {"client_id": given.get("client_id"), "client_secret": given.get("client_secret")}
        secrets = {"token_url": token_url, **secrets}
    if missing := [name for name, value in {"base_url": root, **secrets}.items() if not value]:
        raise NotConfigured(vendor.slug, f"missing: {', '.join(missing)}")
    judge = judge_for(dialect)
    agent = {"User-Agent": given["user_agent"]} if given.get("user_agent") else {}
    client = Client(
        vendor.slug,
        root,
        headers={**dialect.headers, **agent},
        judge=judge,
        attempts=dialect.attempts,
        pace=access.pace,
    )
    types = [word.strip() for word in given.get("property_types", "").split(",") if word.strip()]
    terms = read_terms(given, dialect.foreign_numbers)
    token = _token(client, dialect, {name: value or "" for name, value in secrets.items()})
    return ResoServer(client, root, token, dialect, system=vendor.slug, terms=terms, property_types=types)


def _token(client: Client, dialect: Dialect, secrets: Mapping[str, str]) -> Token:
    if dialect.auth == "bearer":
        return BearerToken(secrets["token"])
    return ClientCredentials(
        client, secrets["token_url"], secrets["client_id"], secrets["client_secret"], dialect.token_scope
    )
