"""A change of a listing with the listing as it is now and what it was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Label, func, select, text

from integrations.models.frozen import Frozen
from integrations.models.listing import Listing
from integrations.store.doubles import doubles
from integrations.store.listings import by_refs
from integrations.store.tables.listings import listing_history

_ONE_STORY: Final = timedelta(days=7)


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
    lines = select(listing_history, line_number()).where(listing_history.c.id > position)
    query = lines.order_by(listing_history.c.id).limit(limit)
    rows = list(connection.execute(query).mappings())
    listings = {one.ref: one for one in by_refs(connection, list({row["ref"] for row in rows}))}
    found = [
        ListingNews(
            kind=row["kind"],
            listing=listings[row["ref"]],
            at=row["at"],
            old=row["old"],
            new=row["new"],
            number=row["number"],
        )
        for row in rows
        if row["ref"] in listings and row["kind"] != "removed"
    ]
    return found, int(rows[-1]["id"]) if rows else None


def first_told(connection: Connection, found: Sequence[ListingNews]) -> list[ListingNews]:
    """The changes without those that another MLS's record of the same home told in the week before."""
    twins = doubles(connection, list({one.listing.ref for one in found}))
    refs = {other.ref for others in twins.values() for other in others}
    if not refs:
        return list(found)
    since = min(one.at for one in found) - _ONE_STORY
    columns = (listing_history.c.ref, listing_history.c.kind, listing_history.c.new, listing_history.c.at)
    lines = connection.execute(select(*columns).where(listing_history.c.ref.in_(refs), listing_history.c.at >= since))
    told: dict[tuple[str, str], list[tuple[str | None, datetime]]] = defaultdict(list)
    for ref, kind, new, at in lines:
        told[ref, kind].append((new, at))

    def is_again(one: ListingNews) -> bool:
        return any(
            new == one.new and one.at - _ONE_STORY <= at and (at, other.ref) < (one.at, one.listing.ref)
            for other in twins.get(one.listing.ref, ())
            for new, at in told[other.ref, one.kind]
        )

    return [one for one in found if not is_again(one)]


def line_number() -> Label[int]:
    """The column `number` of a line of the history: which of its kind it is for its listing, 1 for the first."""
    earlier = listing_history.alias()
    counted = select(func.count()).where(
        earlier.c.ref == listing_history.c.ref,
        earlier.c.kind == listing_history.c.kind,
        earlier.c.id <= listing_history.c.id,
    )
    return counted.scalar_subquery().label("number")


def newest_line(connection: Connection) -> int:
    """The last line of the history; 0 where there is none."""
    return int(connection.execute(select(func.max(listing_history.c.id))).scalar() or 0)
