"""Windows about one alert: call, text, note, snooze, mute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.slack.card import Block
from bot.slack.views.blocks import context, modal, plain, section, text_input
from bot.slack.views.words import clock, count, disarmed, esc, link, moment, one_line, quoted
from integrations.models.alert import Alert, Severity
from integrations.models.alert_policy import Policy
from integrations.models.contact import Contact

TEXTED, NOTED, SNOOZED, MUTED = "alert.texted", "alert.noted", "alert.snoozed", "alert.muted"
MUTE_ENDS = (("1 hour", "1h"), ("Until tomorrow 8:00", "tomorrow"), ("1 day", "1d"), ("1 week", "7d"))


def call_modal(one: Alert, contact: Contact | None) -> Block:
    """The numbers to call, as links that a phone dials."""
    numbers = [f"<tel:{esc(phone)}|{esc(phone)}>" for phone in (contact.phones if contact else ())]
    who = esc(contact.name) if contact else one_line(one.title)
    said = f"*{who}*\n" + "\n".join(f"📞 {number}" for number in numbers)
    blocks = [
        section(said if numbers else f"No phone number of {who} is known. {link('Open the record', one.record_url)}"),
        section(f"*Say first* {one_line(one.first_step, 400)}") if one.first_step else None,
        section(quoted(disarmed(one.quote))) if one.quote else None,
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


def snooze_modal(one: Alert, until: datetime, policy: Policy, others: int, key: str) -> Block:
    """What a snooze will silence, until when, and what it will not."""
    silent = [f"• this story: *{one_line(one.title)}*, {count(one.count, 'time')} so far, and all news of it"]
    if one.severity is Severity.URGENT:
        steps = [step.via for step in policy.alerts.escalation if step.after]
        silent.append(f"• its escalation ({', '.join(dict.fromkeys(steps)) or 'none'})")
    still = ["• news that makes it urgent"] if one.severity is not Severity.URGENT else []
    still.append("• every other story, of the same rule too" + (f" ({others} open now)" if others else ""))
    return modal(
        SNOOZED,
        "Snooze",
        "Snooze",
        [
            section(f"Until *{moment(until, policy.zone)}*, then the card comes back."),
            section("*Silent until then*\n" + "\n".join(silent)),
            section("*Still reaches you*\n" + "\n".join(still)),
        ],
        key,
    )


def mute_modal(rule_id: str, past: Sequence[Alert], now: datetime, zone: str, key: str) -> Block:
    """What a mute of a rule will silence, and until when."""
    shown = [f"• {one_line(one.title)}, {moment(one.updated_at, zone)}" for one in past[:5]]
    more = f"\n… and {len(past) - 5} more" if len(past) > len(shown) else ""
    before = "\n".join(shown) + more if shown else "Nothing came of it in the last 7 days."
    urgent = sum(one.severity is Severity.URGENT for one in past)
    warning = f"\n⚠️ {count(urgent, 'urgent alert')} among them: hot leads would not reach you." if urgent else ""
    return modal(
        MUTED,
        "Mute a rule",
        "Mute",
        [
            section(
                f"Rule `{esc(rule_id)}` tells you nothing until the end you choose (it is {clock(now, zone)} now)."
            ),
            section(f"*In the last 7 days that was {count(len(past), 'alert')}*{warning}\n{before}"),
            select_input("until", "Until", MUTE_ENDS),
            context("Everything is kept and counted. `/alerts muted` lists what is muted, with its end and an undo."),
        ],
        key,
    )


def select_input(block_id: str, label: str, options: Sequence[tuple[str, str]], chosen: str = "") -> Block:
    """A choice in a window; its value is found under block_id."""
    made = [{"text": plain(name, 75), "value": value} for name, value in options]
    first = next((one for one in made if one["value"] == chosen), made[0])
    element = {"type": "static_select", "action_id": "value", "options": made, "initial_option": first}
    return {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}
