"""A change of a listing with the listing as it is now and what it was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from integrations.models.frozen import Frozen
from integrations.models.listing import Listing
from integrations.store.listings import by_refs
from integrations.store.tables.listings import listing_history


class ListingNews(Frozen):
    """`old` and `new` are as the history has them: prices are dollars as text, statuses Data Dictionary words.

    `number` counts the changes of this kind that we saw of the listing.
    """

    kind: str
    listing: Listing
    at: datetime
    old: str | None = None
    new: str | None = None
    number: int = 1


def news_behind(connection: Connection, position: int, limit: int) -> tuple[list[ListingNews], int | None]:
    """The changes behind a line of the history, oldest first, and the last line read; None where there is none.

    To be called in a transaction that may write: on PostgreSQL it waits for whoever is writing lines, so that none
    with a lower number comes after those read.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE listing_history IN SHARE MODE"))
    query = select(listing_history).where(listing_history.c.id > position).order_by(listing_history.c.id).limit(limit)
    rows = list(connection.execute(query).mappings())
    listings = {one.ref: one for one in by_refs(connection, list({row["ref"] for row in rows}))}
    found = [
        ListingNews(kind=row["kind"], listing=listings[row["ref"]], at=row["at"], old=row["old"], new=row["new"])
        for row in rows
        if row["ref"] in listings and row["kind"] != "removed"
    ]
    return found, int(rows[-1]["id"]) if rows else None


def newest_line(connection: Connection) -> int:
    """The last line of the history; 0 where there is none."""
    return int(connection.execute(select(func.max(listing_history.c.id))).scalar() or 0)


def news_of(connection: Connection, changes: Sequence[tuple[str, str]]) -> list[ListingNews]:
    """The newest change of each (kind, ref), in their order; listings that are gone are left out."""
    refs = list(dict.fromkeys(ref for _, ref in changes))
    listings = {one.ref: one for one in by_refs(connection, refs)}
    query = select(listing_history).where(listing_history.c.ref.in_(refs)).order_by(listing_history.c.id)
    told = list(connection.execute(query).mappings()) if refs else []
    rows = {(row["kind"], row["ref"]): row for row in told}
    counts = Counter((row["kind"], row["ref"]) for row in told)
    found = []
    for kind, ref in dict.fromkeys(changes):
        listing, row = listings.get(ref), rows.get((kind, ref))
        if listing is None:
            continue
        at = row["at"] if row else listing.modification_timestamp
        old, new = (row["old"], row["new"]) if row else (None, None)
        number = max(1, counts[kind, ref])
        found.append(ListingNews(kind=kind, listing=listing, at=at, old=old, new=new, number=number))
    return found
