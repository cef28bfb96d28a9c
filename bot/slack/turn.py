from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog

from bot.agent.question import Answer, Question
from bot.slack.card import Place
from bot.slack.house import House
from bot.slack.replies import show_answer
from bot.slack.views.answers import said_card, trouble_card

_log = structlog.get_logger(__name__)
_STATUS_PAUSE_SECONDS = 0.3
_LOADING = ["Looking up comparables…", "Reading the MLS copy…", "Checking the CRM…", "Doing the sums…"]


class Watching:
    """Shows in the thread what is being done."""

    def __init__(self, house: House, place: Place) -> None:
        self._house = house
        self._place = place
        self._shown = ""
        self._at = 0.0

    async def status(self, text: str) -> None:
        """Show the status line; the next message takes it away."""
        pause = time.monotonic() - self._at < _STATUS_PAUSE_SECONDS
        if not text or text == self._shown or pause or not self._place.thread_ts:
            return
        self._shown, self._at = text, time.monotonic()
        client = self._house.outbound.client
        where = {"channel_id": self._place.channel, "thread_ts": self._place.thread_ts}
        await self._house.outbound.try_call(
            client.assistant_threads_setStatus, **where, status=text, loading_messages=_LOADING
        )

    async def text(self, delta: str) -> None:
        """Pieces of an answer are shown together when it is whole and checked."""


async def take_turn(house: House, asked: dict[str, Any], key: str) -> None:
    """Answer one question in its thread, whatever happens on the way."""
    place = Place(asked["channel"], asked["user"], asked.get("thread_ts", ""))
    try:
        watch = Watching(house, place)
        _, said = await asyncio.gather(_begin(house, place, watch), _ask(house, place, asked["text"], key, watch))
        await show_answer(house, place, said, f"answer:{key}")
        waiting = any(one.approval is not None for one in said.outcomes)
        await set_session(house, place, "suspended" if waiting else "active")
    except Exception:  # noqa: BLE001  # outer border: whoever asked is answered, no status line stays
        _log.exception("a question was not answered", key=key)
        await _apologise(house, place, asked["text"], key)
    await house.finish(key)


async def leave_turn(house: House, place: Place, key: str) -> None:
    """Say that a question of long ago was never answered, and leave no thread at "processing"."""
    try:
        said = "I was interrupted and never answered this. Ask again if it still matters."
        await house.say(place, said_card(said), f"left:{key}")
    except Exception:  # noqa: BLE001  # the thread may be gone; it must not stay open for ever all the same
        _log.exception("a question of long ago could not be closed", key=key)
        await house.clear_status(place)
    await set_session(house, place, "active")
    await house.finish(key)


async def ask_mind(house: House, place: Place, text: str, key: str) -> None:
    """Answer plain words that came by a command or button, without a status line."""
    said = await _ask(house, place, text, key, Watching(house, place))
    await show_answer(house, place, said, key)


async def set_session(house: House, place: Place, status: str) -> None:
    """Tell Slack where the agent session stands: active, processing, suspended (waits for approval) or closed."""
    if place.thread_ts:
        client = house.outbound.client
        where = {"channel_id": place.channel, "thread_ts": place.thread_ts}
        await house.outbound.try_call(client.agents_sessions_setStatus, **where, status=status)


async def _begin(house: House, place: Place, watch: Watching) -> None:
    await watch.status("is looking it up…")
    await set_session(house, place, "processing")


async def _ask(house: House, place: Place, text: str, key: str, watch: Watching) -> Answer:
    deps = house.deps
    thread = place.thread_ts or key
    question = Question(text, place.user, place.channel, thread, deps.now(), deps.zone)
    return await deps.agent.answer(question, watch)


async def _apologise(house: House, place: Place, asked: str, key: str) -> None:
    try:
        await house.say(place, trouble_card(asked), f"trouble:{key}")
    except Exception:  # noqa: BLE001  # Slack is in trouble: at least nothing is left spinning
        _log.exception("not even the apology got through", key=key)
        await house.clear_status(place)
    await set_session(house, place, "active")
