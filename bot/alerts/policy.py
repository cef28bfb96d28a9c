from __future__ import annotations

from datetime import datetime

from bot.alerts.quiet import is_quiet, next_brief, told_after_quiet
from integrations.models.alert import Alert, AlertStatus, Severity
from integrations.models.alert_policy import Decision, Defer, Deliver, Drop, EscalationStep, Mute, Policy, Window


def decide(alert: Alert, policy: Policy, now: datetime) -> Decision:
    """Whether an alert is told now, later or not at all. Pure: same arguments, same answer, with its reason in words.

    What Jorge said about this very thing counts most (maintenance, muted rule, snoozed story), then the hour. Whoever
    has waited until `deferred_until` does not wait for the next brief again.
    """
    window = window_over(alert, policy, now)
    if window is not None:
        return Drop(f"maintenance of {window.system} until {_said(window.until, policy)}")
    mute = mute_over(alert, policy, now)
    if mute is not None:
        return Drop(f"rule {mute.rule_id} is muted until {_said(mute.until, policy)}")
    if alert.status is AlertStatus.SNOOZED and alert.snoozed_until is not None and alert.snoozed_until > now:
        return Defer(alert.snoozed_until, f"snoozed until {_said(alert.snoozed_until, policy)}")
    return _by_the_clock(alert, policy, now)


def window_over(alert: Alert, policy: Policy, now: datetime) -> Window | None:
    """The maintenance window that expects this alert's trouble."""
    if alert.system is None or alert.contact_id is not None:
        return None
    fitting = (one for one in policy.windows if alert.system in one.covers and one.until > now)
    return max(fitting, key=lambda one: one.until, default=None)


def mute_over(alert: Alert, policy: Policy, now: datetime) -> Mute | None:
    """The mute of this alert's rule."""
    fitting = (one for one in policy.mutes if alert.rule_id and one.rule_id == alert.rule_id and one.until > now)
    return max(fitting, key=lambda one: one.until, default=None)


def silences(alert: Alert, policy: Policy, now: datetime) -> str:
    """Why an alert is not to be heard of now, in words; empty where it may be."""
    decision = decide(alert, policy, now)
    return "" if isinstance(decision, Deliver) else decision.reason


def due_steps(alert: Alert, policy: Policy, taken: frozenset[str], now: datetime) -> tuple[EscalationStep, ...]:
    """Whom to reach now because nobody answers an urgent alert, in order. Pure.

    The first `dm` at once is the card itself. `taken` are the keys of the steps of this round that are done.
    """
    if alert.severity is not Severity.URGENT or alert.status is not AlertStatus.OPEN or alert.waiting_since is None:
        return ()
    if silences(alert, policy, now):
        return ()
    due = (one for one in policy.alerts.escalation if alert.waiting_since + one.delay <= now and one.key not in taken)
    return tuple(one for one in due if one.via != "partner" or policy.alerts.partner)


def _by_the_clock(alert: Alert, policy: Policy, now: datetime) -> Decision:
    urgent = alert.severity is Severity.URGENT
    if is_quiet(policy, now):
        if urgent and policy.alerts.urgent_breaks_quiet:
            return Deliver("urgent, also in the quiet hours")
        until = told_after_quiet(policy, now)
        return Defer(until, f"quiet hours until {policy.alerts.quiet_until:%H:%M}, told at {_said(until, policy)}")
    has_waited = alert.deferred_until is not None and alert.deferred_until <= now
    if alert.severity is Severity.QUIET and not has_waited:
        brief = next_brief(policy, now)
        if brief is not None:
            return Defer(brief, f"not pressing: comes with the brief of {_said(brief, policy)}")
    return Deliver("urgent" if urgent else "no reason to wait")


def _said(when: datetime, policy: Policy) -> str:
    local = when.astimezone(policy.tz)
    return f"{local:%b} {local.day}, {local:%H:%M}"
