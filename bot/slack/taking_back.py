"""Messages and files that show a listing which the MLS has withdrawn from us are taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.outbound import Outbound, refusal
from bot.slack.views.answers import said_card
from integrations.store import Store, slack_said

_log = structlog.get_logger(__name__)
WITHDRAWN: Final = "_A listing that was shown here has been withdrawn by its MLS. Ask again to see what is there now._"
_GONE: Final = frozenset({"file_not_found", "file_deleted", "message_not_found", "channel_not_found", "not_in_channel"})


@dataclass(frozen=True, slots=True)
class TakingBack:
    """Takes back what the purge has marked; what Slack does not take now waits for the next time."""

    outbound: Outbound
    store: Store
    show_home: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, _refs: Sequence[str] = ()) -> None:
        """Take back everything that is marked; repeating it does no harm."""
        marked = await self.store.read(slack_said.withdrawn)
        for one in marked:
            try:
                await self._take_back(one)
            except SlackApiError as error:
                if refusal(error) not in _GONE:
                    _log.warning("not_taken_back", what=one.id, error=refusal(error))
                    continue
            except (TimeoutError, aiohttp.ClientError) as error:
                _log.warning("not_taken_back", what=one.id, error=str(error))
                return
            await self.store.write(slack_said.forget, one.id)
        if marked and self.show_home:
            await self._refresh(self.show_home)

    async def _refresh(self, show_home: Callable[[], Awaitable[None]]) -> None:
        """The Home tab tells of alerts and approvals."""
        try:
            await show_home()
        except (SlackApiError, TimeoutError, aiohttp.ClientError) as error:
            _log.warning("home_not_refreshed", error=str(error))

    async def _take_back(self, one: slack_said.Standing) -> None:
        if one.file_id:
            await self.outbound.client.files_delete(file=one.file_id)
        elif one.message_ts:
            await self.outbound.edit(one.channel, one.message_ts, said_card(WITHDRAWN))
