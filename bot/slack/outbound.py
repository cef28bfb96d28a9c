from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.card import Card
from bot.slack.classic import classic
from bot.slack.client import Pace, connect_client
from integrations.store import slack as shelf
from integrations.store import slack_said
from integrations.store.book import Store
from integrations.store.slack import Sent

T = TypeVar("T")
_log = structlog.get_logger(__name__)
_EVENT_TYPE = "jorge_message"
_EDIT_PAUSE_SECONDS = 0.7
_CLOCKS_DIFFER = timedelta(minutes=2)
_MOST_PAGES = 20
_LOST = (TimeoutError, aiohttp.ClientError)


def refusal(error: SlackApiError) -> str:
    """Slack's word for why it refused."""
    return str(error.response.get("error", "")) if error.response is not None else ""


class Outbound:
    """Everything Jorge says goes out here: in order within a channel, once, and in blocks that the workspace knows."""

    def __init__(
        self,
        token: str,
        store: Store,
        *,
        base_url: str | None = None,
        client: AsyncWebClient | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.pace = Pace()
        self.client = client or connect_client(token, base_url, pace=self.pace)
        self.base_url = base_url
        self._store = store
        self._now = now
        self._lanes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last: dict[str, float] = {}
        self._drafts: dict[tuple[str, str], Card] = {}
        self._editing: dict[tuple[str, str], asyncio.Lock] = {}
        self._direct: dict[str, str] = {}

    async def post(self, channel: str, card: Card, *, thread_ts: str | None = None, key: str = "") -> Sent:
        """Post a message and return where it stands. The same `key` never posts twice, whatever happens in between."""
        key = key or uuid.uuid4().hex
        known = await self._store.write(shelf.begin, key, channel, thread_ts or None, self._now())
        if known is not None and known.message_ts:
            return known
        async with self._lanes[channel]:
            ts = await self._look_up(key, channel, thread_ts, known.at) if known is not None else None
            if ts is None:
                await self._keep_pace(channel)
                channel, ts = await self._send_once(channel, card, thread_ts, key)
        # Before the message counts as sent: what nobody noted could not be taken back.
        await self._store.write(slack_said.keep, channel, ts, _words(card), self._now())
        await self._store.write(shelf.posted, key, channel, ts)
        return Sent(key=key, channel=channel, thread_ts=thread_ts or None, message_ts=ts)

    async def edit(self, channel: str, ts: str, card: Card) -> bool:
        """Show a new version of a message. Edits in quick succession melt into the last; False: it is gone."""
        place = (channel, ts)
        self._drafts[place] = card
        lock = self._editing.setdefault(place, asyncio.Lock())
        async with lock:
            if place not in self._drafts:
                return True
            pause = self._last.get(f"{channel}/{ts}", 0.0) + _EDIT_PAUSE_SECONDS - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            latest = self._drafts.pop(place)
            self._last[f"{channel}/{ts}"] = time.monotonic()
            changed = await self._change(channel, ts, latest)
            if changed:
                await self._store.write(slack_said.keep, channel, ts, _words(latest), self._now())
            return changed

    async def whisper(self, channel: str, user: str, card: Card, *, thread_ts: str = "") -> None:
        """Say something that only `user` sees; in the DM where the channel does not allow it."""
        try:
            await self.client.chat_postEphemeral(
                channel=channel,
                user=user,
                thread_ts=thread_ts or None,
                text=card.text,
                blocks=list(card.blocks) or None,
            )
        except SlackApiError as error:
            _log.info("ephemeral message refused", error=refusal(error), channel=channel)
            await self.post(await self.direct(user), card)

    async def attach(
        self,
        channel: str,
        files: Sequence[tuple[str, str, bytes]],
        *,
        thread_ts: str = "",
        comment: str = "",
        shows: Sequence[str] = (),
    ) -> None:
        """Upload files (name, title, bytes) into a channel or thread, as one message.

        `shows` names the listings in them, by ref and address, so that the files can be taken back.
        """
        uploads = [{"filename": name, "title": title, "content": content} for name, title, content in files]
        done = await self.client.files_upload_v2(
            file_uploads=uploads, channel=channel, thread_ts=thread_ts or None, initial_comment=comment or None
        )
        for one in (done.get("files") or ()) if shows else ():
            await self._store.write(slack_said.keep_file, channel, str(one["id"]), "\n".join(shows), self._now())

    async def direct(self, user: str) -> str:
        """The direct conversation with a user."""
        if user not in self._direct:
            opened = await self.client.conversations_open(users=user)
            self._direct[user] = str(opened["channel"]["id"])
        return self._direct[user]

    async def try_call(self, method: Callable[..., Any], **arguments: Any) -> bool:
        """Call what an older workspace may not have, or what is not worth failing for; False where it did not work."""
        try:
            await method(**arguments)
        except SlackApiError as error:
            _log.info("not available in this workspace", call=method.__name__, error=refusal(error))
            return False
        except _LOST as error:
            _log.warning("Slack did not answer", call=method.__name__, error=str(error))
            return False
        return True

    async def _send_once(self, channel: str, card: Card, thread_ts: str | None, key: str) -> tuple[str, str]:
        try:
            return await self._send(channel, card, thread_ts, key)
        except _LOST:
            found = await self._look_up(key, channel, thread_ts)
            return (channel, found) if found else await self._send(channel, card, thread_ts, key)

    async def _send(self, channel: str, card: Card, thread_ts: str | None, key: str) -> tuple[str, str]:
        async def send(version: Card) -> Any:
            return await self.client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts or None,
                text=version.text,
                blocks=list(version.blocks) or None,
                metadata={"event_type": _EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )

        try:
            answer = await _in_known_blocks(send, card)
        except SlackApiError:
            await self._store.write(shelf.withdraw, key)
            raise
        self._last[channel] = time.monotonic()
        return str(answer["channel"]), str(answer["ts"])

    async def _change(self, channel: str, ts: str, card: Card) -> bool:
        async def send(version: Card) -> Any:
            return await self.client.chat_update(
                channel=channel, ts=ts, text=version.text, blocks=list(version.blocks) or []
            )

        try:
            await _in_known_blocks(send, card)
        except SlackApiError as error:
            if refusal(error) in {
                "message_not_found",
                "cant_update_message",
                "edit_window_closed",
                "channel_not_found",
            }:
                return False
            raise
        return True

    async def _keep_pace(self, channel: str) -> None:
        pause = self._last.get(channel, 0.0) + 1.0 - time.monotonic()
        if self.pace.is_slow and pause > 0:
            await asyncio.sleep(pause)

    async def _look_up(
        self, key: str, channel: str, thread_ts: str | None, since: datetime | None = None
    ) -> str | None:
        """The message with this key, if Slack has it: looked for from `since` on, however many came after it."""
        oldest = f"{((since or self._now()) - _CLOCKS_DIFFER).timestamp():.6f}"
        place: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": 200, "include_all_metadata": True}
        cursor = ""
        try:
            for _ in range(_MOST_PAGES):
                if thread_ts:
                    page = await self.client.conversations_replies(ts=thread_ts, cursor=cursor or None, **place)
                else:
                    page = await self.client.conversations_history(cursor=cursor or None, **place)
                for message in page.get("messages") or ():
                    if ((message.get("metadata") or {}).get("event_payload") or {}).get("key") == key:
                        return str(message["ts"])
                cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
                if not cursor:
                    break
        except SlackApiError as error:
            _log.warning("cannot look a message up", error=refusal(error), channel=channel)
        return None


def _words(card: Card) -> str:
    return json.dumps([card.text, *card.blocks, *card.shows], ensure_ascii=False)


async def _in_known_blocks(send: Callable[[Card], Any], card: Card) -> Any:
    """Send the card as it is; where Slack does not know its blocks, in old ones; at last in words alone."""
    for version in (card, classic(card)):
        try:
            return await send(version)
        except SlackApiError as error:
            if refusal(error) not in {"invalid_blocks", "invalid_blocks_format", "unsupported_block"}:
                raise
            _log.warning("blocks refused", answer=str(error.response.get("response_metadata"))[:500])
    return await send(Card(card.text))
