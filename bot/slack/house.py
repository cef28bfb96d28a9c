from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.card import Card, Place
from bot.slack.deps import Deps
from bot.slack.notifier import SlackNotifier
from bot.slack.outbound import Outbound, refusal
from bot.slack.work import Work
from integrations.models.listing import ListingPage
from integrations.store import slack as shelf
from integrations.store.slack import Sent
from tools.tool import Caller

_log = structlog.get_logger(__name__)
_NOT_HERE = frozenset({"channel_not_found", "not_in_channel", "is_archived", "restricted_action"})


@dataclass(frozen=True, slots=True)
class House:
    """What every listener works with."""

    deps: Deps
    outbound: Outbound
    notifier: SlackNotifier
    work: Work

    async def say(self, place: Place, card: Card, key: str = "") -> Sent:
        """Answer at a place; in the DM of the one who asked where Jorge may not speak there."""
        if place.channel:
            try:
                return await self.outbound.post(place.channel, card, thread_ts=place.thread_ts, key=key)
            except SlackApiError as error:
                if refusal(error) not in _NOT_HERE:
                    raise
        return await self.outbound.post(await self.outbound.direct(place.user), card, key=key)

    async def whisper(self, place: Place, card: Card) -> None:
        """Tell only the one who asked."""
        if place.channel:
            await self.outbound.whisper(place.channel, place.user, card, thread_ts=place.thread_ts)
        else:
            await self.outbound.post(await self.outbound.direct(place.user), card)

    async def offer(self, offer: dict[str, Any], token: str) -> None:
        """Keep what the option buttons with this token stand for."""
        await self.deps.store.write(shelf.keep_offer, token, offer, self.deps.now())

    async def is_new(self, key: str) -> bool:
        """Whether this is seen for the first time; remembers it."""
        return await self.deps.store.write(shelf.saw, key, self.deps.now())

    async def finish(self, key: str) -> None:
        """A question kept under this key is answered."""
        await self.deps.store.write(shelf.finish, key, self.deps.now())

    async def clear_status(self, place: Place) -> None:
        """Take the status line away where no message did."""
        if place.thread_ts:
            await self.outbound.try_call(
                self.outbound.client.assistant_threads_setStatus,
                channel_id=place.channel,
                thread_ts=place.thread_ts,
                status="",
            )


async def example_address(house: House, user: str) -> str:
    """The address of one of Jorge's own listings, for examples that work; empty where he has none."""
    own = await house.deps.toolbox.call("search_listings", {"own_only": True, "limit": 1}, caller_at(Place("", user)))
    found = own.value.listings if isinstance(own.value, ListingPage) else ()
    return found[0].display_address if found else ""


def caller_at(place: Place, key: str = "") -> Caller:
    """Who calls a tool by a command, button or window."""
    return Caller("command", place.user, place.channel, place.thread_ts, key)
