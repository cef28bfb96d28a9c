from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.slack.card import Block, Card
from bot.slack.views.blocks import (
    actions,
    alert,
    button,
    card,
    confirm,
    context,
    header,
    menu,
    modal,
    section,
    text_input,
)
from bot.slack.views.words import ago, clock, count, esc, link, moment, one_line, quoted
from integrations.models.alert import Alert, AlertStatus, Severity
from integrations.models.contact import Contact

CALL, TEXT, NOTE, SNOOZE, DONE = "alert.call", "alert.text", "alert.note", "alert.snooze", "alert.done"
TEXTED, NOTED = "alert.texted", "alert.noted"
_SIGNS = {Severity.URGENT: "🔥", Severity.NORMAL: "🔔", Severity.QUIET: "·"}
_LEVELS = {Severity.URGENT: "error", Severity.NORMAL: "info", Severity.QUIET: "default"}
_MORNING_HOUR = 8


def alert_card(one: Alert, zone: str) -> Card:
    """One story: who, why now, what to do first, and the buttons to do it."""
    title = f"{_SIGNS[one.severity]} {one.title}" + (f"  ×{one.count}" if one.count > 1 else "")
    if one.status is AlertStatus.DONE:
        return card(esc(f"Done: {one.title}"), [section(f"✓ ~{one_line(one.title)}~"), context(_history(one, zone))])
    first = f" First: {one.first_step}" if one.first_step else ""
    return card(
        esc(f"{title}. {one.why}{first}"),
        [
            header(title),
            alert(one_line(one.why, 600), _LEVELS[one.severity]),
            section(f"*Do first* {one_line(one.first_step, 400)}") if one.first_step else None,
            section("", fields=[f"*{one_line(name, 60)}*\n{one_line(value)}" for name, value in one.facts])
            if one.facts
            else None,
            section(f"*What they wrote*\n{quoted(one.quote)}") if one.quote else None,
            context("*Why this warm:* " + " · ".join(one_line(why, 120) for why in one.reasons[:6]))
            if one.reasons
            else None,
            _buttons(one),
            context(_history(one, zone)),
        ],
    )


def alert_list(alerts: list[Alert], now: datetime) -> Card:
    """Alerts in a few lines each, open ones with their buttons."""
    if not alerts:
        said = "No open alerts. `/alerts all` shows the finished ones too."
        return card(said, [section(said)])
    open_ones = sum(one.status is not AlertStatus.DONE for one in alerts)
    title = count(open_ones, "open alert")
    rows: list[Block | None] = [header(title)]
    for one in alerts[:20]:
        rows.append(section(alert_line(one, now)))
        rows.append(_buttons(one, short=True) if one.status is not AlertStatus.DONE else None)
    return card(esc(f"{title}: " + "; ".join(one.title for one in alerts[:5])), rows)


def alert_line(one: Alert, now: datetime) -> str:
    """A story in two lines."""
    state = "" if one.status is AlertStatus.OPEN else f"  _{one.status}_"
    times = f"  ×{one.count}" if one.count > 1 else ""
    title = f"{_SIGNS[one.severity]} *{one_line(one.title)}*{times}{state}"
    return f"{title}\n{one_line(one.why)} · {ago(one.updated_at, now)}"


def snooze_until(choice: str, now: datetime, zone: str) -> datetime:
    """When a snooze of the menu ends: `15m`, `1h` or `tomorrow` (8:00 in the morning)."""
    if choice == "15m":
        return now + timedelta(minutes=15)
    if choice == "1h":
        return now + timedelta(hours=1)
    local = now.astimezone(ZoneInfo(zone)) + timedelta(days=1)
    return local.replace(hour=_MORNING_HOUR, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def snoozed_line(one: Alert, zone: str) -> str:
    """What a snooze silences, and what it does not."""
    until = clock(one.snoozed_until, zone) if one.snoozed_until else "later"
    return f"Quiet until {until} about *{one_line(one.title)}*, then it comes back. Everything else still reaches you."


def call_modal(one: Alert, contact: Contact | None) -> Block:
    """The numbers to call, as links that a phone dials."""
    numbers = [f"<tel:{esc(phone)}|{esc(phone)}>" for phone in (contact.phones if contact else ())]
    who = esc(contact.name) if contact else one_line(one.title)
    said = f"*{who}*\n" + "\n".join(f"📞 {number}" for number in numbers)
    blocks = [
        section(said if numbers else f"No phone number of {who} is known. {link('Open the record', one.record_url)}"),
        section(f"*Say first* {one_line(one.first_step, 400)}") if one.first_step else None,
        section(quoted(one.quote)) if one.quote else None,
    ]
    return modal("alert.called", "Call", "", blocks)


def text_modal(contact: Contact | None, key: str) -> Block:
    """A window to write a text to the lead."""
    first = contact.first_name if contact else ""
    to = (
        f"To {esc(contact.name)}, {esc(contact.phones[0])}"
        if contact and contact.phones
        else "No phone number is known."
    )
    return modal(
        TEXTED,
        "Text",
        "Send text",
        [
            section(to),
            text_input(
                "body", "Message", initial=f"Hi {first}, this is Jorge. " if first else "", lines=True, most=640
            ),
            context("Consent, quiet hours and opt-outs are checked before anything is sent."),
        ],
        key,
    )


def note_modal(one: Alert, key: str) -> Block:
    """A window to write a note into the CRM."""
    about = section(f"Note on *{one_line(one.title)}*, kept in the CRM.")
    return modal(NOTED, "Note", "Save note", [about, text_input("body", "Note", lines=True)], key)


def _buttons(one: Alert, *, short: bool = False) -> Block | None:
    lead = one.contact_id is not None
    ask = confirm("Snooze this story?", f"Silences only: {one.title}. Other stories still reach you.", "Snooze")
    choices = (("15 minutes", "15m"), ("1 hour", "1h"), ("Tomorrow 8:00", "tomorrow"))
    return actions(
        [
            button("Call", CALL, one.id, style="primary") if lead else None,
            button("Text", TEXT, one.id) if lead else None,
            button("Note", NOTE, one.id) if lead and not short else None,
            menu("Snooze", SNOOZE, choices, ask=ask),
            button("Done", DONE, one.id),
            button("Open record", "link.record", url=one.record_url)
            if _is_web(one.record_url) and one.record_url
            else None,
        ],
        f"alert:{one.id}",
    )


def _is_web(url: str | None) -> bool:
    return bool(url) and str(url).startswith(("https://", "http://"))


def _history(one: Alert, zone: str) -> str:
    parts = [f"Since {moment(one.opened_at, zone)}"]
    if one.count > 1:
        parts.append(f"{one.count} times, last {clock(one.updated_at, zone)}")
    if one.acknowledged_by:
        at = f" {clock(one.acknowledged_at, zone)}" if one.acknowledged_at else ""
        parts.append(f"seen by <@{esc(one.acknowledged_by)}>{at}")
    if one.status is AlertStatus.SNOOZED and one.snoozed_until:
        parts.append(f"snoozed until {moment(one.snoozed_until, zone)}")
    if one.rule_id:
        parts.append(f"rule `{esc(one.rule_id)}`")
    return " · ".join(parts)
