from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.slack.card import Place
from bot.slack.home import publish_home
from bot.slack.house import House
from bot.slack.parts import Click, Clicked, Submission, Submitted
from bot.slack.views import alert_forms as forms
from bot.slack.views import alerts as view
from bot.slack.views.alert_policy import history_card
from bot.slack.views.answers import said_card
from bot.slack.views.trees import tree_card
from bot.slack.views.words import esc, one_line
from integrations.models.alert import Alert, AlertStatus
from integrations.store.event_tree import tree_of
from tools.errors import ToolError


async def call(click: Click, house: House) -> None:
    """Show the number to call; whoever calls has seen the alert."""
    alert = await _own(click, house)
    if alert is not None:
        contact = await house.deps.alerts.contact(alert)
        await house.outbound.client.views_open(trigger_id=click.trigger_id, view=forms.call_modal(alert, contact))
        if alert.status is AlertStatus.OPEN:
            await _change(click, house, lambda: house.deps.alerts.acknowledge(alert.id, click.user))


async def text(click: Click, house: House) -> None:
    """Open a window to text the lead."""
    alert = await _own(click, house)
    if alert is not None:
        contact = await house.deps.alerts.contact(alert)
        form = forms.text_modal(contact, _about(alert, click))
        await house.outbound.client.views_open(trigger_id=click.trigger_id, view=form)


async def acknowledge(click: Click, house: House) -> None:
    """Somebody has seen it, or is still on it."""
    alert = await _change(click, house, lambda: house.deps.alerts.acknowledge(_alert_id(click), click.user))
    if alert is not None and click.message_ts != alert.message_ts:
        await house.whisper(click.place, said_card("Noted: you are on it."))


async def claim(click: Click, house: House) -> None:
    """Take the alert over; whoever belongs to the team then sees whom to reach, and nobody else does."""
    deps = house.deps
    alert = await _change(click, house, lambda: deps.alerts.claim(_alert_id(click), click.user))
    if alert is None:
        return
    if click.user == deps.owner:
        await house.whisper(click.place, said_card("It is yours."))
        return
    policy = (await deps.alerts.policies.policy()).alerts
    contact = await deps.alerts.contact(alert) if click.user in {policy.partner, *policy.team} else None
    if contact is None:
        await house.whisper(click.place, said_card(f"It is yours. <@{deps.owner}> has the details."))
        return
    reach = " · ".join(f"<tel:{esc(phone)}|{esc(phone)}>" for phone in contact.phones[:2]) or esc(
        ", ".join(contact.emails[:1])
    )
    said = f"It is yours: *{esc(contact.name)}* {reach}\n{one_line(alert.first_step, 300)}"
    await house.whisper(click.place, said_card(said))


async def release(click: Click, house: House) -> None:
    """Give it back."""
    await _change(click, house, lambda: house.deps.alerts.release(_alert_id(click), click.user))


async def snooze(click: Click, house: House) -> None:
    """Show what a snooze until the chosen time would silence."""
    alert, deps = await _own(click, house), house.deps
    if alert is not None:
        policy = await deps.alerts.policies.policy()
        until = view.snooze_until(click.value, deps.now(), policy.zone)
        others = sum(one.id != alert.id for one in await deps.alerts.listed(AlertStatus.OPEN, limit=100))
        form = forms.snooze_modal(alert, until, policy, others, f"{_about(alert, click)}|{until.isoformat()}")
        await house.outbound.client.views_open(trigger_id=click.trigger_id, view=form)


async def unsnooze(click: Click, house: House) -> None:
    """Take a snooze back."""
    if await _change(click, house, lambda: house.deps.alerts.unsnooze(_alert_id(click), click.user)):
        await house.whisper(click.place, said_card("The snooze is taken back."))


async def done(click: Click, house: House) -> None:
    """The story is over."""
    await _change(click, house, lambda: house.deps.alerts.done(_alert_id(click), click.user))


async def more(click: Click, house: House) -> None:
    """The menu of what is needed less often."""
    if click.value == view.GIVE_BACK:
        await release(click, house)
        return
    alert, deps = await _own(click, house), house.deps
    if alert is None:
        return
    if click.value == view.HISTORY:
        decisions = await deps.alerts.policies.decisions(alert.id)
        tried = await deps.alerts.policies.escalations(alert.id)
        await house.whisper(click.place, history_card(alert, decisions, tried, deps.zone))
        return
    if click.value == view.TREE:
        knots = await deps.store.read(tree_of, alert.event_id or "")
        await house.whisper(click.place, tree_card(alert, knots, deps.zone))
        return
    form = forms.note_modal(alert, _about(alert, click))
    if click.value == view.MUTE:
        past = await deps.alerts.policies.preview(alert.rule_id)
        key = f"{_about(alert, click)}|{alert.rule_id}"
        form = forms.mute_modal(alert.rule_id, past, deps.now(), deps.zone, key)
    await house.outbound.client.views_open(trigger_id=click.trigger_id, view=form)


async def snoozed(form: Submission, house: House) -> None:
    """Snooze as previewed, and offer to take it back."""
    alert_id, place, until = _from(form)
    try:
        alert = await house.deps.alerts.snooze(alert_id, form.user, datetime.fromisoformat(until))
    except ToolError as error:
        await house.whisper(place, said_card(esc(error.message)))
        return
    await house.deps.alerts.show(alert)
    await house.whisper(place, view.snoozed_card(alert, house.deps.zone))


async def texted(form: Submission, house: House) -> None:
    """Send the text if the gates allow it, and say what happened."""
    alert_id, place, _ = _from(form)
    try:
        said = await house.deps.alerts.text(alert_id, form.user, form.values.get("body", ""))
        alert = await house.deps.alerts.get(alert_id)
        if alert is not None:
            await house.deps.alerts.show(alert)
    except ToolError as error:
        said = error.message
    await house.say(place, said_card(esc(said)), form.key)


async def noted(form: Submission, house: House) -> None:
    """Write the note to the CRM."""
    alert_id, place, _ = _from(form)
    try:
        alert = await house.deps.alerts.note(alert_id, form.user, form.values.get("body", ""))
        await house.deps.alerts.show(alert)
        said = f"Note saved in the CRM: {form.values.get('body', '')}"
    except ToolError as error:
        said = error.message
    await house.say(place, said_card(esc(said)), form.key)


async def _change(click: Click, house: House, change: Callable[[], Awaitable[Alert]]) -> Alert | None:
    try:
        alert = await change()
    except ToolError as error:
        await house.whisper(click.place, said_card(_refused(error)))
        return None
    shown = await house.deps.alerts.show(alert)
    if not click.channel:
        await publish_home(house, click.user)
    return shown


async def _own(click: Click, house: House) -> Alert | None:
    """The alert, for Jorge himself: these buttons show or reach a lead."""
    if house.deps.owner and click.user != house.deps.owner:
        await house.whisper(click.place, said_card(f"Only <@{house.deps.owner}> can do this. You can claim it."))
        return None
    alert = await house.deps.alerts.get(_alert_id(click))
    if alert is None:
        await house.whisper(click.place, said_card("This alert is no longer known. `/alerts` shows the open ones."))
    return alert


def _refused(error: ToolError) -> str:
    # These refusals are our own words and name people by mention; nobody else's text is in them.
    return error.message if error.kind == "refused" else esc(error.message)


def _alert_id(click: Click) -> str:
    return click.block_id.removeprefix("alert:")


def _about(alert: Alert, click: Click) -> str:
    return f"{alert.id}|{click.channel}|{click.thread_ts or click.message_ts}"


def _from(form: Submission) -> tuple[str, Place, str]:
    alert_id, channel, thread_ts, rest = (*form.about.split("|", 3), "", "", "")[:4]
    return alert_id, Place(channel, form.user, thread_ts), rest


CLICKS: dict[str, Clicked] = {
    view.CALL: call,
    view.TEXT: text,
    view.ACKNOWLEDGE: acknowledge,
    view.CLAIM: claim,
    view.RELEASE: release,
    view.SNOOZE: snooze,
    view.UNSNOOZE: unsnooze,
    view.DONE: done,
    view.MORE: more,
}
SUBMISSIONS: dict[str, Submitted] = {forms.TEXTED: texted, forms.NOTED: noted, forms.SNOOZED: snoozed}
