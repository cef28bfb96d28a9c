"""Written permissions of other offices to advertise their listings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, delete, or_, select

from integrations.store.tables.showing import advert_permissions
from integrations.store.upserts import upsert


def note(connection: Connection, ref: str, granted_by: str, noted_by: str, at: datetime, until: date | None) -> None:
    """Keep that somebody of the listing office allowed it in writing; a newer one replaces an older."""
    row = {"listing_ref": ref, "granted_by": granted_by, "noted_by": noted_by, "noted_at": at, "until": until}
    upsert(connection, advert_permissions, [row], key=["listing_ref"])


def withdraw(connection: Connection, refs: Sequence[str]) -> int:
    """Forget permissions; how many there were."""
    return int(
        connection.execute(delete(advert_permissions).where(advert_permissions.c.listing_ref.in_(refs))).rowcount
    )


def given(connection: Connection, refs: Sequence[str], today: date) -> set[str]:
    """Those of these listings that may be advertised by their offices' written word."""
    still = or_(advert_permissions.c.until.is_(None), advert_permissions.c.until >= today)
    query = select(advert_permissions.c.listing_ref).where(advert_permissions.c.listing_ref.in_(refs), still)
    return set(connection.execute(query).scalars())
