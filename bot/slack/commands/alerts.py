from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.alerts.routing import for_others
from bot.alerts.words import read_end, read_user
from bot.slack.dead_letters import letters_card
from bot.slack.house import House
from bot.slack.parts import Command, Invocation, Usage
from bot.slack.views.alert_policy import log_card, policy_card, silenced_card
from bot.slack.views.alerts import alert_list
from bot.slack.views.answers import said_card
from bot.slack.views.words import count, esc, moment
from integrations.models.alert import AlertStatus
from tools.errors import ToolError

_PLAIN = frozenset({"", "all", "log", "muted", "settings", "brief", "dead"})
_UNTIL = {"mute": "rule", "maintenance": "system"}
_USER = re.compile(r"[UW][A-Z0-9]{4,}")
# What can be set in one line, each with an example; the Home tab and `/alerts settings` set the rest.
_SETTABLE = {"quiet": "21:30-07:00", "brief-at": "07:30", "zone": "America/Denver", "partner": "U0DANA"}
_EVERYTHING = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, AlertStatus.SNOOZED, AlertStatus.SILENCED, AlertStatus.DONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: a word, and for `mute` and `maintenance` of what and until when."""

    what: str
    about: str = ""
    until: str = ""


def _read(text: str) -> Asked:
    what, *rest = text.lower().split() or [""]
    if what in {"open", *_PLAIN} and not rest:
        return Asked("" if what == "open" else what)
    if what in _SETTABLE:
        if len(rest) != 1:
            raise Usage(f"Say what to set, e.g. `/alerts {what} {_SETTABLE[what]}`.")
        return Asked(what, text.split()[1])
    if what in _UNTIL and len(rest) > 1:
        return Asked(what, rest[0], " ".join(rest[1:]))
    if what in _UNTIL:
        raise Usage(f"Name the {_UNTIL[what]} and an end, e.g. `/alerts {what} {_example(what)}`.")
    raise Usage(f"{text!r} is nothing that I can list.")


def _example(what: str) -> str:
    return "lead_gone_quiet 1 day" if what == "mute" else "mls 2h"


async def _run(asked: Asked, call: Invocation, house: House) -> None:
    deps = house.deps
    if asked.what in {"", "all"}:
        await _list(call, house, everything=asked.what == "all")
        return
    if deps.owner and call.place.user != deps.owner:
        await house.whisper(call.place, said_card(f"Only <@{deps.owner}> can ask for that."))
        return
    try:
        await _for_owner(asked, call, house)
    except ToolError as error:
        await house.whisper(call.place, said_card(esc(error.message)))


async def _list(call: Invocation, house: House, *, everything: bool) -> None:
    deps = house.deps
    shared = bool(deps.owner) and call.place.user != deps.owner
    statuses = _EVERYTHING if everything else (AlertStatus.OPEN,)
    found = await deps.alerts.listed(*statuses)
    aside = "" if everything else await _aside(house)
    if shared:
        found = [for_others(one) for one in found]
    await house.whisper(call.place, alert_list(found, deps.now(), deps.zone, aside=aside, shared=shared))


async def _aside(house: House) -> str:
    others = await house.deps.alerts.listed(AlertStatus.ACKNOWLEDGED, AlertStatus.SNOOZED, limit=100)
    number = {status: sum(one.status is status for one in others) for status in AlertStatus}
    parts = [f"{number[one]} {one}" for one in (AlertStatus.ACKNOWLEDGED, AlertStatus.SNOOZED) if number[one]]
    return f"Besides: {count(len(others), 'alert')} ({', '.join(parts)}). `/alerts all` shows them." if parts else ""


async def _for_owner(asked: Asked, call: Invocation, house: House) -> None:
    deps = house.deps
    policies, user = deps.alerts.policies, call.place.user
    policy = await policies.policy()
    if asked.what == "log":
        card = log_card(await policies.decisions(), deps.zone)
    elif asked.what == "muted":
        card = silenced_card(policy)
    elif asked.what == "settings":
        card = policy_card(policy)
    elif asked.what == "brief":
        await deps.alerts.brief(user)
        card = said_card("Your brief is in our messages.")
    elif asked.what == "dead":
        card = await letters_card(house)
    elif asked.what in _SETTABLE:
        await policies.prefer(_preference(asked), user)
        card = policy_card(await policies.policy())
    else:
        until = read_end(asked.until, deps.now(), policy.tz)
        if asked.what == "mute":
            await policies.mute(asked.about, user, until)
            said = f"Rule `{esc(asked.about)}` tells you nothing"
        else:
            await policies.open_window(asked.about, user, until)
            said = f"Maintenance of `{esc(asked.about)}`: its troubles raise no alert"
        card = said_card(f"{said} until {moment(until, policy.zone)}. `/alerts muted` lists and undoes it.")
    await house.whisper(call.place, card)


def _preference(asked: Asked) -> dict[str, Any]:
    if asked.what == "partner":
        partner = "" if asked.about.lower() in {"nobody", "none", "off"} else read_user(asked.about)
        if partner and not _USER.fullmatch(partner):
            raise ToolError("invalid", "Give the member id, like U0DANA (profile, three dots, Copy member ID).")
        return {"partner": partner}
    if asked.what == "quiet":
        if asked.about.lower() in {"off", "none", "never"}:
            return {"quiet_from": "00:00", "quiet_until": "00:00"}
        begin, dash, end = asked.about.partition("-")
        if not dash:
            raise ToolError("invalid", "Write quiet hours like `21:30-07:00`, or `off`.")
        return {"quiet_from": begin, "quiet_until": end}
    return {"brief_at" if asked.what == "brief-at" else asked.what: asked.about}


COMMAND = Command(
    name="/alerts",
    description="Alerts without an answer; why they came, dead letters, muted rules, maintenance, settings",
    usage_hint=(
        "[all|dead|log|muted|settings|brief|mute <rule> <how long>|maintenance <system> <how long>"
        "|quiet <from-until>|brief-at <time>|zone <zone>|partner <member id>]"
    ),
    example="/alerts maintenance mls 2h",
    parse=_read,
    run=_run,
)
