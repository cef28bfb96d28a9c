from __future__ import annotations

from datetime import datetime

from bot.slack.card import Block, Card
from bot.slack.views.blocks import card, context, header, section
from bot.slack.views.words import ago, budget, count, esc, link, number, one_line
from integrations.models.contact import HOT, WARM, Contact, LeadList, LeadQuery

SHOWN = 15


def lead_list(found: LeadList, now: datetime) -> Card:
    """The leads that were found, hottest first, each with why it is that hot."""
    asked = _asked(found.query)
    if not found.leads:
        said = f"No leads {asked}. Try a wider area, a higher price or a lower temperature."
        return card(esc(said), [section(esc(said))])
    title = f"{count(found.total, 'lead')} {asked}".strip()
    shown = found.leads[:SHOWN]
    names = ", ".join(f"{lead.name} ({lead.jorge_temperature})" for lead in shown[:5])
    more = found.total - len(shown)
    return card(
        esc(f"{title}: {names}" + (", …" if found.total > len(shown[:5]) else "")),
        [
            header(title),
            *(lead_row(lead, now) for lead in shown),
            context(f"{count(more, 'more lead')}. Ask for an area, a budget or a temperature to narrow it.")
            if more > 0
            else None,
        ],
    )


def lead_row(lead: Contact, now: datetime) -> Block:
    """One lead: who, how hot, what they want, what they did last, and why."""
    wants = (
        str(lead.kind),
        budget(lead.price_min, lead.price_max),
        f"{lead.bedrooms_min}+ beds" if lead.bedrooms_min else "",
        ", ".join(lead.areas[:4]),
        lead.stage or "",
    )
    seen = f"active {ago(lead.last_activity_at, now)}" if lead.last_activity_at else "no activity yet"
    why = "; ".join(f"{one_line(reason.label, 90)} ({reason.points:+.0f})" for reason in lead.jorge_insights[:2])
    about = esc(" · ".join(part for part in (*wants, seen) if part))
    return section(
        f"{mark(lead.jorge_temperature)} *{link(lead.name, lead.record_url)}*  `{lead.jorge_temperature}`\n{about}"
        + (f"\n_{why}_" if why else "")
    )


def mark(temperature: int) -> str:
    """The band of a temperature as a sign."""
    return "🔥" if temperature >= HOT else "☀️" if temperature >= WARM else "❄️"


def _asked(query: LeadQuery) -> str:
    low, high = query.temperature_min, query.temperature_max
    warmth = (
        f"{low} to {high} degrees"
        if low is not None and high is not None
        else f"at {low} degrees or more"
        if low
        else ""
    )
    parts = (
        f"({query.kind}s)" if query.kind else "",
        f"named {query.name}" if query.name else "",
        f"in {', '.join(query.areas)}" if query.areas else "",
        budget(query.price_min, query.price_max),
        f"{number(query.bedrooms_min)}+ beds" if query.bedrooms_min else "",
        f"{warmth}" if warmth else f"below {high} degrees" if high is not None else "",
        f"at stage {query.stage}" if query.stage else "",
        f"from {query.source}" if query.source else "",
        f"tagged {query.tag}" if query.tag else "",
        _days("new in", query.created_within_days),
        _days("active in", query.active_within_days),
        f"quiet for {count(query.quiet_for_days, 'day')}" if query.quiet_for_days else "",
    )
    return " ".join(part for part in parts if part)


def _days(words: str, days: int | None) -> str:
    if days is None:
        return ""
    return f"{words.removesuffix(' in')} today" if days == 0 else f"{words} the last {count(days, 'day')}"
