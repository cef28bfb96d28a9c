from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.slack.card import Block, Card
from bot.slack.views.blocks import (
    actions,
    alert,
    button,
    card,
    context,
    header,
    menu,
    plain,
    section,
)
from bot.slack.views.words import ago, clock, count, disarmed, esc, link, moment, one_line, quoted
from integrations.models.alert import Alert, AlertStatus, Severity

CALL, TEXT, SNOOZE, DONE, MORE = "alert.call", "alert.text", "alert.snooze", "alert.done", "alert.more"
ACKNOWLEDGE, CLAIM, RELEASE, UNSNOOZE = "alert.acknowledge", "alert.claim", "alert.release", "alert.unsnooze"
# What was given up and what could not be read can be done again from its card: label and action.
AGAIN = {"dead_letter": ("Replay", "alert.replay"), "quarantine": ("Read again", "alert.read_again")}
# Alerts that close their card with a word of their own.
GOOD_ENDS = {"sync_recovered", "feed_agrees", "feed_complete"}
NOTE, MUTE, HISTORY, GIVE_BACK, TREE = "note", "mute", "history", "release", "tree"
_SNOOZES = (("15 minutes", "15m"), ("1 hour", "1h"), ("Tomorrow 8:00", "tomorrow"))
_SIGNS = {Severity.URGENT: "🔥", Severity.NORMAL: "🔔", Severity.QUIET: "·"}
_LEVELS = {Severity.URGENT: "error", Severity.NORMAL: "info", Severity.QUIET: "default"}
_MORNING_HOUR = 8


def alert_card(one: Alert, zone: str) -> Card:
    """One story: who, why now, what to do first, and the buttons to do it."""
    title = f"{_SIGNS[one.severity]} {one.title}" + (f"  ×{one.count}" if one.count > 1 else "")
    if one.status is AlertStatus.DONE:
        return _folded(one, zone)
    first = f" First: {one.first_step}" if one.first_step else ""
    return card(
        esc(f"{title}. {one.why}{first}"),
        [
            header(title),
            alert(one_line(one.why, 600), _level(one)),
            section(f"*Do first* {one_line(one.first_step, 400)}") if one.first_step else None,
            _facts(one),
            section(f"*What they wrote*\n{quoted(disarmed(one.quote))}") if one.quote else None,
            context("*Why this warm:* " + " · ".join(one_line(why, 120) for why in one.reasons[:6]))
            if one.reasons
            else None,
            _buttons(one),
            context(_history(one, zone)),
        ],
    ).showing([one.listing_ref])


def shared_card(one: Alert, zone: str, home: str = "") -> Card:
    """One story for others (see `for_others`): what it is about, who takes it, and the way to Jorge's own card."""
    title = f"{_SIGNS[one.severity]} {one.title}" + (f"  ×{one.count}" if one.count > 1 else "")
    if one.status is AlertStatus.DONE:
        return _folded(one, zone)
    return card(
        esc(f"{title}. {one.why}"),
        [
            header(title),
            alert(one_line(one.why, 600), _level(one)),
            section(f"*Do first* {one_line(one.first_step, 400)}") if one.first_step else None,
            _facts(one),
            shared_buttons(one),
            context(_history(one, zone) + (f" · {link('the whole card', home)} (Jorge only)" if home else "")),
        ],
    ).showing([one.listing_ref])


def reminder_card(one: Alert, user: str) -> Card:
    """The question to whoever acknowledged."""
    said = f"<@{esc(user)}> Still on it? *{one_line(one.title)}* goes back to everybody if I hear nothing."
    row = [
        button("Still on it", ACKNOWLEDGE, one.id, style="primary"),
        button("Done", DONE, one.id),
        button("Give it back", RELEASE, one.id),
    ]
    return card(said, [section(said), actions(row, f"alert:{one.id}")])


def alert_list(alerts: list[Alert], now: datetime, zone: str, *, aside: str = "", shared: bool = False) -> Card:
    """Alerts in a few lines each, with their buttons; `aside` tells of those that are not shown."""
    if not alerts:
        said = f"No open alerts. {aside}".strip()
        return card(said, [section(said)])
    open_ones = sum(one.status is not AlertStatus.DONE for one in alerts)
    title = count(open_ones, "open alert")
    rows: list[Block | None] = [header(title)]
    for one in alerts[:20]:
        rows.append(section(alert_line(one, now, zone)))
        if one.status is not AlertStatus.DONE:
            rows.append(shared_buttons(one) if shared else _buttons(one, short=True))
    rows.append(context(aside) if aside else None)
    return card(esc(f"{title}: " + "; ".join(one.title for one in alerts[:5])), rows)


def alert_line(one: Alert, now: datetime, zone: str = "America/Los_Angeles") -> str:
    """A story in two lines."""
    state = "" if one.status is AlertStatus.OPEN else f"  _{one.status}_"
    if one.claimed_by:
        state = f"  _<@{esc(one.claimed_by)}> has it_"
    if one.deferred_until is not None:
        state = f"  _waits until {moment(one.deferred_until, zone)}_"
    times = f"  ×{one.count}" if one.count > 1 else ""
    title = f"{_SIGNS[one.severity]} *{one_line(one.title)}*{times}{state}"
    return f"{title}\n{one_line(one.why)} · {ago(one.updated_at, now)}{_credit(one)}"


def _credit(one: Alert) -> str:
    """Of a listing: whose it is, and where and of when that is known."""
    known = dict(one.facts)
    listed = f"Listed by {known['Listed by']}." if known.get("Listed by") else ""
    if not listed and one.listing_ref is None:
        return ""
    said = [listed, f"Source: {known['Source']}." if known.get("Source") else "", known.get("MLS", "")]
    told = " ".join(part for part in said if part)
    return f"\n{one_line(told, 400)}" if told else ""


def snooze_until(choice: str, now: datetime, zone: str) -> datetime:
    """When a snooze of the menu ends: `15m`, `1h` or `tomorrow` (8:00 in the morning)."""
    if choice == "15m":
        return now + timedelta(minutes=15)
    if choice == "1h":
        return now + timedelta(hours=1)
    local = now.astimezone(ZoneInfo(zone)) + timedelta(days=1)
    return local.replace(hour=_MORNING_HOUR, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def snoozed_card(one: Alert, zone: str) -> Card:
    """What a snooze silences, until when, and how to take it back."""
    until = moment(one.snoozed_until, zone) if one.snoozed_until else "later"
    said = f"Quiet until {until} about *{one_line(one.title)}*, then it comes back. Everything else still reaches you."
    return card(said, [section(said), actions([button("Undo", UNSNOOZE, one.id)], f"alert:{one.id}")])


def shared_buttons(one: Alert) -> Block | None:
    """What others can do: say that they have seen it, and take it."""
    row = [
        button("Acknowledge", ACKNOWLEDGE, one.id) if one.status is AlertStatus.OPEN else None,
        button("Claim", CLAIM, one.id, style="primary") if one.claimed_by is None else None,
        button("Done", DONE, one.id) if one.claimed_by else None,
    ]
    return actions(row, f"alert:{one.id}")


def _buttons(one: Alert, *, short: bool = False) -> Block | None:
    lead = one.contact_id is not None
    row = [
        button("Call", CALL, one.id, style="primary") if lead else None,
        button("Text", TEXT, one.id) if lead else None,
        button("Acknowledge", ACKNOWLEDGE, one.id) if one.status is AlertStatus.OPEN else None,
        button("Claim", CLAIM, one.id) if one.claimed_by is None and not short else None,
        button(*AGAIN[one.kind], one.id, style="primary") if one.kind in AGAIN else None,
        menu("Snooze", SNOOZE, _SNOOZES),
        button("Done", DONE, one.id),
        button("Open record", "link.record", url=one.record_url or "") if _is_web(one.record_url) else None,
        _more(one) if not short else None,
    ]
    return actions(row, f"alert:{one.id}")


def _more(one: Alert) -> Block:
    options = [
        ("Write a note", NOTE) if one.contact_id else None,
        ("Mute this rule…", MUTE) if one.rule_id else None,
        ("Why do I see this?", HISTORY),
        ("What happened", TREE) if one.event_id else None,
        ("Give it back", GIVE_BACK) if one.status is AlertStatus.ACKNOWLEDGED else None,
    ]
    kept = [{"text": plain(label, 75), "value": value} for label, value in (each for each in options if each)]
    return {"type": "overflow", "action_id": MORE, "options": kept}


def _folded(one: Alert, zone: str) -> Card:
    good = one.kind in GOOD_ENDS
    said = f"✓ {one_line(f'{one.title}. {one.why}')}" if good else f"✓ ~{one_line(one.title)}~"
    return card(esc(one.title if good else f"Done: {one.title}"), [section(said), context(_history(one, zone))])


def _facts(one: Alert) -> Block | None:
    shown = [f"*{one_line(name, 60)}*\n{one_line(value)}" for name, value in one.facts]
    return section("", fields=shown) if shown else None


def _level(one: Alert) -> str:
    """Somebody is on it: the card calms down."""
    return "success" if one.status is AlertStatus.ACKNOWLEDGED else _LEVELS[one.severity]


def _is_web(url: str | None) -> bool:
    return bool(url) and str(url).startswith(("https://", "http://"))


def _history(one: Alert, zone: str) -> str:
    parts = [f"Since {moment(one.opened_at, zone)}"]
    if one.count > 1:
        parts.append(f"{one.count} times, last {clock(one.updated_at, zone)}")
    if one.claimed_by:
        at = f" {clock(one.claimed_at, zone)}" if one.claimed_at else ""
        parts.append(f"claimed by <@{esc(one.claimed_by)}>{at}")
    elif one.acknowledged_by:
        at = f" {clock(one.acknowledged_at, zone)}" if one.acknowledged_at else ""
        parts.append(f"seen by <@{esc(one.acknowledged_by)}>{at}")
    elif one.status is AlertStatus.OPEN and one.waiting_since is not None:
        parts.append("nobody has answered yet")
    if one.status is AlertStatus.SNOOZED and one.snoozed_until:
        parts.append(f"snoozed until {moment(one.snoozed_until, zone)}")
    if one.rule_id:
        parts.append(f"rule `{esc(one.rule_id)}`")
    return " · ".join(parts)
