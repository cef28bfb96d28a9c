"""Every message of the workspace, in order, kept on the shelf."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any

from integrations.simulated.shelf import Shelf

Message = dict[str, Any]


class Messages:
    """Messages by channel and ts. A ts is unique and rises: "seconds.microseconds"."""

    def __init__(self, shelf: Shelf) -> None:
        """Read what earlier runs kept."""
        self._shelf = shelf
        self._drawer = shelf.drawer("desk.messages")
        self._channels: dict[str, list[str]] = defaultdict(list)
        self._threads: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._last = 0
        for kept in self._drawer.values():
            self._index(kept["channel"], kept["message"])
        self._last = max((_micros(each) for ts in self._channels.values() for each in ts), default=0)

    def _index(self, channel: str, message: Message) -> None:
        self._channels[channel].append(message["ts"])
        root = message.get("thread_ts")
        if root and root != message["ts"]:
            self._threads[channel, root].append(message["ts"])

    def next_ts(self) -> str:
        """Return a ts later than every one before it."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add(self, channel: str, message: Message) -> Message:
        """Keep a new message, giving it a ts; a reply also counts on its root."""
        said = {key: value for key, value in message.items() if value is not None}
        kept = {"type": "message", **said, "ts": self.next_ts()}
        with self._shelf.bulk():
            self._put(channel, kept)
            self._index(channel, kept)
            if kept.get("thread_ts"):
                self._count(channel, kept["thread_ts"])
        return kept

    def _put(self, channel: str, message: Message) -> None:
        self._drawer[f"{channel}/{message['ts']}"] = {"channel": channel, "message": message}

    def _count(self, channel: str, root_ts: str) -> None:
        root = self.get(channel, root_ts)
        if root is None:
            return
        replies = [reply for reply in self.thread(channel, root_ts) if reply["ts"] != root_ts]
        users = list(dict.fromkeys(str(reply.get("user", "")) for reply in replies))
        about = {"thread_ts": root_ts, "reply_count": len(replies), "reply_users": users}
        about |= {"reply_users_count": len(users), "latest_reply": replies[-1]["ts"] if replies else root_ts}
        self._put(channel, {**root, **about})

    def get(self, channel: str, ts: str) -> Message | None:
        """Return one message, or None."""
        kept = self._drawer.get(f"{channel}/{ts}")
        return None if kept is None else kept["message"]

    def change(self, channel: str, ts: str, changes: dict[str, Any]) -> Message:
        """Replace fields of a message; a field set to None is taken away.

        Raises:
            KeyError: there is no such message.
        """
        before = self._drawer[f"{channel}/{ts}"]["message"]
        after = {key: value for key, value in {**before, **changes}.items() if value is not None}
        self._put(channel, after)
        return after

    def remove(self, channel: str, ts: str) -> Message | None:
        """Delete a message; the root of a thread stays as a tombstone and is returned."""
        if self._threads.get((channel, ts)):
            gone = {"subtype": "tombstone", "text": "This message was deleted.", "blocks": None, "files": None}
            return self.change(channel, ts, gone)
        message = self._drawer[f"{channel}/{ts}"]["message"]
        with self._shelf.bulk():
            del self._drawer[f"{channel}/{ts}"]
            self._channels[channel].remove(ts)
            root = message.get("thread_ts")
            if root and root != ts:
                self._threads[channel, root].remove(ts)
                self._count(channel, root)
        return None

    def history(
        self, channel: str, *, before: str = "", after: str = "", limit: int = 50
    ) -> tuple[list[Message], bool]:
        """Return up to `limit` top-level messages, newest last, and whether older ones are left."""
        found: list[Message] = []
        for ts in reversed(self._channels[channel]):
            if (before and _micros(ts) >= _micros(before)) or (after and _micros(ts) <= _micros(after)):
                continue
            message = self._drawer[f"{channel}/{ts}"]["message"]
            if is_reply(message):
                continue
            if len(found) == limit:
                return found[::-1], True
            found.append(message)
        return found[::-1], False

    def thread(self, channel: str, root_ts: str) -> list[Message]:
        """Return the root and its replies, oldest first."""
        stamps = [root_ts, *self._threads.get((channel, root_ts), ())]
        found = (self.get(channel, ts) for ts in stamps)
        return [message for message in found if message is not None]

    def unread(self, channel: str, since: str, reader: str, *, replies: bool) -> int:
        """Count messages after `since` that `reader` did not write; with `replies` also those in threads."""
        count = 0
        for ts in reversed(self._channels[channel]):
            if _micros(ts) <= _micros(since):
                break
            message = self._drawer[f"{channel}/{ts}"]["message"]
            count += (replies or not is_reply(message)) and message.get("user") != reader
        return count


def is_reply(message: Message) -> bool:
    """Tell whether a message shows in a thread only."""
    inside = message.get("thread_ts", message["ts"]) != message["ts"]
    return inside and message.get("subtype") != "thread_broadcast"


def _micros(ts: str) -> int:
    seconds, _, rest = ts.partition(".")
    return int(seconds or 0) * 1_000_000 + int((rest or "0").ljust(6, "0")[:6])
