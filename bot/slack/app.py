from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from bot.slack.card import Place
from bot.slack.client import connect_client
from bot.slack.deps import Deps
from bot.slack.house import House
from bot.slack.listening import listen
from bot.slack.notifier import SlackNotifier
from bot.slack.outbound import Outbound
from bot.slack.remember import remembering
from bot.slack.turn import leave_turn, take_turn
from bot.slack.watchdog import Watchdog
from bot.slack.work import Work
from integrations.store import slack as shelf

_log = structlog.get_logger(__name__)
_RESUME_WITHIN = timedelta(minutes=15)
_REMEMBER_FOR = timedelta(days=7)


class SlackHouse:
    """The Slack side as a whole: listeners, the socket, background work, and their end.

    `outbound` and `notifier` are made first, since engine and alerts need them before `deps` can exist.
    """

    def __init__(
        self,
        deps: Deps,
        outbound: Outbound,
        notifier: SlackNotifier,
        *,
        signing_secret: str = "",
        authorize: Callable[..., Awaitable[Any]] | None = None,
    ) -> None:
        self.house = House(deps, outbound, notifier, Work())
        self.app = create_app(self.house, signing_secret=signing_secret, authorize=authorize)
        self._socket: AsyncSocketModeHandler | None = None
        self._watchdog: Watchdog | None = None

    async def connect(self, app_token: str) -> None:
        """Listen by Socket Mode; returns when the socket is open. Then answers what a restart left open."""
        web_client = connect_client(app_token, self.house.outbound.base_url)
        self._socket = AsyncSocketModeHandler(self.app, app_token, web_client=web_client)
        await self._socket.connect_async()  # type: ignore[no-untyped-call]
        self._watchdog = Watchdog(self._socket.client)
        self._watchdog.start()
        await self.resume()

    async def resume(self) -> None:
        """Answer the questions of the last minutes that nobody answered, and forget what is long past.

        An older one is not answered any more: its asker is told, and nothing shows "thinking" for ever.
        """
        store, now = self.house.deps.store, self.house.deps.now()
        fresh = {key for key, _ in await store.read(shelf.unanswered, now - _RESUME_WITHIN)}
        for key, asked in await store.read(shelf.unanswered, now - _REMEMBER_FOR):
            place = Place(asked["channel"], asked["user"], asked["thread_ts"])
            if key in fresh:
                _log.info("answering a question from before the restart", key=key)
                self.house.work.start(take_turn(self.house, asked, key), lane=place.lane)
            else:
                self.house.work.start(leave_turn(self.house, place, key), lane=place.lane)
        await store.write(shelf.forget, now - _REMEMBER_FOR)

    @property
    def connected(self) -> bool:
        """Whether the socket is open and gives signs of life."""
        session = getattr(self._socket.client, "current_session", None) if self._socket else None
        silent = self._watchdog is not None and self._watchdog.silent
        return session is not None and not session.closed and not silent

    async def close(self, grace: float = 3.0) -> None:
        """Stop listening, let running work end within `grace` seconds, and leave the rest to the next start."""
        if self._watchdog is not None:
            await self._watchdog.stop()
            self._watchdog = None
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
            self._socket = None
        await self.house.work.close(grace)

    async def handle_request(self, request: Any) -> Any:
        """Answer one Starlette request of Slack (HTTP mode); the signature is checked first."""
        from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler

        return await AsyncSlackRequestHandler(self.app).handle(request)


def create_app(
    house: House, *, signing_secret: str = "", authorize: Callable[..., Awaitable[Any]] | None = None
) -> AsyncApp:
    """Bolt's app with every listener of `commands/`, `events/` and `actions/`."""
    app = AsyncApp(
        name="jorge",
        client=house.outbound.client,
        signing_secret=signing_secret,
        authorize=authorize,
        attaching_conversation_kwargs_enabled=False,
    )
    app.middleware(remembering(house))
    listen(app, house)
    return app
