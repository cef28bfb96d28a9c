from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, assert_never

from bot.engine.actions.crm_updates import CrmUpdates
from bot.engine.actions.escalating import Escalation
from bot.engine.actions.notifying import alert_for
from bot.engine.actions.texting import Texting
from bot.engine.actions.tool_calls import ToolCalls
from bot.engine.inbox import Inbox
from bot.engine.sequences import Sequences
from bot.notifier import Notifier
from bot.rules.actions import (
    Action,
    BotEscalation,
    CrmUpdate,
    Emit,
    Notification,
    Sequence,
    TextOwner,
    ToolCall,
    WebhookOut,
)
from bot.rules.filling import fill, filled
from bot.rules.pattern import Pattern
from bot.rules.rule import OrchestrationRule, document_of
from integrations.events import Event
from integrations.models.alert import Alert
from integrations.wire.errors import NotConfigured
from integrations.wire.webhook_out import WebhooksOut
from tools.toolbox import Toolbox

PASSED_OVER: Final = "not for this event"


@dataclass(frozen=True, slots=True)
class Actions:
    """Does what a rule's actions say, each under an effect key that makes a repetition harmless."""

    toolbox: Toolbox
    notifier: Notifier
    announce: Callable[[Alert, str], Awaitable[tuple[Alert, str]]]
    now: Callable[[], datetime]
    inbox: Inbox
    webhooks: WebhooksOut = field(default_factory=WebhooksOut)

    async def perform(self, action: Action, rule: OrchestrationRule, event: Event, key: str) -> str:
        """Do one action; returns in a few words what came of it, `NotConfigured: ...` where nothing stands behind it.

        Raises:
            Unavailable: a vendor is down; try again.
            LoopRefused: rules feed each other.
        """
        if action.when and not Pattern(action.when).matches(document_of(event)):
            return PASSED_OVER
        try:
            return await self._perform(action, rule, event, key)
        except NotConfigured as error:
            return f"NotConfigured: {error}"

    async def tell(self, alert: Alert, key: str) -> Alert:
        """Put an alert before Jorge, as the alert policy allows; the same `key` counts once."""
        return (await self.announce(alert, key))[0]

    async def _perform(self, action: Action, rule: OrchestrationRule, event: Event, key: str) -> str:  # noqa: PLR0911  # one return a kind
        match action:
            case Notification():
                alert, why = await self.announce(alert_for(action, rule, event, self.now()), key)
                return f"alert {alert.id}, seen {alert.count} times: {why}"
            case TextOwner():
                return await Texting(self.toolbox.hubs, self.now).text(action, event, key)
            case ToolCall():
                return await ToolCalls(self.toolbox, self.notifier).call(action, rule, event, key)
            case BotEscalation():
                escalation = Escalation(self.toolbox.hubs.store, self.notifier, self.announce, self.now)
                return await escalation.hand_over(action, rule, event, key)
            case Emit():
                emitted = await self.inbox.emit("rule", action.type, key, _payload(action, event), cause=event)
                return f"event {emitted.id}" if emitted else "told before"
            case CrmUpdate():
                return await CrmUpdates(self.toolbox.hubs, self.now).update(action, event, key)
            case Sequence():
                return await self._sequence(action, rule, event)
            case WebhookOut():
                sent = _payload(action, event)
                status = await self.webhooks.send(action.to, key, event.type, event.occurred_at, sent)
                return f"delivered ({status})"
            case _:
                assert_never(action)

    async def _sequence(self, action: Sequence, rule: OrchestrationRule, event: Event) -> str:
        running = Sequences(self.toolbox.hubs.store, self.inbox, self.now)
        contact_id = fill(action.contact, event.payload)
        if action.do == "stop":
            return await running.stop(action.sequence, contact_id, f"rule {rule.rule_id}")
        return await running.start(action.sequence, contact_id, event)


def _payload(action: Emit | WebhookOut, event: Event) -> dict[str, object]:
    return {name: filled(value, event.payload) for name, value in action.payload.items()} or event.payload
