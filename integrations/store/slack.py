from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from integrations.models.frozen import Frozen
from integrations.store.tables.slack import slack_offers, slack_outbox, slack_seen
from integrations.store.upserts import insert_new


class Sent(Frozen):
    """A message in the outbox since `at`; `message_ts` is empty while nobody knows whether Slack has it."""

    key: str
    channel: str
    thread_ts: str | None = None
    message_ts: str | None = None
    at: datetime | None = None


def saw(connection: Connection, key: str, at: datetime, question: dict[str, Any] | None = None) -> bool:
    """Remember an event, command, click or submission by its key; False where it came before.

    A `question` is kept with it until `finish`, so that a restart can answer what was left open.
    """
    row = {"key": key, "at": at, "question": question, "done_at": None if question else at}
    return insert_new(connection, slack_seen, row, key=["key"])


def finish(connection: Connection, key: str, at: datetime) -> None:
    """The question kept under `key` is answered."""
    connection.execute(update(slack_seen).where(slack_seen.c.key == key).values(done_at=at, question=None))


def unanswered(connection: Connection, since: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Questions seen since a time and not finished, oldest first, each with its key."""
    query = select(slack_seen.c.key, slack_seen.c.question).where(slack_seen.c.done_at.is_(None))
    rows = connection.execute(query.where(slack_seen.c.at >= since).order_by(slack_seen.c.at))
    return [(row.key, row.question) for row in rows if row.question]


def begin(connection: Connection, key: str, channel: str, thread_ts: str | None, at: datetime) -> Sent | None:
    """Announce a message before it is sent; returns what is known of it where it was announced before."""
    row = {"key": key, "channel": channel, "thread_ts": thread_ts, "at": at}
    return None if insert_new(connection, slack_outbox, row, key=["key"]) else sent(connection, key)


def posted(connection: Connection, key: str, channel: str, message_ts: str) -> None:
    """Slack has the message."""
    changed = update(slack_outbox).where(slack_outbox.c.key == key)
    connection.execute(changed.values(channel=channel, message_ts=message_ts))


def withdraw(connection: Connection, key: str) -> None:
    """Slack refused the message: it may be announced again."""
    connection.execute(delete(slack_outbox).where(slack_outbox.c.key == key, slack_outbox.c.message_ts.is_(None)))


def sent(connection: Connection, key: str) -> Sent | None:
    """The message with this key."""
    row = connection.execute(select(slack_outbox).where(slack_outbox.c.key == key)).mappings().first()
    return Sent.model_validate({name: row[name] for name in Sent.model_fields}) if row else None


def sent_as(connection: Connection, channel: str, message_ts: str) -> Sent | None:
    """The message that stands at this place."""
    query = select(slack_outbox).where(slack_outbox.c.channel == channel, slack_outbox.c.message_ts == message_ts)
    row = connection.execute(query).mappings().first()
    return Sent.model_validate({name: row[name] for name in Sent.model_fields}) if row else None


def keep_offer(connection: Connection, token: str, offer: dict[str, Any], at: datetime) -> None:
    """Keep what the buttons of a message stand for."""
    connection.execute(insert(slack_offers).values(token=token, offer=offer, at=at))


def offered(connection: Connection, token: str) -> dict[str, Any] | None:
    """What the buttons with this token stand for."""
    found: dict[str, Any] | None = connection.execute(
        select(slack_offers.c.offer).where(slack_offers.c.token == token)
    ).scalar()
    return found


def forget(connection: Connection, before: datetime) -> None:
    """Drop what is older than a time; Slack repeats nothing for that long."""
    connection.execute(delete(slack_seen).where(slack_seen.c.at < before))
    connection.execute(delete(slack_offers).where(slack_offers.c.at < before))
