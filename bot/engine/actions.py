from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from bot.notifier import Notifier
from bot.rules.rule import Action, Notification, OrchestrationRule, TextOwner, ToolCall
from integrations.events import Event
from integrations.models.alert import Alert, Severity
from integrations.wire.errors import Unavailable
from tools.tool import Caller
from tools.toolbox import Toolbox

_FACTS = (("Temperature", "temperature"), ("Wants to", "kind"), ("Areas", "areas"), ("Budget", "budget"),
          ("Phone", "phone"), ("E-mail", "email"), ("Source", "source"), ("Stage", "stage"))  # fmt: skip
_SEGMENT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Actions:
    """Does what a rule's actions say, each under an effect key that makes a repetition harmless."""

    toolbox: Toolbox
    notifier: Notifier
    announce: Callable[[Alert, str], Awaitable[tuple[Alert, str]]]
    now: Callable[[], datetime]

    async def perform(self, action: Action, rule: OrchestrationRule, event: Event, key: str) -> str:
        """Do one action; returns in a few words what came of it.

        Raises:
            Unavailable: a vendor is down; try again.
        """
        if isinstance(action, Notification):
            return await self._notify(action, rule, event, key)
        if isinstance(action, TextOwner):
            body = fill(action.body, event.payload)[:_SEGMENT_LENGTH]
            return str(await self.toolbox.hubs.marketing.text_owner(body, key=key))
        if isinstance(action, ToolCall):
            return await self._call(action, event, key)
        assert_never(action)

    async def tell(self, alert: Alert, key: str) -> Alert:
        """Put an alert before Jorge, as the alert policy allows; the same `key` counts once."""
        return (await self.announce(alert, key))[0]

    async def _notify(self, action: Notification, rule: OrchestrationRule, event: Event, key: str) -> str:
        alert, why = await self.announce(alert_for(action, rule, event, self.now()), key)
        return f"alert {alert.id}, seen {alert.count} times: {why}"

    async def _call(self, action: ToolCall, event: Event, key: str) -> str:
        args = {name: _filled(value, event.payload) for name, value in action.args.items()}
        outcome = await self.toolbox.call(action.tool, args, Caller("rule", key=key))
        if outcome.approval is not None:
            await self.notifier.show_approval(outcome.approval)
            return f"waits for approval {outcome.approval.id}"
        if outcome.error is not None and outcome.error.kind == "unavailable":
            raise Unavailable(action.tool, outcome.error.message)
        return f"refused: {outcome.error.message}" if outcome.error else "done"


def alert_for(action: Notification, rule: OrchestrationRule, event: Event, now: datetime) -> Alert:
    """The alert that a rule's notification means for an event."""
    payload = event.payload
    return Alert(
        id=secrets.token_hex(8),
        story=fill(action.story, payload),
        kind=action.kind,
        severity=Severity(action.severity),
        title=fill(action.title, payload),
        why=fill(action.why, payload),
        first_step=fill(action.first_step, payload),
        facts=_facts(payload),
        reasons=tuple(str(reason) for reason in payload.get("reasons", ())),
        quote=str(payload.get("message") or ""),
        people=_people(payload),
        system=payload.get("system"),
        contact_id=payload.get("contact_id"),
        listing_ref=payload.get("listing_ref"),
        record_url=payload.get("record_url"),
        rule_id=rule.rule_id,
        event_id=event.id,
        opened_at=now,
        updated_at=now,
    )


def _people(payload: Mapping[str, Any]) -> tuple[str, ...]:
    # Names of leads stay out of shared channels; for that the alert must know them.
    named = (payload.get("name"), *(payload.get("people") or ()))
    return tuple(dict.fromkeys(one for one in named if isinstance(one, str) and one.strip()))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def fill(template: str, payload: Mapping[str, Any]) -> str:
    """The template with `{names}` replaced by the payload's plain values; what is not there stays empty."""
    plain = {name: value for name, value in payload.items() if isinstance(value, (str, int, float))}
    return template.format_map(_Blank(plain)).strip()


def _filled(value: Any, payload: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("{") and value.endswith("}") and value[1:-1].isidentifier():
        return payload.get(value[1:-1])
    return fill(value, payload) if isinstance(value, str) else value


def _facts(payload: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    known = {**payload, "budget": _budget(payload), "areas": ", ".join(payload.get("areas") or ())}
    if payload.get("temperature") is not None:
        known["temperature"] = f"{payload['temperature']}/100"
    if payload.get("kind"):
        known["kind"] = {"buyer": "buy", "seller": "sell", "both": "sell and buy"}.get(str(payload["kind"]), "")
    return tuple((label, str(known[name])) for label, name in _FACTS if known.get(name))


def _budget(payload: Mapping[str, Any]) -> str:
    low, high = payload.get("price_min"), payload.get("price_max")
    if low and high:
        return f"${low:,} to ${high:,}"
    return f"up to ${high:,}" if high else f"from ${low:,}" if low else ""
