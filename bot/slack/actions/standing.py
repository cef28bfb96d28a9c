from __future__ import annotations

from bot.rules.rule import OrchestrationRule
from bot.rules.standing import Standings, read_limits
from bot.slack.card import Place
from bot.slack.house import House
from bot.slack.parts import Checked, Click, Clicked, Submission, Submitted
from bot.slack.views import standing as view
from bot.slack.views.answers import said_card
from bot.slack.views.rules import ALLOW
from bot.slack.views.words import esc, moment, one_line
from tools.errors import ToolError


async def ask(click: Click, house: House) -> None:
    """Open the window in which a rule is allowed to act without asking."""
    standings = _standings(house)
    try:
        rule = await _rule(click.value, click.user, house)
        limits = standings.limits(rule)
    except ToolError as error:
        await house.whisper(click.place, said_card(error.message))
        return
    about = f"{rule.rule_id}|{rule.version}|{click.channel}|{click.thread_ts}"
    form = view.standing_form(
        rule, limits, await standings.given(rule), await standings.acted(rule.rule_id), house.deps.zone, about
    )
    await house.outbound.client.views_open(trigger_id=click.trigger_id, view=form)


async def check(form: Submission, house: House) -> dict[str, str]:
    """What is wrong with the limits, at their fields."""
    rule_id, version = form.about.split("|")[:2]
    try:
        rule = await _rule(rule_id, form.user, house)
        if str(rule.version) != version:
            return {"people": "The rule was edited since this window opened. Open it again."}
        read_limits(form.values, _standings(house).limits(rule))
    except ToolError as error:
        return {error.field or "people": error.message}
    return {}


async def allow(form: Submission, house: House) -> None:
    """Allow it, and say so."""
    rule_id, _, channel, thread_ts = (*form.about.split("|"), "", "", "")[:4]
    place = Place(channel, form.user, thread_ts)
    try:
        rule = await _rule(rule_id, form.user, house)
        given = await _standings(house).allow(rule, form.user, form.values)
    except ToolError as error:
        await house.whisper(place, said_card(esc(error.message)))
        return
    until = moment(given.expires_at, house.deps.zone)
    said = f"*{one_line(rule.name)}* acts without asking until {until}: {view.limits_said(given)}."
    await house.whisper(place, said_card(f"{said} `/rules {esc(rule.rule_id)}` takes it back."))


async def revoke(click: Click, house: House) -> None:
    """Take it back, at once."""
    try:
        rule = await _rule(click.value, click.user, house)
    except ToolError as error:
        await house.whisper(click.place, said_card(error.message))
        return
    standings = _standings(house)
    await standings.revoke(rule, click.user)
    if click.view:
        about = str(click.view.get("private_metadata") or "")
        form = view.standing_form(
            rule, standings.limits(rule), None, await standings.acted(rule.rule_id), house.deps.zone, about
        )
        await house.outbound.client.views_update(view_id=click.view.get("id"), view=form)


async def _rule(rule_id: str, user: str, house: House) -> OrchestrationRule:
    desk = house.deps.rules
    desk.may(user)
    await desk.rulebook.refresh()
    rule = desk.rulebook.get(rule_id)
    if rule is None:
        raise ToolError("not_found", "This rule is no longer known. `/rules` lists them.")
    return rule


def _standings(house: House) -> Standings:
    return Standings(house.deps.store, house.deps.now)


CLICKS: dict[str, Clicked] = {ALLOW: ask, view.REVOKE: revoke}
SUBMISSIONS: dict[str, Submitted] = {view.ALLOWED: allow}
CHECKS: dict[str, Checked] = {view.ALLOWED: check}
