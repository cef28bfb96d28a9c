from __future__ import annotations

import re
from typing import Any

from bot.alerts.silencing import faults
from bot.alerts.words import read_end, read_routes, read_steps, read_user
from bot.slack.card import Place
from bot.slack.home import publish_home
from bot.slack.house import House
from bot.slack.parts import Checked, Click, Clicked, Submission, Submitted
from bot.slack.views import alert_forms as forms
from bot.slack.views import alert_policy as view
from bot.slack.views.answers import said_card
from bot.slack.views.words import esc, moment
from tools.errors import ToolError

_NOBODY = frozenset({"", "nobody", "none", "-"})


async def settings(click: Click, house: House) -> None:
    """Open the window of preferences."""
    deps = house.deps
    if deps.owner and click.user != deps.owner:
        await house.whisper(click.place, said_card(f"Only <@{deps.owner}> decides what is heard of."))
        return
    form = view.settings_modal(await deps.alerts.policies.policy())
    await house.outbound.client.views_open(trigger_id=click.trigger_id, view=form)


async def set_preferences(form: Submission, house: House) -> None:
    """Keep the preferences of the window, or say what is wrong with them."""
    place = Place(await house.outbound.direct(form.user), form.user)
    try:
        await house.deps.alerts.policies.prefer(_preferences(form.values), form.user)
    except ToolError as error:
        said = error.message if error.kind == "refused" else f"Nothing is changed. {esc(error.message)}"
        await house.whisper(place, said_card(said))
        return
    await publish_home(house, form.user)
    await house.whisper(place, view.policy_card(await house.deps.alerts.policies.policy()))


async def check_preferences(form: Submission, house: House) -> dict[str, str]:
    """What is wrong with the preferences in the window, by field."""
    found: dict[str, str] = {}
    fine = dict(form.values)
    for name, read in (("escalation", read_steps), ("routes", read_routes)):
        said = fine.get(name, "").strip()
        try:
            read("" if said.lower() in _NOBODY else said)
        except ToolError as error:
            found[name] = error.message
            fine.pop(name)
    present = (await house.deps.alerts.policies.policy()).alerts
    return found | {name: why for name, why in faults(_preferences(fine), present).items() if name in form.values}


async def muted(form: Submission, house: House) -> None:
    """Mute the rule until the chosen end."""
    _, channel, thread_ts, rule_id = (*form.about.split("|", 3), "", "", "")[:4]
    place, deps = Place(channel, form.user, thread_ts), house.deps
    try:
        policy = await deps.alerts.policies.policy()
        until = read_end(form.values.get("until", ""), deps.now(), policy.tz)
        mute = await deps.alerts.policies.mute(rule_id, form.user, until)
    except ToolError as error:
        await house.whisper(place, said_card(error.message))
        return
    said = (
        f"Rule `{esc(rule_id)}` tells you nothing until {moment(mute.until, policy.zone)}. `/alerts muted` undoes it."
    )
    await house.whisper(place, said_card(said))


async def unmute(click: Click, house: House) -> None:
    """Hear of a rule again."""
    await _end(click, house, "It is heard of again.")


async def end_window(click: Click, house: House) -> None:
    """End a maintenance window."""
    await _end(click, house, "The maintenance is over; troubles raise alerts again.")


async def _end(click: Click, house: House, said: str) -> None:
    policies = house.deps.alerts.policies
    end = policies.unmute if click.action_id.startswith(view.UNMUTE) else policies.close_window
    try:
        ended = await end(click.value, click.user)
    except ToolError as error:
        await house.whisper(click.place, said_card(error.message))
        return
    if click.channel:
        await house.whisper(click.place, said_card(said if ended else "That was over already."))
    else:
        await publish_home(house, click.user)


def _preferences(values: dict[str, str]) -> dict[str, Any]:
    partner = values.get("partner", "").strip()
    routes = values.get("routes", "").strip()
    return {
        "quiet_from": values.get("quiet_from", "").strip(),
        "quiet_until": values.get("quiet_until", "").strip(),
        "urgent_breaks_quiet": values.get("urgent_breaks_quiet") == "yes",
        "brief_at": values.get("brief_at", "").strip() or "off",
        "escalation": read_steps(values.get("escalation", "")),
        "partner": "" if partner.lower() in _NOBODY else read_user(partner),
        "remind_after": values.get("remind_after", "").strip(),
        "routes": {} if routes.lower() in _NOBODY else read_routes(routes),
    } | ({"zone": values["zone"].strip()} if "zone" in values else {})


CLICKS: dict[str | re.Pattern[str], Clicked] = {
    view.SETTINGS: settings,
    re.compile(rf"^{re.escape(view.UNMUTE)}\."): unmute,
    re.compile(rf"^{re.escape(view.END_WINDOW)}\."): end_window,
}
CHECKS: dict[str, Checked] = {view.SET: check_preferences}
SUBMISSIONS: dict[str, Submitted] = {view.SET: set_preferences, forms.MUTED: muted}
