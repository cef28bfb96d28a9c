"""What people write about alerts (ends, steps, routes) read into what the policy keeps, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.alerts.quiet import next_time
from integrations.models.alert_policy import EscalationStep
from tools.errors import ToolError

_LENGTH = re.compile(r"(\d{1,4})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)")
_CLOCK = re.compile(r"(?:until\s+)?(\d{1,2})(?::(\d{2}))?\s*(am|pm)?")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
_MORNING = time(8)


def read_end(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """An end as people write it: `2h`, `30 min`, `3 days`, `18:00`, `until 6pm`, `tomorrow` (8:00).

    Raises:
        ToolError: not understood.
    """
    said = text.strip().lower()
    if said in {"tomorrow", "until tomorrow"}:
        tomorrow = now.astimezone(zone) + timedelta(days=1)
        return datetime.combine(tomorrow.date(), _MORNING, tzinfo=zone).astimezone(now.tzinfo)
    length = _LENGTH.fullmatch(said.removeprefix("for "))
    if length:
        return now + int(length[1]) * _UNITS[length[2][0]]
    clock = _CLOCK.fullmatch(said)
    if clock:
        hour = int(clock[1]) % 12 + (12 if clock[3] == "pm" else 0) if clock[3] else int(clock[1])
        minute = int(clock[2] or 0)
        if hour < 24 and minute < 60 and (not clock[3] or 1 <= int(clock[1]) <= 12):  # noqa: PLR2004  # a clock
            return next_time(time(hour, minute), now, zone)
    raise ToolError("invalid", f"{text!r} is no end that I understand. Write `2h`, `3 days`, `18:00` or `tomorrow`.")


def read_steps(text: str) -> list[dict[str, object]]:
    """Escalation steps, one a line: `sms 5`, `partner 15`, `person @Dana 20`, `channel #office 30` (minutes).

    Raises:
        ToolError: a line is not understood.
    """
    steps = []
    for line in filter(None, (each.strip() for each in _plain(text).splitlines())):
        via, *rest = line.split()
        to, after = (" ".join(rest[:-1]), rest[-1]) if rest else ("", "")
        try:
            step = EscalationStep.model_validate({"via": via.lower(), "after": after, "to": to.removeprefix("@")})
        except ValidationError as error:
            raise ToolError(
                "invalid", f"{line!r} is no step. Write one a line, e.g. `sms 5` or `channel #office 30`."
            ) from error
        steps.append(step)
    return [step.model_dump(mode="json") for step in sorted(steps, key=lambda one: one.after)]


def write_steps(steps: Sequence[EscalationStep]) -> str:
    """The steps as `read_steps` reads them."""
    return "\n".join(" ".join(part for part in (one.via, one.to, str(one.after)) if part) for one in steps)


def read_routes(text: str) -> dict[str, str]:
    """Which kind of alert goes to which channel, one a line: `price_drop #deals`.

    Raises:
        ToolError: a line is not understood.
    """
    routes = {}
    for line in filter(None, (each.strip() for each in _plain(text).splitlines())):
        found = re.fullmatch(r"([A-Za-z][\w ]*?)\s*(?:->|:|=|\s)\s*(#[\w-]+|[CG][A-Z0-9]{5,})", line)
        if not found:
            raise ToolError("invalid", f"{line!r} is no route. Write one a line, e.g. `price_drop #deals`.")
        routes[found[1].strip().lower().replace(" ", "_")] = found[2]
    return routes


def write_routes(routes: Mapping[str, str]) -> str:
    """The routes as `read_routes` reads them."""
    return "\n".join(f"{kind} {channel}" for kind, channel in sorted(routes.items()))


def read_user(text: str) -> str:
    """A Slack user's id, from a mention or the id itself; empty: nobody."""
    return _plain(text).strip().removeprefix("@")


def _plain(text: str) -> str:
    return _CHANNEL.sub(r"\1", _MENTION.sub(r"\1", text))
