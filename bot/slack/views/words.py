"""Numbers, dates and other people's text as words that Slack shows as meant."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

MILLION = 1_000_000
THOUSAND = 1_000
_SCHEME = re.compile(r"(?i)\b(https?|ftp|mailto|tel):")
_DOMAIN = re.compile(r"(?<=\w)\.(?=[A-Za-z]{2,}\b)")
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")


def trim(text: str, most: int) -> str:
    """At most `most` characters; what is cut ends in an ellipsis, and no escaped character is cut in half."""
    if len(text) <= most:
        return text
    return _HALF_ENTITY.sub("", text[: most - 1]).rstrip() + "…"


def esc(text: object) -> str:
    """Text that is not ours, for mrkdwn: nothing in it can become a mention, a link or a command."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: object, most: int = 200) -> str:
    """Somebody else's text on one line, escaped."""
    return trim(esc(" ".join(str(text).split())), most)


def quoted(text: str, most: int = 600) -> str:
    """Somebody else's text, marked as a quotation line by line."""
    lines = trim(esc(text.strip()), most).splitlines() or [""]
    return "\n".join(f"> {line}" for line in lines)


def disarmed(text: str) -> str:
    """A stranger's text in which nothing is a link any more: Slack would make one of every bare address."""
    return _DOMAIN.sub("[.]", _SCHEME.sub(r"\1[:]", text))


def link(label: str, url: str | None) -> str:
    """A link where the address is one for a browser, else the label alone; both escaped."""
    if not url or not url.startswith(("https://", "http://")) or any(mark in url for mark in "<>|\n "):
        return esc(label)
    return f"<{esc(url)}|{esc(label).replace('|', '¦')}>"


def money(amount: Decimal | float) -> str:
    """Dollars in full: `$812,000`."""
    return f"${amount:,.0f}"


def money_cents(amount: Decimal) -> str:
    """Dollars with cents where they count: `$4.20`."""
    return f"${amount:,.2f}"


def brief_money(amount: Decimal | float) -> str:
    """Dollars in short: `$812k`, `$1.25M`."""
    if amount >= MILLION:
        return f"${float(amount) / MILLION:.2f}".rstrip("0").rstrip(".") + "M"
    return f"${round(float(amount) / THOUSAND)}k" if amount >= THOUSAND else f"${amount:,.0f}"


def budget(low: Decimal | None, high: Decimal | None) -> str:
    """A price range in short; empty where nothing is known."""
    if low and high:
        return f"{brief_money(low)} to {brief_money(high)}"
    return f"up to {brief_money(high)}" if high else f"from {brief_money(low)}" if low else ""


def number(value: float | None, unit: str = "") -> str:
    """A number without needless decimals; empty where nothing is known."""
    return "" if value is None else f"{value:,.10g}{' ' + unit if unit else ''}"


def count(amount: int, noun: str, many: str = "") -> str:
    """`1 lead`, `3 leads`."""
    return f"{amount:,} {noun if amount == 1 else many or noun + 's'}"


def day(when: date) -> str:
    """`Mar 4, 2026`."""
    return f"{when:%b} {when.day}, {when.year}"


def moment(when: datetime, zone: str) -> str:
    """`Mar 4, 8:05 AM` in the zone."""
    local = when.astimezone(ZoneInfo(zone))
    return f"{local:%b} {local.day}, {clock(when, zone)}"


def clock(when: datetime, zone: str) -> str:
    """`8:05 AM` in the zone."""
    local = when.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local:%M %p}"


def ago(when: datetime, now: datetime) -> str:
    """`5 min ago`, `3 h ago`, `2 days ago`."""
    minutes = max(0, int((now - when).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    hours = minutes // 60
    if hours < 1:
        return f"{minutes} min ago"
    days = hours // 24
    return f"{hours} h ago" if days < 1 else f"{count(days, 'day')} ago"
