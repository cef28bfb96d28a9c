from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from integrations.models.campaign import Campaign, CampaignPlan
from integrations.models.contact import Contact
from integrations.store import contacts as people
from integrations.store.tables.campaigns import campaigns, sends
from integrations.store.tables.contacts import contacts
from integrations.store.upserts import insert_new

_FIELDS: Final = tuple(Campaign.model_fields)
_KEYS_AT_ONCE: Final = 900


def begin(
    connection: Connection,
    campaign: Campaign,
    key: str,
    plan: CampaignPlan,
    rows: Sequence[Mapping[str, Any]],
    at: datetime,
) -> Campaign:
    """Write down a campaign with everyone it is for, once per key; returns it as it stands."""
    values = campaign.model_dump() | {"key": key, "plan": plan.model_dump(mode="json"), "created_at": at}
    values |= {"campaign_type": str(campaign.campaign_type), "channel": str(campaign.channel)}
    if insert_new(connection, campaigns, values, key=["key"]) and rows:
        connection.execute(insert(sends), [dict(row) for row in rows])
    found = by_key(connection, key)
    assert found is not None  # noqa: S101  # it was just written, or was there
    return found


def by_key(connection: Connection, key: str) -> Campaign | None:
    """The campaign that was sent under this key."""
    return next(iter(_read(connection, campaigns.c.key == key)), None)


def get(connection: Connection, campaign_id: str) -> Campaign | None:
    """The campaign with our id."""
    return next(iter(_read(connection, campaigns.c.id == campaign_id)), None)


def plan_of(connection: Connection, campaign_id: str) -> CampaignPlan | None:
    """What was approved."""
    found = connection.execute(select(campaigns.c.plan).where(campaigns.c.id == campaign_id)).scalar()
    return None if found is None else CampaignPlan.model_validate(found)


def newest(connection: Connection, limit: int) -> list[Campaign]:
    """Campaigns, newest first."""
    query = select(campaigns).order_by(campaigns.c.created_at.desc(), campaigns.c.id).limit(limit)
    return [_campaign(row) for row in connection.execute(query).mappings()]


def unfinished(connection: Connection) -> list[Campaign]:
    """Campaigns of which something is still to be sent."""
    return _read(connection, campaigns.c.status.in_(["planned", "sending"]))


def change(connection: Connection, campaign_id: str, **values: Any) -> Campaign:
    """Change a campaign and return it."""
    connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(values))
    found = get(connection, campaign_id)
    assert found is not None  # noqa: S101  # campaigns are never deleted
    return found


def counts(connection: Connection, campaign_id: str) -> dict[str, int]:
    """How many messages of a campaign stand at each status."""
    query = select(sends.c.status, func.count()).where(sends.c.campaign_id == campaign_id).group_by(sends.c.status)
    return {str(status): int(count) for status, count in connection.execute(query)}


def reasons(connection: Connection, campaign_id: str) -> dict[str, int]:
    """Why messages of a campaign did not go out, each with how many."""
    settled = (sends.c.campaign_id == campaign_id) & sends.c.status.in_(["failed", "suppressed"])
    query = select(sends.c.reason, func.count()).where(settled)
    return {str(why): int(count) for why, count in connection.execute(query.group_by(sends.c.reason))}


def people_of(connection: Connection, ids: Sequence[str]) -> dict[str, Contact]:
    """The contacts with these ids that are still in the CRM."""
    found: dict[str, Contact] = {}
    for start in range(0, len(ids), _KEYS_AT_ONCE):
        some = contacts.c.id.in_(ids[start : start + _KEYS_AT_ONCE]) & contacts.c.archived_at.is_(None)
        found |= {one.id: one for one in people.fetch(connection, some)}
    return found


def _read(connection: Connection, *where: ColumnElement[bool]) -> list[Campaign]:
    rows = connection.execute(select(campaigns).where(*where).order_by(campaigns.c.created_at)).mappings()
    return [_campaign(row) for row in rows]


def _campaign(row: Any) -> Campaign:
    return Campaign.model_validate({name: row[name] for name in _FIELDS})
