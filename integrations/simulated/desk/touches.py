"""What a person does on the page that the app must answer at once: commands, clicks, modals."""

from __future__ import annotations

import time
from typing import Any

from integrations.simulated.desk import fields, payloads
from integrations.simulated.desk.desk import Desk, from_bot
from integrations.simulated.desk.elements import Block, walk
from integrations.simulated.desk.messages import Message
from integrations.simulated.desk.modals import View
from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.desk.sockets import NoAnswerError, NoAppError

Answer = dict[str, Any]


async def ask(desk: Desk, kind: str, payload: dict[str, Any]) -> Any:
    """Deliver to the app and return its acknowledgement.

    Raises:
        RefusedError: `app_offline`, or `operation_timeout` when it did not acknowledge in time.
    """
    try:
        return await desk.courier.ask(kind, payload)
    except NoAppError as away:
        raise RefusedError("app_offline") from away
    except NoAnswerError as late:
        raise RefusedError("operation_timeout") from late


async def run_command(desk: Desk, user: str, channel: str, typed: str, text: str) -> Answer:
    """Run a slash command; a late acknowledgement is also whispered to the user."""
    if not desk.app.offers(typed):
        raise RefusedError("unknown_command", f"{typed} is not a command of this workspace")
    try:
        said = await ask(desk, "slash_commands", payloads.command(desk, user, channel, typed, text))
    except RefusedError as failed:
        if failed.error == "operation_timeout":
            desk.whisper(user, channel, from_bot({"text": f"{typed} failed: operation_timeout"}))
        raise
    if said and (said.get("text") or said.get("blocks")):
        shown: dict[str, Any] = {key: said.get(key) for key in ("text", "blocks", "attachments")}
        message = from_bot({**shown, "text": said.get("text") or ""})
        if said.get("response_type") == "in_channel":
            desk.post(channel, message)
        else:
            desk.whisper(user, channel, message)
    return {"ok": True}


async def click(desk: Desk, user: str, body: dict[str, Any]) -> Answer:
    """Press a button or choose in a menu, on a message or in a view."""
    container = body["container"]
    values = (body.get("state") or {}).get("values") or {}
    if container["type"] == "view":
        view = _find_view(desk, user, container["view_id"])
        values = fields.fill(view["blocks"], values, view["state"]["values"])
        view = desk.modals.keep_state(view, values)
        payload = payloads.view_click(desk, user, view, _actions(view["blocks"], body["actions"], user))
    else:
        channel = container["channel"]
        message = _find_message(desk, user, channel, container["message_ts"])
        blocks = [*(message.get("blocks") or ()), *_attached(message)]
        actions = _actions(blocks, body["actions"], user)
        payload = payloads.click(desk, user, channel, message, actions, values)
    await ask(desk, "interactive", payload)
    return {"ok": True}


def _attached(message: Message) -> list[Block]:
    return [block for part in message.get("attachments") or () for block in part.get("blocks") or ()]


def _find_view(desk: Desk, user: str, view_id: str) -> View:
    home = desk.modals.home(user)
    if home is not None and home["id"] == view_id:
        return home
    view = desk.modals.get(view_id)
    if view is None or desk.modals.owner(view_id) != user:
        raise RefusedError("view_not_found")
    return view


def _find_message(desk: Desk, user: str, channel: str, ts: str) -> Message:
    whisper = desk.whispers.get(f"{channel}/{ts}")
    if whisper is not None and whisper["user"] == user:
        return dict(whisper["message"])
    message = desk.messages.get(channel, ts)
    if message is None or user not in desk.places.people_in(channel):
        raise RefusedError("message_not_found")
    return message


def _actions(blocks: list[Block], touched: list[dict[str, Any]], user: str) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for action in touched:
        element = _find_element(blocks, action)
        allowed = element.get("visible_to_user_ids")
        if allowed and user not in allowed:
            raise RefusedError("action_not_visible")
        own = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
        entered = {key: value for key, value in action.items() if key.startswith(("selected_", "value", "files"))}
        if element["type"] in {"button", "icon_button"}:
            entered.pop("value", None)
        about = {"type": element["type"], "action_id": element["action_id"], "block_id": action["block_id"]}
        about["action_ts"] = f"{time.time():.6f}"
        made.append(about | own | entered)
    return made


def _find_element(blocks: list[Block], action: dict[str, Any]) -> Block:
    for block, element in walk(blocks):
        if element.get("action_id") == action.get("action_id") and block.get("block_id") == action.get("block_id"):
            return element
    raise RefusedError("action_not_found")


async def submit(desk: Desk, user: str, view_id: str, given: dict[str, Any]) -> Answer:
    """Submit a modal and do what the acknowledgement says: errors, update, push, clear, or close."""
    view = _find_view(desk, user, view_id)
    values = fields.fill(view["blocks"], given, view["state"]["values"])
    view = desk.modals.keep_state(view, values)
    faults = fields.check(view["blocks"], values)
    if faults:
        return {"ok": True, "errors": faults}
    said = await ask(desk, "interactive", payloads.submission(desk, user, view)) or {}
    return follow(desk, user, view, said)


def follow(desk: Desk, user: str, view: View, said: dict[str, Any]) -> Answer:
    """Do what an acknowledged submission asks for."""
    action = said.get("response_action")
    if action == "errors":
        return {"ok": True, "errors": said.get("errors") or {}}
    if action == "update":
        made = desk.modals.update(view, said["view"])
        desk.live.push([user], "view_update", view=made)
    elif action == "push":
        desk.live.push([user], "view_push", view=desk.modals.push(user, said["view"]))
    else:
        for gone in desk.modals.close(user, view["id"], everything=action == "clear"):
            desk.live.push([user], "view_close", view_id=gone["id"])
    return {"ok": True}


async def close(desk: Desk, user: str, view_id: str) -> Answer:
    """Dismiss a modal; the app hears of it if the view asks for that."""
    view = _find_view(desk, user, view_id)
    gone = desk.modals.close(user, view_id, everything=bool(view["clear_on_close"]))
    for each in gone:
        desk.live.push([user], "view_close", view_id=each["id"])
    for each in gone:
        if each["notify_on_close"]:
            payload = payloads.closing(desk, user, each, cleared=bool(view["clear_on_close"]))
            try:
                await ask(desk, "interactive", payload)
            except RefusedError:
                break
    return {"ok": True}
