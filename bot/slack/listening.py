from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.slack.card import Place
from bot.slack.house import House
from bot.slack.incoming import plain_words
from bot.slack.parts import Checked, Click, Clicked, Command, Event, Invocation, Submission, Submitted, Usage
from bot.slack.registry import checks, clicks, commands, events, submissions
from bot.slack.remember import key_of
from bot.slack.views.answers import trouble_card, usage_card

_log = structlog.get_logger(__name__)
Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]
_ACK_SECONDS = 0.1


def listen(app: AsyncApp, house: House) -> None:
    """Register every listener. Each acknowledges first and works in the background."""
    for command in commands():
        app.command(command.name)(_on_command(command, house))
    for action_id, clicked in clicks().items():
        app.action(action_id)(_on_click(clicked, house))
    for callback_id, submitted in submissions().items():
        app.view(callback_id)(_on_submission(submitted, house, checks().get(callback_id)))
    # Bolt runs only the first listener that matches, so the widest one, "message", comes last.
    for event in sorted(events(), key=lambda one: one.kind == "message"):
        app.event(event.kind)(_on_event(event, house))


def _on_command(command: Command, house: House) -> Callable[..., Awaitable[None]]:
    async def on_command(ack: Ack, body: Body) -> None:
        text = plain_words(str(body.get("text") or ""))
        place = Place(str(body["channel_id"]), str(body["user_id"]))
        call = Invocation(place, f"{command.name} {text}".strip(), key_of(body), command.name)
        try:
            args = command.parse(text)
        except Usage as wrong:
            card = usage_card(command.name, command.usage_hint, command.example, str(wrong))
            await ack(text=card.text, blocks=list(card.blocks), response_type="ephemeral")
            return
        busy = command.busy(args)
        await (ack(text=busy, response_type="ephemeral") if busy else ack())
        house.work.start(_after_ack(_guarded(command.run(args, call, house), house, place, call.asked)))

    return on_command


def _on_event(event: Event, house: House) -> Callable[..., Awaitable[None]]:
    async def on_event(body: Body) -> None:
        try:
            await event.handle(body, key_of(body), house)
        except Exception:  # noqa: BLE001  # outer border: Slack has its ack, the log the rest
            _log.exception("event not handled", subscription=event.name)

    return on_event


def _on_click(clicked: Clicked, house: House) -> Callable[..., Awaitable[None]]:
    async def on_click(ack: Ack, body: Body) -> None:
        await ack()
        click = _click(body)
        house.work.start(_guarded(clicked(click, house), house, click.place, ""))

    return on_click


def _on_submission(submitted: Submitted, house: House, check: Checked | None) -> Callable[..., Awaitable[None]]:
    async def on_submission(ack: Ack, body: Body) -> None:
        view = body["view"]
        form = Submission(body["user"]["id"], view.get("private_metadata", ""), _values(view), key_of(body))
        if check is not None and (wrong := await check(form, house)):
            await ack(response_action="errors", errors=wrong)
            return
        await ack()
        house.work.start(_guarded(submitted(form, house), house, Place("", form.user), ""))

    return on_submission


async def _after_ack(job: Coroutine[Any, Any, None]) -> None:
    # Bolt sends the acknowledgement after the listener returns: "looking it up" must not show below the answer.
    try:
        await asyncio.sleep(_ACK_SECONDS)
    except asyncio.CancelledError:
        job.close()
        raise
    await job


async def _guarded(job: Any, house: House, place: Place, asked: str) -> None:
    try:
        await job
    except Exception:  # noqa: BLE001  # outer border: whoever pressed is told
        _log.exception("could not be done", asked=asked, user=place.user)
        await house.whisper(place, trouble_card(asked))


def _click(body: Body) -> Click:
    action = body["actions"][0]
    container = body.get("container") or {}
    message = body.get("message") or {}
    chosen = action.get("selected_option") or {}
    return Click(
        user=body["user"]["id"],
        channel=str((body.get("channel") or {}).get("id") or container.get("channel_id") or ""),
        message_ts=str(message.get("ts") or container.get("message_ts") or ""),
        thread_ts=str(message.get("thread_ts") or container.get("thread_ts") or ""),
        action_id=str(action.get("action_id")),
        block_id=str(action.get("block_id")),
        value=str(chosen.get("value") or action.get("value") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        key=key_of(body),
        view=body.get("view") or {},
        values=_values(body.get("view") or {}),
    )


def _values(view: Body) -> dict[str, str]:
    """Each field's value by its block id, and by block and action id for blocks with several."""
    found: dict[str, str] = {}
    for block_id, fields in (view.get("state") or {}).get("values", {}).items():
        for action_id, field in fields.items():
            chosen = field.get("selected_option") or {}
            name = block_id if len(fields) == 1 else f"{block_id}/{action_id}"
            found[name] = str(chosen.get("value") or field.get("value") or "")
    return found
