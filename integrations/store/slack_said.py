"""What stands in Slack of us, so that it can be taken back when it tells of a listing that the MLS withdraws."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from integrations.models.frozen import Frozen
from integrations.store.tables.takedowns import slack_said
from integrations.store.upserts import upsert


class Standing(Frozen):
    """A message (`message_ts`) or a file (`file_id`) that has to be taken back."""

    id: str
    channel: str
    message_ts: str | None = None
    file_id: str | None = None


def keep(connection: Connection, channel: str, message_ts: str, said: str, at: datetime) -> None:
    """A message says this now."""
    row = {"id": f"{channel}:{message_ts}", "channel": channel, "message_ts": message_ts, "file_id": None}
    upsert(connection, slack_said, [row | {"said": said, "withdrawn": False, "at": at}], key=["id"])


def keep_file(connection: Connection, channel: str, file_id: str, shows: str, at: datetime) -> None:
    """A file shows this."""
    row = {"id": f"file:{file_id}", "channel": channel, "message_ts": None, "file_id": file_id}
    upsert(connection, slack_said, [row | {"said": shows, "withdrawn": False, "at": at}], key=["id"])


def withdrawn(connection: Connection) -> list[Standing]:
    """What has to be taken back."""
    rows = connection.execute(select(slack_said).where(slack_said.c.withdrawn.is_(True)).order_by(slack_said.c.at))
    return [Standing.model_validate({name: row[name] for name in Standing.model_fields}) for row in rows.mappings()]


def forget(connection: Connection, name: str) -> None:
    """It is taken back, or gone."""
    connection.execute(delete(slack_said).where(slack_said.c.id == name))
