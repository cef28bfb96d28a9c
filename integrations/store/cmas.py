"""Analyses that were made, the private links to them, and the listings that only an analysis asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, true

from integrations.models.cma import CMA
from integrations.models.listing import Listing, StandardStatus
from integrations.store.identity import homes_once, sales_once, sold_already
from integrations.store.listings import TRAITED, with_traits
from integrations.store.tables.cmas import cma_links, cmas
from integrations.store.tables.listings import listings
from integrations.store.traits import COLUMNS, read_trait
from integrations.store.upserts import upsert

_GAVE_UP = (StandardStatus.EXPIRED.value, StandardStatus.WITHDRAWN.value, StandardStatus.CANCELED.value)


def subject_key(subject: Listing) -> str:
    """The home as the store knows it again: its parcel, else its listing."""
    return f"parcel:{subject.parcel_number}" if subject.parcel_number else subject.ref


def keep(connection: Connection, cma: CMA, at: datetime, token: str = "", expires_at: datetime | None = None) -> None:
    """Keep an analysis (again, if it is the same), and a link to it."""
    row = {
        "id": cma.id,
        "subject": subject_key(cma.subject),
        "made_at": at,
        "value": cma.value,
        "document": cma.model_dump(mode="json"),
    }
    upsert(connection, cmas, [row], key=["id"])
    if token and expires_at is not None:
        connection.execute(delete(cma_links).where(cma_links.c.expires_at < at))
        values = {"token_hash": _hash(token), "cma_id": cma.id, "expires_at": expires_at}
        connection.execute(insert(cma_links).values(values))


def latest_of(
    connection: Connection, subject: Listing, besides: str = "", before: datetime | None = None
) -> CMA | None:
    """The last analysis of this home, other than the one of this id, made before a moment where one is given."""
    query = (
        select(cmas.c.document)
        .where(cmas.c.subject == subject_key(subject), cmas.c.id != besides)
        .where(cmas.c.made_at < before if before is not None else true())
        .order_by(cmas.c.made_at.desc())
        .limit(1)
    )
    document = connection.execute(query).scalar()
    return None if document is None else CMA.model_validate(document)


def by_token(connection: Connection, token: str, now: datetime) -> CMA | None:
    """The analysis that a link opens; None for a link that never was, or is no more."""
    query = (
        select(cmas.c.document)
        .join(cma_links, cma_links.c.cma_id == cmas.c.id)
        .where(cma_links.c.token_hash == _hash(token), cma_links.c.expires_at > now)
    )
    document = connection.execute(query).scalar()
    return None if document is None else CMA.model_validate(document)


def expiry(connection: Connection, token: str) -> datetime | None:
    """Until when a link works."""
    return connection.execute(select(cma_links.c.expires_at).where(cma_links.c.token_hash == _hash(token))).scalar()


def revoke(connection: Connection, cma_id: str) -> int:
    """Close all links to an analysis; how many there were."""
    return int(connection.execute(delete(cma_links).where(cma_links.c.cma_id == cma_id)).rowcount)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def unpriced_sales(connection: Connection, besides: Collection[str] = ()) -> list[Listing]:
    """Closed sales whose price is not published and whose list price is, each once.

    One whose price another MLS publishes is a priced sale, and not among these.
    """
    where = (
        (listings.c.standard_status == StandardStatus.CLOSED.value)
        & listings.c.close_price.is_(None)
        & listings.c.close_date.is_not(None)
        & listings.c.list_price.is_not(None)
    )
    query = select(*TRAITED).where(where).order_by(listings.c.close_date, listings.c.ref)
    found, traits = with_traits(connection, query, besides)
    if not found:
        return []
    known = select(*COLUMNS).where(
        listings.c.standard_status == StandardStatus.CLOSED.value,
        listings.c.close_price.is_not(None),
        listings.c.close_date >= found[0].close_date,
    )
    rows = connection.execute(known)
    priced = sold_already(traits, [read_trait(tuple(row)) for row in rows if row[0] not in besides])
    if not priced:
        return sales_once(found, traits)
    kept = [at for at, one in enumerate(found) if one.ref not in priced]
    return sales_once([found[at] for at in kept], [traits[at] for at in kept])


def given_up(connection: Connection, since: date, besides: Collection[str] = ()) -> list[Listing]:
    """Homes that were offered and not sold: expired, withdrawn or canceled since a day, and may be shown."""
    where = (
        listings.c.standard_status.in_(_GAVE_UP)
        & listings.c.internet_entire_listing_display.is_(True)
        & (listings.c.off_market_date >= since)
    )
    query = select(*TRAITED).where(where).order_by(listings.c.ref)
    return homes_once(*with_traits(connection, query, besides))
