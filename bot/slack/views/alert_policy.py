"""What Jorge hears and when: muted rules, maintenance, preferences, and why each alert came or did not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from bot.alerts.words import write_routes, write_steps
from bot.slack.card import Block, Card
from bot.slack.views.alert_forms import select_input
from bot.slack.views.blocks import actions, button, card, divider, header, modal, section, text_input
from bot.slack.views.words import count, esc, moment, one_line
from integrations.models.alert import Alert
from integrations.models.alert_policy import Decided, EscalationStep, Policy

SETTINGS, UNMUTE, END_WINDOW = "alerts.settings", "alerts.unmute", "alerts.end_window"
SET = "alerts.set"
_OUTCOMES = {"deliver": "told", "defer": "waits", "drop": "silenced"}


def settings_rows(policy: Policy) -> list[Block | None]:
    """When and where Jorge is told, in a few lines, with a button to change it."""
    alerts = policy.alerts
    lines = [
        f"*Quiet hours* {_quiet(policy)}",
        f"*Morning brief* {_clock(alerts.brief_at) if alerts.brief_at else 'off'}",
        f"*No answer to an urgent alert* {_steps(alerts.escalation, alerts.partner)}",
        f"*After you acknowledge* {_reminder(policy)}",
        f"*Channels* {_routes(policy)}",
    ]
    return [
        header("When I tell you"),
        section("\n".join(lines)),
        actions([button("Change", SETTINGS)], "alerts:settings"),
        *silence_rows(policy),
        divider(),
    ]


def silence_rows(policy: Policy) -> list[Block | None]:
    """What is silenced now, each with its end and an undo."""
    rows: list[Block | None] = []
    for mute in policy.mutes:
        said = f"🔕 Rule `{esc(mute.rule_id)}` is muted until {moment(mute.until, policy.zone)}, by <@{esc(mute.by)}>"
        rows.append(section(said, accessory=button("Undo", f"{UNMUTE}.{mute.id}", mute.id)))
    for window in policy.windows:
        what = "all systems" if window.system == "all" else f"`{esc(window.system)}`"
        said = f"🛠 Maintenance of {what} until {moment(window.until, policy.zone)}: its troubles raise no alert"
        rows.append(section(said, accessory=button("End now", f"{END_WINDOW}.{window.id}", window.id)))
    return rows


def silenced_card(policy: Policy) -> Card:
    """What is muted or under maintenance."""
    rows = silence_rows(policy)
    if not rows:
        said = "Nothing is muted, and no maintenance is on. A card's ⋯ menu mutes its rule."
        return card(said, [section(said)])
    number = len(policy.mutes) + len(policy.windows)
    return card(f"{number} silenced", [header(f"{count(number, 'thing')} silenced"), *rows])


def policy_card(policy: Policy) -> Card:
    """The preferences as a message."""
    return card("When I tell you", settings_rows(policy))


def settings_modal(policy: Policy) -> Block:
    """A window to change the preferences."""
    alerts = policy.alerts
    yes_no = (("Yes", "yes"), ("No", "no"))
    return modal(
        SET,
        "When I tell you",
        "Save",
        [
            text_input("quiet_from", "Quiet from", initial=_iso(alerts.quiet_from), most=5),
            text_input("quiet_until", "Quiet until", initial=_iso(alerts.quiet_until), most=5,
                       hint="The same as the begin means no quiet hours."),
            text_input("zone", "Your time zone", initial=policy.zone, most=40, hint="Like America/Los_Angeles."),
            select_input("urgent_breaks_quiet", "Hot leads may disturb the quiet hours", yes_no,
                         "yes" if alerts.urgent_breaks_quiet else "no"),
            text_input("brief_at", "Morning brief", initial=_iso(alerts.brief_at) if alerts.brief_at else "off", most=5,
                       hint="A time like 07:30, or off."),
            text_input("escalation", "When nobody answers an urgent alert", initial=write_steps(alerts.escalation),
                       lines=True, hint="One step a line, with minutes: sms 5, partner 15, channel #office 30."),
            text_input("partner", "Partner (Slack user id)", initial=alerts.partner or "nobody", most=40),
            text_input("remind_after", "Ask “still on it?” after minutes", initial=str(alerts.remind_after), most=4,
                       hint="0 never asks. Without an answer the alert is open again."),
            text_input("routes", "Kinds of alerts that others see too", initial=write_routes(alerts.routes) or "none",
                       lines=True, hint="One a line: price_drop #deals. Leads show their initials only."),
        ],
    )  # fmt: skip


def log_card(decisions: Sequence[Decided], zone: str) -> Card:
    """What was decided about the last alerts, and why."""
    if not decisions:
        said = "No alerts yet."
        return card(said, [section(said)])
    lines = [_decision(one, zone) for one in decisions]
    return card("Why alerts came or did not", [header("Why alerts came or did not"), *_paragraphs(lines)])


def history_card(
    one: Alert, decisions: Sequence[Decided], escalations: Sequence[tuple[datetime, str, str]], zone: str
) -> Card:
    """One alert: every decision, and whom Jorge tried to reach."""
    lines = [_decision(each, zone, title=False) for each in reversed(decisions)]
    tried = [f"• {moment(at, zone)} by {esc(step)}: {one_line(result)}" for at, step, result in escalations]
    said = f"Why you see “{one.title}”"
    rows = [section(f"*{one_line(said)}*\nRule `{esc(one.rule_id)}`"), *_paragraphs(lines or ["Nothing is recorded."])]
    return card(esc(said), [*rows, section("*Whom I tried to reach*\n" + "\n".join(tried)) if tried else None])


def _decision(one: Decided, zone: str, *, title: bool = True) -> str:
    about = f" *{one_line(one.title, 80)}*" if title else ""
    return f"• {moment(one.at, zone)}{about} _{_OUTCOMES[one.outcome]}_: {one_line(one.reason)}"


def _paragraphs(lines: Sequence[str]) -> list[Block]:
    return [section("\n".join(lines[at : at + 8])) for at in range(0, len(lines), 8)]


def _quiet(policy: Policy) -> str:
    alerts = policy.alerts
    if alerts.quiet_from == alerts.quiet_until:
        return "none"
    hot = "hot leads come through" if alerts.urgent_breaks_quiet else "hot leads wait too"
    return f"{_clock(alerts.quiet_from)} to {_clock(alerts.quiet_until)} in {esc(policy.zone)}, {hot}"


def _steps(steps: Sequence[EscalationStep], partner: str) -> str:
    named = {"dm": "our messages", "sms": "a text to you", "partner": f"<@{esc(partner)}>" if partner else ""}
    said = []
    for one in steps:
        whom = named.get(one.via, esc(one.to) if one.to.startswith("#") else f"<@{esc(one.to)}>")
        if whom:
            said.append(f"{whom} at once" if one.after == 0 else f"{whom} after {one.after} min")
    return ", ".join(said) or "nothing more"


def _reminder(policy: Policy) -> str:
    alerts = policy.alerts
    if not alerts.remind_after:
        return "I do not ask again"
    return f"I ask after {alerts.remind_after} min whether you are still on it; without an answer it is open again"


def _routes(policy: Policy) -> str:
    routes = policy.alerts.routes
    said = ", ".join(f"{esc(kind)} in {esc(to)}" for kind, to in sorted(routes.items()))
    return said or "everything comes to you alone"


def _clock(when: time) -> str:
    return f"{when.hour % 12 or 12}:{when:%M %p}"


def _iso(when: time) -> str:
    return f"{when:%H:%M}"
