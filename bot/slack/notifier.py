from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.alerts.brief import Brief
from bot.alerts.routing import for_others
from bot.slack.card import Card
from bot.slack.outbound import Outbound, refusal
from bot.slack.views.alerts import alert_card, reminder_card, shared_card
from bot.slack.views.answers import said_card
from bot.slack.views.approvals import approval_card
from bot.slack.views.brief import brief_card
from bot.slack.views.words import disarmed, esc, one_line
from integrations.models.alert import Alert
from integrations.models.alert_policy import Shown
from integrations.models.approval import Approval, ApprovalStatus
from integrations.store import approvals, slack
from integrations.store.book import Store
from integrations.wire.errors import NotConfigured, Rejected, Unauthorized, Unavailable

_NO_ACCESS = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"}
)


class SlackNotifier:
    """Reaches people in Slack: `bot.notifier.Notifier` for the engine, `bot.alerts.messenger.Messenger` for the alerts.

    One card a story, updated in place.

    Raises:
        Unavailable: Slack does not answer; try again later.
        Unauthorized: Slack refuses the token.
        Rejected: Slack refuses what was asked.
        NotConfigured: nobody knows who Jorge is.
    """

    def __init__(self, outbound: Outbound, store: Store, *, owner: str, zone: str = "America/Los_Angeles") -> None:
        self._outbound = outbound
        self._store = store
        self._owner = owner
        self._zone = zone

    async def show_alert(self, alert: Alert) -> tuple[str, str]:
        """Show the alert in Jorge's DM, or update the card it already has; returns its channel and timestamp."""
        key = f"alert:{alert.id}"
        card = alert_card(alert, self._zone)
        async with _translated():
            where = await self._where(alert.channel, alert.message_ts, key)
            if where and await self._outbound.edit(*where, card):
                return where
            again = f"{key}:{uuid.uuid4().hex[:8]}" if where else key
            return await self._post(await self._home(), card, again)

    async def file_alert(self, alert: Alert, channel: str, thread_ts: str) -> tuple[str, str]:
        """Show the alert in the thread of a message, e.g. the morning brief."""
        async with _translated():
            return await self._post(channel, alert_card(alert, self._zone), f"alert:{alert.id}", thread_ts)

    async def share_alert(self, alert: Alert, to: str, known: Shown | None) -> tuple[str, str]:
        """Show an alert (already fit for others) in a channel (`#deals`) or to a user (`U…`), or update it there."""
        async with _translated():
            card = shared_card(alert, self._zone, await self._link(alert))
            if known and await self._outbound.edit(known.channel, known.message_ts, card):
                return known.channel, known.message_ts
            channel = await self._outbound.direct(to) if to[:1] in {"U", "W"} else to
            again = f":{uuid.uuid4().hex[:8]}" if known else ""
            sent = await self._outbound.post(channel, card, key=f"alert:{alert.id}:to:{to}{again}")
        return sent.channel, sent.message_ts or ""

    async def nudge(self, alert: Alert, text: str, *, key: str, whom: str = "") -> None:
        """Call Jorge's attention to the alert, in the thread of its card; `whom` is named behind the text."""
        said = one_line(disarmed(text), 600) + (f" <@{whom}>" if whom else "")
        mention = f"<@{self._owner}> " if self._owner else ""
        async with _translated():
            channel = alert.channel or await self._home()
            await self._post(channel, said_card(f"{mention}{said}"), key, alert.message_ts or "")

    async def remind(self, alert: Alert, user: str, *, key: str) -> None:
        """Ask whoever acknowledged the alert whether they are still on it: Jorge at its card, others in their DM."""
        async with _translated():
            if user == self._owner:
                channel, thread_ts = alert.channel or await self._home(), alert.message_ts or ""
                await self._post(channel, reminder_card(alert, user), key, thread_ts)
            else:
                other = reminder_card(for_others(alert), user)
                await self._outbound.post(await self._outbound.direct(user), other, key=key)

    async def show_brief(self, brief: Brief, *, key: str) -> tuple[str, str]:
        """Show the morning brief in Jorge's DM; returns its channel and timestamp."""
        async with _translated():
            return await self._post(await self._home(), brief_card(brief), key)

    async def show_approval(self, approval: Approval) -> None:
        """Show an approval where it was asked for (else in Jorge's DM), or update the card it has."""
        key = f"approval:{approval.id}"
        card = approval_card(approval, self._owner, self._zone)
        async with _translated():
            where = await self._where(approval.channel, approval.message_ts, key)
            if where and await self._outbound.edit(*where, card):
                return
            if where is None and approval.status is ApprovalStatus.SUPERSEDED:
                return
            thread_ts = str(approval.caller.get("thread_ts") or "")
            channel = str(approval.caller.get("channel") or "")
            again = f"{key}:{uuid.uuid4().hex[:8]}" if where else key
            channel, ts = await self._post(channel or await self._home(), card, again, thread_ts if channel else "")
        await self._store.write(approvals.place, approval.id, channel, ts, thread_ts or None)

    async def tell(self, text: str, *, thread_ts: str | None = None) -> None:
        """Say something to Jorge in the DM; anything that looks like a mention or link in it stays plain text."""
        async with _translated():
            await self._outbound.post(await self._home(), said_card(esc(text)), thread_ts=thread_ts)

    async def _link(self, alert: Alert) -> str:
        """The address of Jorge's own card; empty where there is none."""
        if not (alert.channel and alert.message_ts):
            return ""
        try:
            where = {"channel": alert.channel, "message_ts": alert.message_ts}
            return str((await self._outbound.client.chat_getPermalink(**where))["permalink"])
        except SlackApiError:
            return ""

    async def _home(self) -> str:
        if not self._owner:
            raise NotConfigured("slack", "Set JORGE_SLACK_OWNER to Jorge's Slack user id, so that alerts reach him.")
        return await self._outbound.direct(self._owner)

    async def _where(self, channel: str | None, ts: str | None, key: str) -> tuple[str, str] | None:
        if channel and ts:
            return channel, ts
        sent = await self._store.read(slack.sent, key)
        return (sent.channel, sent.message_ts) if sent and sent.message_ts else None

    async def _post(self, channel: str, card: Card, key: str, thread_ts: str = "") -> tuple[str, str]:
        try:
            sent = await self._outbound.post(channel, card, thread_ts=thread_ts, key=key)
        except SlackApiError as error:
            if refusal(error) not in {"channel_not_found", "not_in_channel", "thread_not_found", "is_archived"}:
                raise
            sent = await self._outbound.post(await self._home(), card, key=key)
        return sent.channel, sent.message_ts or ""


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except SlackApiError as error:
        why = refusal(error)
        if why in _NO_ACCESS:
            raise Unauthorized("slack", why) from error
        if why in {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}:
            raise Unavailable("slack", why) from error
        raise Rejected("slack", why or str(error), code=why) from error
    except (TimeoutError, aiohttp.ClientError) as error:
        raise Unavailable("slack", str(error) or "no answer") from error
