from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.rules.actions import Notification
from bot.rules.filling import fill
from bot.rules.rule import OrchestrationRule
from integrations.events import Event
from integrations.models.alert import Alert, AlertStatus, Severity

_FACTS = (("Temperature", "temperature"), ("Wants to", "kind"), ("Areas", "areas"), ("Budget", "budget"),
          ("Phone", "phone"), ("E-mail", "email"), ("Source", "source"), ("Stage", "stage"), ("Home", "address"),
          ("Price", "price"), ("Before", "old_price"), ("Change", "change"), ("Status", "standard_status"),
          ("Buyers", "buyers_said"), ("Listed by", "listed_by"), ("MLS", "notice"))  # fmt: skip


def alert_for(action: Notification, rule: OrchestrationRule, event: Event, now: datetime) -> Alert:
    """The alert that a rule's notification means for an event."""
    payload = event.payload
    title = fill(action.title, payload)
    return Alert(
        id=secrets.token_hex(8),
        story=fill(action.story, payload) or f"{rule.rule_id}:{title}"[:160],
        kind=action.kind,
        severity=Severity(action.severity),
        status=AlertStatus.DONE if action.ends else AlertStatus.OPEN,
        title=title,
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
