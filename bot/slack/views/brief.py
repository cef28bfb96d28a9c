from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.alerts.brief import Brief
from bot.slack.card import Block, Card
from bot.slack.views.alerts import alert_line
from bot.slack.views.blocks import card, context, header, section
from bot.slack.views.leads import lead_row
from bot.slack.views.listings import credit_lines
from bot.slack.views.words import brief_money, count, day, esc, link, moment, one_line
from integrations.models.alert import Alert, AlertStatus

_SHOWN = 5
_NOON = 12


def brief_card(brief: Brief) -> Card:
    """The morning brief: what happened overnight, what waits for an answer, who is hot, what came on the market."""
    local = brief.at.astimezone(ZoneInfo(brief.zone))
    title = f"{'Good morning' if local.hour < _NOON else 'Where things stand'}. {day(local)}"
    lines = [_overnight(brief), *_headlines(brief)]
    return card(
        esc(f"{title}: " + "; ".join(lines)),
        [
            header(title),
            section("\n".join(f"• {esc(line)}" for line in lines)),
            *_alerts("Not answered yet", brief.unanswered, brief),
            *_alerts("Kept for you overnight, each with its card in this thread", brief.deferred, brief),
            *_approvals(brief),
            *_leads(brief),
            *_matches(brief),
            context("Could not be read: " + one_line("; ".join(brief.missing), 500)) if brief.missing else None,
            context(f"Since {moment(brief.since, brief.zone)}. `/alerts` lists what is open, `/alerts log` why."),
        ],
    ).showing(one.listing.ref for one in brief.matches)


def _overnight(brief: Brief) -> str:
    told = [one for one in brief.overnight if one.status is not AlertStatus.SILENCED]
    silenced = len(brief.overnight) - len(told)
    said = f"{count(len(told), 'alert')} since last evening" if told else "A quiet night: no alerts"
    return said + (f", and {silenced} silenced by your mutes or maintenance" if silenced else "")


def _headlines(brief: Brief) -> list[str]:
    parts = [
        (len(brief.unanswered), f"{count(len(brief.unanswered), 'alert')} without an answer"),
        (len(brief.approvals), f"{count(len(brief.approvals), 'approval')} waiting for you"),
        (len(brief.leads), _hottest(brief)),
        (len(brief.matches), f"{count(len(brief.matches), 'new listing')} that buyers of yours wait for"),
    ]  # fmt: skip
    return [said for number, said in parts if number]


def _hottest(brief: Brief) -> str:
    return next((f"hottest lead: {one.name} ({one.jorge_temperature})" for one in brief.leads), "")


def _alerts(title: str, alerts: Sequence[Alert], brief: Brief) -> list[Block | None]:
    if not alerts:
        return []
    lines = [alert_line(one.model_copy(update={"deferred_until": None}), brief.at, brief.zone) for one in alerts[:8]]
    more = f"\n… and {len(alerts) - len(lines)} more" if len(alerts) > len(lines) else ""
    return [section(f"*{title}*"), section("\n".join(lines) + more)]


def _approvals(brief: Brief) -> list[Block | None]:
    if not brief.approvals:
        return []
    lines = [
        f"• {one_line(one.summary)}, until {moment(one.expires_at, brief.zone)}" for one in brief.approvals[:_SHOWN]
    ]
    return [section("*Waiting for your approval*\n" + "\n".join(lines))]


def _leads(brief: Brief) -> list[Block | None]:
    return [section("*Hot leads*"), *(lead_row(one, brief.at) for one in brief.leads[:_SHOWN])] if brief.leads else []


def _matches(brief: Brief) -> list[Block | None]:
    if not brief.matches:
        return []
    lines = []
    for one in brief.matches[:_SHOWN]:
        price = f", {brief_money(one.listing.list_price)}" if one.listing.list_price else ""
        names = ", ".join(link(buyer.name, buyer.record_url) for buyer in one.buyers[:3])
        more = f" and {len(one.buyers) - 3} more" if len(one.buyers) > 3 else ""  # noqa: PLR2004  # three names
        listed = f"\n   {one_line(one.credit.short, 200)}" if one.credit else ""
        lines.append(f"• *{one_line(one.listing.display_address)}*{price}: {names}{more}{listed}")
    shown = credit_lines(one.credit for one in brief.matches[:_SHOWN] if one.credit)
    return [section("*New on the market for your buyers*\n" + "\n".join(lines)), *map(context, shown)]
