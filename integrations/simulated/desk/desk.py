"""The desk itself: its parts, and the few acts that touch several of them at once."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

from integrations.simulated.desk.blocks import complete
from integrations.simulated.desk.cabinet import Cabinet
from integrations.simulated.desk.delivery import Delivery
from integrations.simulated.desk.hooks import Hooks
from integrations.simulated.desk.installed import APP_ID, BOT_ID, BOT_USER, TEAM_ID, Installed
from integrations.simulated.desk.limits import Limits
from integrations.simulated.desk.live import Live
from integrations.simulated.desk.messages import Message, Messages, is_reply
from integrations.simulated.desk.modals import Modals
from integrations.simulated.desk.options import DeskOptions
from integrations.simulated.desk.sockets import Courier, Sockets
from integrations.simulated.desk.workspace import Workspace
from integrations.simulated.shelf import Drawer

_STATUS_SECONDS = 120
_EVENT_OF = {True: "message.im", False: "message.channels"}


@dataclass(slots=True)
class Desk:
    """Everything one desk is made of."""

    options: DeskOptions
    base_url: str
    app: Installed
    places: Workspace
    messages: Messages
    live: Live
    sockets: Sockets
    courier: Courier
    delivery: Delivery
    modals: Modals
    hooks: Hooks
    cabinet: Cabinet
    limits: Limits
    prompts: Drawer
    sessions: Drawer
    whispers: Drawer
    statuses: dict[tuple[str, str], asyncio.TimerHandle] = field(default_factory=dict)

    def emit(self, subscription: str, event: dict[str, Any]) -> None:
        """Send an event to the app if its manifest subscribes to it."""
        if subscription in self.app.events:
            self.delivery.submit(event)

    def post(self, channel: str, message: Message) -> Message:
        """Keep a message, show it to everybody in the channel, tell the app about it."""
        if message.get("blocks"):
            message = {**message, "blocks": complete(message["blocks"])}
        kept = self.messages.add(channel, message)
        people = self.places.people_in(channel)
        self.live.push(people, "message", channel=channel, message=kept)
        if is_reply(kept):
            self._show_root(channel, kept["thread_ts"])
        if kept.get("user") == BOT_USER:
            self.clear_status(channel, kept.get("thread_ts") or "")
        else:
            self.places.mark_read(str(kept["user"]), channel, kept["ts"])
        self._count_unread(channel, people)
        self._announce(channel, kept)
        return kept

    def _show_root(self, channel: str, root_ts: str) -> None:
        root = self.messages.get(channel, root_ts)
        if root is not None:
            self.live.push(self.places.people_in(channel), "message_changed", channel=channel, message=root)

    def _count_unread(self, channel: str, people: list[str]) -> None:
        for user in people:
            self.live.push([user], "unread", channel=channel, count=self.unread(user, channel))

    def unread(self, user: str, channel: str) -> int:
        """Count what a user has not read in a channel; in a DM the app answers in threads, so those count."""
        since, direct = self.places.last_read(user, channel), self.places.channels[channel]["im"]
        return self.messages.unread(channel, since, user, replies=direct)

    def _announce(self, channel: str, message: Message) -> None:
        own = message.get("user") == BOT_USER
        direct = self.places.channels[channel]["im"]
        about = {"channel": channel, "event_ts": message["ts"], "team": TEAM_ID}
        if not own or self.options.echo:
            kind = "im" if direct else "channel"
            self.emit(_EVENT_OF[direct], {**message, **about, "channel_type": kind})
        if not own and not direct and f"<@{BOT_USER}>" in str(message.get("text", "")):
            self.emit("app_mention", {**message, **about, "type": "app_mention"})

    def change(self, channel: str, ts: str, changes: dict[str, Any]) -> Message:
        """Edit a message and show the new version to everybody in the channel."""
        if changes.get("blocks"):
            changes = {**changes, "blocks": complete(changes["blocks"])}
        before = self.messages.get(channel, ts)
        after = self.messages.change(channel, ts, changes)
        self.live.push(self.places.people_in(channel), "message_changed", channel=channel, message=after)
        self._tell_edit(channel, {"subtype": "message_changed", "message": after, "previous_message": before})
        return after

    def remove(self, channel: str, ts: str) -> None:
        """Delete a message; a thread's root leaves a tombstone."""
        people = self.places.people_in(channel)
        before = self.messages.get(channel, ts)
        stone = self.messages.remove(channel, ts)
        if stone is not None:
            self.live.push(people, "message_changed", channel=channel, message=stone)
        else:
            self.live.push(people, "message_deleted", channel=channel, ts=ts)
            if before is not None and is_reply(before):
                self._show_root(channel, before["thread_ts"])
        self._tell_edit(channel, {"subtype": "message_deleted", "deleted_ts": ts, "previous_message": before})

    def _tell_edit(self, channel: str, fields: dict[str, Any]) -> None:
        if self.options.echo:
            direct = self.places.channels[channel]["im"]
            stamp = self.messages.next_ts()
            event = {"type": "message", "channel": channel, "hidden": True, "ts": stamp, "event_ts": stamp}
            self.emit(_EVENT_OF[direct], {**event, **fields, "channel_type": "im" if direct else "channel"})

    def whisper(self, user: str, channel: str, message: Message) -> Message:
        """Show an ephemeral message to one user; it is kept so that its buttons work later."""
        if message.get("blocks"):
            message = {**message, "blocks": complete(message["blocks"])}
        kept = {"type": "message", **message, "ts": self.messages.next_ts(), "ephemeral": True}
        self.whispers[f"{channel}/{kept['ts']}"] = {"channel": channel, "user": user, "message": kept}
        self.live.push([user], "ephemeral", channel=channel, message=kept)
        return kept

    def forget_whisper(self, channel: str, ts: str) -> None:
        """Take an ephemeral message away."""
        kept = self.whispers.pop(f"{channel}/{ts}", None)
        if kept is not None:
            self.live.push([kept["user"]], "message_deleted", channel=channel, ts=ts)

    def show_status(self, channel: str, thread_ts: str, text: str, loading: list[str]) -> None:
        """Show what the app is doing in a thread, for two minutes at most, as Slack does."""
        self.clear_status(channel, thread_ts)
        if text:
            later = asyncio.get_running_loop().call_later
            self.statuses[channel, thread_ts] = later(_STATUS_SECONDS, self.clear_status, channel, thread_ts)
            self._push_status(channel, thread_ts, text, loading)

    def clear_status(self, channel: str, thread_ts: str) -> None:
        """Take that line away, as Slack does when the app replies."""
        timer = self.statuses.pop((channel, thread_ts), None)
        if timer is not None:
            timer.cancel()
            self._push_status(channel, thread_ts, "", [])

    def _push_status(self, channel: str, thread_ts: str, text: str, loading: list[str]) -> None:
        where = {"channel": channel, "thread_ts": thread_ts}
        self.live.push(self.places.people_in(channel), "status", **where, text=text, loading_messages=loading)


def from_bot(fields: dict[str, Any]) -> Message:
    """Make a message of the app out of its content."""
    return {
        "user": BOT_USER,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "team": TEAM_ID,
        **{key: value for key, value in fields.items() if value is not None},
    }


def from_person(user: str, fields: dict[str, Any]) -> Message:
    """Make a message of a person out of its content."""
    return {"user": user, "team": TEAM_ID, "client_msg_id": str(uuid.uuid4()), **fields}
