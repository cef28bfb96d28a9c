from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.policy import decide, due_steps
from bot.alerts.quiet import is_quiet, next_time, quiet_end
from integrations.models.alert import Alert, AlertStatus, Severity
from integrations.models.alert_policy import Alerts, Defer, Deliver, Drop, Mute, Policy, Window

# Both changes of the clocks of 2026 in the middle of the range.
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001
CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0))
ZONES = st.sampled_from(["America/Los_Angeles", "America/New_York", "America/Phoenix", "Pacific/Auckland", "UTC"])
NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
COVERS = {"mls": ("mls",), "crm": ("crm",), "all": ("mls", "crm")}
RULES = ("hot_lead", "price_drop", "sync_failing")


def alert(**facts) -> Alert:
    given = {"id": "a", "story": "s", "kind": "k", "severity": Severity.NORMAL, "title": "t", "why": "w"}
    return Alert.model_validate(given | {"opened_at": NOW, "updated_at": NOW} | facts)


@st.composite
def alerts(draw) -> Alert:
    status = draw(st.sampled_from([AlertStatus.OPEN, AlertStatus.SNOOZED]))
    return alert(
        severity=draw(st.sampled_from(Severity)),
        rule_id=draw(st.sampled_from(RULES)),
        system=draw(st.sampled_from([None, "mls", "crm"])),
        status=status,
        snoozed_until=draw(MOMENTS) if status is AlertStatus.SNOOZED else None,
    )


@st.composite
def policies(draw) -> Policy:
    mutes = draw(st.lists(st.tuples(st.sampled_from(RULES), MOMENTS), max_size=3))
    windows = draw(st.lists(st.tuples(st.sampled_from(["mls", "crm", "all"]), MOMENTS), max_size=3))
    return Policy(
        zone=draw(ZONES),
        alerts=Alerts(
            quiet_from=draw(CLOCKS),
            quiet_until=draw(CLOCKS),
            urgent_breaks_quiet=draw(st.booleans()),
            brief_at=draw(st.none() | CLOCKS),
        ),
        mutes=tuple(Mute(id="m", rule_id=rule, until=until, by="U", at=NOW) for rule, until in mutes),
        windows=tuple(
            Window(id="w", system=system, covers=COVERS[system], until=until, by="U", at=NOW)
            for system, until in windows
        ),
    )


@given(alerts(), policies(), MOMENTS)
def test_every_decision_has_a_reason_and_a_deferral_lies_ahead(one, policy, now):
    decision = decide(one, policy, now)
    assert decision.reason
    if isinstance(decision, Defer):
        assert decision.until > now


@given(alerts(), policies(), MOMENTS)
def test_an_alert_that_waits_is_told_in_the_end(one, policy, now):
    decision = decide(one, policy, now)
    for _ in range(4):
        if not isinstance(decision, Defer):
            break
        now = decision.until
        waited = {"status": AlertStatus.OPEN, "snoozed_until": None, "deferred_until": now}
        one = one.model_copy(update=waited)
        decision = decide(one, policy, now)
    assert not isinstance(decision, Defer)


@given(alerts(), policies(), MOMENTS)
def test_nothing_is_dropped_without_a_mute_or_maintenance_that_is_on(one, policy, now):
    if isinstance(decide(one, policy, now), Drop):
        muted = any(mute.rule_id == one.rule_id and mute.until > now for mute in policy.mutes)
        expected = one.system and any(one.system in w.covers and w.until > now for w in policy.windows)
        assert muted or expected


@given(policies(), MOMENTS)
def test_urgent_alerts_come_through_the_quiet_hours_where_jorge_lets_them(policy, now):
    plain = policy.model_copy(update={"mutes": (), "windows": ()})
    decision = decide(alert(severity=Severity.URGENT), plain, now)
    assert isinstance(decision, Deliver) or not plain.alerts.urgent_breaks_quiet


@given(policies(), MOMENTS)
def test_normal_alerts_are_never_told_in_the_quiet_hours(policy, now):
    if is_quiet(policy, now):
        assert not isinstance(decide(alert(), policy, now), Deliver)


@given(policies(), MOMENTS)
def test_quiet_hours_end_within_a_day_at_a_time_that_is_not_quiet(policy, now):
    if is_quiet(policy, now):
        end = quiet_end(policy, now)
        # The hour that comes twice in autumn may begin the quiet hours anew.
        assert now < end <= now + timedelta(hours=26)
        assert not is_quiet(policy, end)


@given(CLOCKS, MOMENTS, ZONES)
def test_the_next_time_is_the_first_one(clock, now, zone):
    found = next_time(clock, now, Policy(zone=zone).tz)
    assert now < found <= now + timedelta(hours=26)


@pytest.mark.parametrize(
    ("evening", "told"),
    [
        # Clocks go forward on Mar 8, 2026 and back on Nov 1, 2026: 7:30 in the morning stays 7:30.
        (datetime(2026, 3, 8, 6, 0, tzinfo=UTC), datetime(2026, 3, 8, 14, 30, tzinfo=UTC)),
        (datetime(2026, 11, 1, 5, 0, tzinfo=UTC), datetime(2026, 11, 1, 15, 30, tzinfo=UTC)),
    ],
)
def test_the_morning_is_the_morning_when_the_clocks_change(evening, told):
    decision = decide(alert(), Policy(), evening)
    assert decision == Defer(told, decision.reason)


def test_without_a_brief_deferred_alerts_come_when_the_quiet_hours_end():
    night = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    policy = Policy(alerts=Alerts(brief_at=None))
    assert decide(alert(), policy, night).until == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)


def test_a_lead_of_a_system_under_maintenance_is_still_told():
    policy = Policy(
        windows=(Window(id="w", system="all", covers=COVERS["all"], until=NOW + timedelta(hours=1), by="U", at=NOW),)
    )
    assert isinstance(decide(alert(system="crm", contact_id="c1"), policy, NOW), Deliver)
    assert isinstance(decide(alert(system="crm"), policy, NOW), Drop)


def test_quiet_alerts_come_with_the_brief():
    decision = decide(alert(severity=Severity.QUIET), Policy(), NOW)
    assert decision.until == datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
    assert "brief" in decision.reason


def test_steps_are_due_in_order_and_each_once():
    waiting = alert(severity=Severity.URGENT, waiting_since=NOW)
    policy = Policy(alerts=Alerts(partner="U0DANA"))

    def vias(minutes, *taken):
        return [one.via for one in due_steps(waiting, policy, frozenset(taken), NOW + timedelta(minutes=minutes))]

    assert vias(0) == ["dm"]
    assert vias(4.9, "dm") == []
    assert vias(5, "dm") == ["sms"]
    assert vias(60) == ["dm", "sms", "partner"]
    assert vias(60, "dm", "sms", "partner") == []


def test_nobody_is_asked_where_there_is_no_partner():
    waiting = alert(severity=Severity.URGENT, waiting_since=NOW)
    assert "partner" not in [one.via for one in due_steps(waiting, Policy(), frozenset(), NOW + timedelta(hours=1))]


@pytest.mark.parametrize(
    "facts",
    [
        {"status": AlertStatus.ACKNOWLEDGED},
        {"status": AlertStatus.SNOOZED},
        {"status": AlertStatus.DONE},
        {"severity": Severity.NORMAL},
        {"waiting_since": None},
    ],
)
def test_what_is_answered_or_not_urgent_is_not_escalated(facts):
    one = alert(**{"severity": Severity.URGENT, "waiting_since": NOW} | facts)
    assert due_steps(one, Policy(), frozenset(), NOW + timedelta(hours=9)) == ()


def test_an_early_morning_brief_inside_the_quiet_hours_is_not_waited_for():
    policy = Policy(alerts=Alerts(quiet_from=time(7, 15), quiet_until=time(7), brief_at=time(7, 30)))
    night = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    assert decide(alert(), policy, night).until == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
