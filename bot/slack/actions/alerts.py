from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.slack.card import Place
from bot.slack.home import publish_home
from bot.slack.house import House
from bot.slack.parts import Click, Clicked, Submission, Submitted
from bot.slack.views import alerts as view
from bot.slack.views.answers import said_card
from bot.slack.views.words import esc
from integrations.models.alert import Alert, AlertStatus
from tools.errors import ToolError


async def call(click: Click, house: House) -> None:
    """Show the number to call; whoever calls has seen the alert."""
    alert = await _alert(click, house)
    if alert is not None:
        contact = await house.deps.alerts.contact(alert)
        await house.outbound.client.views_open(trigger_id=click.trigger_id, view=view.call_modal(alert, contact))
        if alert.status is AlertStatus.OPEN:
            await _change(click, house, lambda: house.deps.alerts.acknowledge(alert.id, click.user))


async def text(click: Click, house: House) -> None:
    """Open a window to text the lead."""
    alert = await _alert(click, house)
    if alert is not None:
        contact = await house.deps.alerts.contact(alert)
        await house.outbound.client.views_open(
            trigger_id=click.trigger_id, view=view.text_modal(contact, _about(alert, click))
        )


async def note(click: Click, house: House) -> None:
    """Open a window to write a note."""
    alert = await _alert(click, house)
    if alert is not None:
        form = view.note_modal(alert, _about(alert, click))
        await house.outbound.client.views_open(trigger_id=click.trigger_id, view=form)


async def snooze(click: Click, house: House) -> None:
    """Be quiet about the story until the chosen time, and say what that silences."""
    alert_id, deps = _alert_id(click), house.deps
    until = view.snooze_until(click.value, deps.now(), deps.zone)
    snoozed = await _change(click, house, lambda: deps.alerts.snooze(alert_id, click.user, until))
    if snoozed is not None:
        await house.whisper(click.place, said_card(view.snoozed_line(snoozed, deps.zone)))


async def done(click: Click, house: House) -> None:
    """The story is over."""
    await _change(click, house, lambda: house.deps.alerts.done(_alert_id(click), click.user))


async def texted(form: Submission, house: House) -> None:
    """Send the text if the gates allow it, and say what happened."""
    alert_id, place = _from(form)
    try:
        said = await house.deps.alerts.text(alert_id, form.user, form.values.get("body", ""))
        alert = await house.deps.alerts.get(alert_id)
        if alert is not None:
            await house.notifier.show_alert(alert)
    except ToolError as error:
        said = error.message
    await house.say(place, said_card(esc(said)), form.key)


async def noted(form: Submission, house: House) -> None:
    """Write the note to the CRM."""
    alert_id, place = _from(form)
    try:
        await house.notifier.show_alert(await house.deps.alerts.note(alert_id, form.user, form.values.get("body", "")))
        said = f"Note saved in the CRM: {form.values.get('body', '')}"
    except ToolError as error:
        said = error.message
    await house.say(place, said_card(esc(said)), form.key)


async def _change(click: Click, house: House, change: Callable[[], Awaitable[Alert]]) -> Alert | None:
    if not _may(click, house):
        await house.whisper(click.place, said_card(f"This alert is <@{house.deps.owner}>'s."))
        return None
    try:
        alert = await change()
    except ToolError as error:
        await house.whisper(click.place, said_card(esc(error.message)))
        return None
    await house.notifier.show_alert(alert)
    if not click.channel:
        await publish_home(house, click.user)
    return alert


async def _alert(click: Click, house: House) -> Alert | None:
    if not _may(click, house):
        await house.whisper(click.place, said_card(f"This alert is <@{house.deps.owner}>'s."))
        return None
    alert = await house.deps.alerts.get(_alert_id(click))
    if alert is None:
        await house.whisper(click.place, said_card("This alert is no longer known. `/alerts` shows the open ones."))
    return alert


def _may(click: Click, house: House) -> bool:
    return not house.deps.owner or click.user == house.deps.owner


def _alert_id(click: Click) -> str:
    return click.block_id.removeprefix("alert:")


def _about(alert: Alert, click: Click) -> str:
    return f"{alert.id}|{click.channel}|{click.thread_ts or click.message_ts}"


def _from(form: Submission) -> tuple[str, Place]:
    alert_id, channel, thread_ts = (*form.about.split("|"), "", "")[:3]
    return alert_id, Place(channel, form.user, thread_ts)


CLICKS: dict[str, Clicked] = {view.CALL: call, view.TEXT: text, view.NOTE: note, view.SNOOZE: snooze, view.DONE: done}
SUBMISSIONS: dict[str, Submitted] = {view.TEXTED: texted, view.NOTED: noted}
