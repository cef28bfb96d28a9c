"""Pages of single homes: short links, the same for a home as long as they work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update

from integrations.store.tables.showing import home_links
from integrations.store.upserts import insert_new

LASTS: Final = timedelta(days=30)


def token_of(connection: Connection, ref: str, now: datetime, fresh: str) -> str:
    """The token of a home's page; `fresh` where there is none yet. It works for another month."""
    connection.execute(delete(home_links).where(home_links.c.expires_at < now))
    token = connection.execute(select(home_links.c.token).where(home_links.c.listing_ref == ref)).scalar()
    if token is None:
        row = {"token": fresh, "listing_ref": ref, "expires_at": now + LASTS}
        if insert_new(connection, home_links, row, key=["token"], any_conflict=True):
            return fresh
        token = connection.execute(select(home_links.c.token).where(home_links.c.listing_ref == ref)).scalar_one()
    connection.execute(update(home_links).where(home_links.c.token == token).values(expires_at=now + LASTS))
    return str(token)


def ref_of(connection: Connection, token: str, now: datetime) -> str | None:
    """The home that a token opens."""
    query = select(home_links.c.listing_ref).where(home_links.c.token == token, home_links.c.expires_at > now)
    return connection.execute(query).scalar()
