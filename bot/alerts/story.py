from __future__ import annotations

from datetime import datetime

from bot.alerts.policy import decide
from integrations.models.alert import Alert, AlertStatus, Severity
from integrations.models.alert_policy import Decision, Defer, Deliver, Policy

# What belongs to the card and not to the news on it.
_KEPT = (
    "id", "opened_at", "count", "status", "acknowledged_by", "acknowledged_at", "claimed_by", "claimed_at",
    "snoozed_until", "deferred_until", "waiting_since", "round", "remind_at", "reminded_at", "channel", "message_ts",
    "shown_at", "shown_count",
)  # fmt: skip
_NEWEST = ("why", "facts", "reasons", "quote", "event_id", "updated_at")
_AT_REST = {"acknowledged_by": None, "acknowledged_at": None, "claimed_by": None, "claimed_at": None,
            "remind_at": None, "reminded_at": None, "snoozed_until": None}  # fmt: skip


def next_chapter(old: Alert | None, news: Alert, policy: Policy, now: datetime) -> tuple[Alert, Decision]:
    """What a story's card becomes by its news, and what was decided about telling it. Pure; `old`: the card it has.

    News that comes as done ends the story.
    """
    if news.status is AlertStatus.DONE:
        return _last_chapter(old, news, policy, now)
    if old is None:
        decision = decide(news, policy, now)
        return settle(news, decision, now), decision
    judged = news.model_copy(update={"status": _judged_as(old, news), "snoozed_until": old.snoozed_until})
    decision = decide(judged, policy, now)
    merged = _merged(old, news)
    if isinstance(decision, Deliver):
        return (merged if _stays(old, news) else settle(merged, decision, now)), decision
    if old.status is AlertStatus.SILENCED or (old.deferred_until is not None and isinstance(decision, Defer)):
        return settle(merged, decision, now), decision
    # The card is on the screen already, acknowledged or snoozed: it counts on, and nobody is disturbed.
    return merged, decision


def _last_chapter(old: Alert | None, news: Alert, policy: Policy, now: datetime) -> tuple[Alert, Decision]:
    decision = decide(news.model_copy(update={"status": AlertStatus.OPEN}), policy, now)
    ended = {**_AT_REST, "status": AlertStatus.DONE, "deferred_until": None, "waiting_since": None}
    if old is None:
        return news.model_copy(update=ended), decision
    kept = {name: getattr(old, name) for name in _KEPT} | {"count": old.count + 1, "shown_count": 0}
    people = tuple(dict.fromkeys((*old.people, *news.people)))
    return news.model_copy(update={**kept, "people": people, **ended}), decision


def settle(alert: Alert, decision: Decision, now: datetime) -> Alert:
    """The alert as it stands after a decision: told now (and waiting for an answer if urgent), later, or silenced."""
    if isinstance(decision, Deliver):
        return reopened(alert, now)
    if isinstance(decision, Defer):
        earlier = min(decision.until, alert.deferred_until) if alert.deferred_until else decision.until
        until = decision.until if earlier <= now else earlier
        changes = {**_AT_REST, "status": AlertStatus.OPEN, "deferred_until": until, "waiting_since": None}
        return alert.model_copy(update=changes)
    return alert.model_copy(
        update={**_AT_REST, "status": AlertStatus.SILENCED, "deferred_until": None, "waiting_since": None}
    )


def reopened(alert: Alert, now: datetime) -> Alert:
    """The alert, open and told; an urgent one begins to wait for an answer, unless it waits already.

    Its card is out of date from now on (`shown_count` 0), and is edited again and again until Slack takes it.
    """
    urgent = alert.severity is Severity.URGENT
    begins = urgent and alert.waiting_since is None
    return alert.model_copy(
        update={
            **_AT_REST,
            "status": AlertStatus.OPEN,
            "deferred_until": None,
            "waiting_since": (alert.waiting_since or now) if urgent else None,
            "round": alert.round + 1 if begins and alert.shown_at else alert.round,
            "shown_count": 0,
        }
    )


def _judged_as(old: Alert, news: Alert) -> AlertStatus:
    # What became urgent is not what was snoozed.
    louder = news.severity.loudness > old.severity.loudness
    return AlertStatus.SNOOZED if old.status is AlertStatus.SNOOZED and not louder else AlertStatus.OPEN


def _stays(old: Alert, news: Alert) -> bool:
    """Whether news leaves the card as it stands: somebody is on it, or has seen worse."""
    if old.status is not AlertStatus.ACKNOWLEDGED:
        return False
    return old.claimed_by is not None or news.severity.loudness < old.severity.loudness


def _merged(old: Alert, news: Alert) -> Alert:
    """The card with the newest facts. A louder matter that nobody has finished keeps its heading and first step."""
    kept = {name: getattr(old, name) for name in _KEPT} | {"count": old.count + 1}
    if old.severity.loudness > news.severity.loudness:
        kept = {name: getattr(old, name) for name in Alert.model_fields if name not in _NEWEST} | kept
    people = tuple(dict.fromkeys((*old.people, *news.people)))
    return news.model_copy(update={**kept, "people": people})
