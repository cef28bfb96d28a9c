"""Views: modals on their stacks and Home tabs, and the trigger ids that open them."""

from __future__ import annotations

import time
import uuid
from typing import Any

from integrations.simulated.desk.blocks import check_view, complete
from integrations.simulated.desk.installed import APP_ID, BOT_ID, TEAM_ID
from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.shelf import Shelf

View = dict[str, Any]
_DEEPEST = 3


class Modals:
    """Open modals by id, each user's stack of them, and each user's Home."""

    def __init__(self, shelf: Shelf, trigger_seconds: float) -> None:
        """Read what earlier runs kept."""
        self._views = shelf.drawer("desk.views")
        self._stacks = shelf.drawer("desk.stacks")
        self._homes = shelf.drawer("desk.homes")
        self._trigger_seconds = trigger_seconds
        self._triggers: dict[str, tuple[str, float]] = {}
        self._spent: set[str] = set()

    def trigger(self, user: str) -> str:
        """Issue a trigger id for what `user` just did."""
        trigger_id = f"{int(time.time() * 1000)}.{uuid.uuid4().int % 10**12}.{uuid.uuid4().hex}"
        self._triggers[trigger_id] = (user, time.monotonic())
        return trigger_id

    def redeem(self, trigger_id: str) -> str:
        """Use a trigger id up and return whose it is."""
        if trigger_id in self._spent:
            raise RefusedError("exchanged_trigger_id")
        user, issued = self._triggers.pop(trigger_id, ("", 0.0))
        if not user:
            raise RefusedError("invalid_trigger_id")
        if time.monotonic() - issued > self._trigger_seconds:
            raise RefusedError("expired_trigger_id")
        self._spent.add(trigger_id)
        return user

    def stack(self, user: str) -> list[str]:
        """List the ids of a user's open modals, the front one last."""
        return list(self._stacks.get(user, {}).get("views", ()))

    def get(self, view_id: str) -> View | None:
        """Return an open view."""
        return self._views.get(view_id)

    def home(self, user: str) -> View | None:
        """Return what the app published on a user's Home."""
        return self._homes.get(user)

    def open(self, user: str, view: View) -> View:
        """Open a modal for a user, closing what was open."""
        check_view(view, "modal")
        for view_id in self.stack(user):
            self._views.pop(view_id, None)
        made = self._make(view)
        self._views[made["id"]] = made
        self._stacks[user] = {"views": [made["id"]]}
        return made

    def push(self, user: str, view: View) -> View:
        """Put a modal on top of the open ones."""
        check_view(view, "modal")
        stack = self.stack(user)
        if not stack:
            raise RefusedError("not_found")
        if len(stack) >= _DEEPEST:
            raise RefusedError("push_limit_reached")
        made = self._make(view, previous=stack[-1], root=stack[0])
        self._views[made["id"]] = made
        self._stacks[user] = {"views": [*stack, made["id"]]}
        return made

    def update(self, before: View, view: View, *, version: str | None = None) -> View:
        """Replace an open modal; `version` is the hash the caller last saw.

        State that the user entered stays for fields that keep their block_id and action_id.
        """
        check_view(view, "modal")
        if version and version != before["hash"]:
            raise RefusedError("hash_conflict")
        made = self._make(view, previous=before["previous_view_id"], root=before["root_view_id"])
        made |= {"id": before["id"], "root_view_id": before["root_view_id"], "state": before["state"]}
        self._views[made["id"]] = made
        return made

    def publish(self, user: str, view: View, *, version: str | None = None) -> View:
        """Set a user's Home."""
        check_view(view, "home")
        before = self._homes.get(user)
        if version and before is not None and version != before["hash"]:
            raise RefusedError("hash_conflict")
        made = self._make(view)
        if before is not None:
            made |= {"id": before["id"], "root_view_id": before["id"]}
        self._homes[user] = made
        return made

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """Return the open modal with this id or external id."""
        for view in self._views.values():
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return view
        raise RefusedError("not_found")

    def owner(self, view_id: str) -> str | None:
        """Return who has a modal open."""
        return next((user for user, kept in self._stacks.items() if view_id in kept["views"]), None)

    def keep_state(self, view: View, values: dict[str, Any]) -> View:
        """Remember what the user entered."""
        if view["type"] == "modal":
            self._views[view["id"]] = {**view, "state": {"values": values}}
            return self._views[view["id"]]
        return {**view, "state": {"values": values}}

    def close(self, user: str, view_id: str, *, everything: bool = False) -> list[View]:
        """Close a modal (or the whole stack) and return the closed views."""
        stack = self.stack(user)
        gone = stack if everything else [each for each in stack if each == view_id]
        self._stacks[user] = {"views": [each for each in stack if each not in gone]}
        return [self._views.pop(each) for each in gone if each in self._views]

    def _make(self, view: View, previous: str | None = None, root: str | None = None) -> View:
        view_id = f"V{uuid.uuid4().hex[:10].upper()}"
        return {
            "id": view_id,
            "team_id": TEAM_ID,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
            "type": view["type"],
            "title": view.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "submit": view.get("submit"),
            "close": view.get("close"),
            "blocks": complete(view["blocks"]),
            "private_metadata": view.get("private_metadata", ""),
            "callback_id": view.get("callback_id", ""),
            "external_id": view.get("external_id", ""),
            "clear_on_close": bool(view.get("clear_on_close")),
            "notify_on_close": bool(view.get("notify_on_close")),
            "submit_disabled": bool(view.get("submit_disabled")),
            "state": {"values": {}},
            "hash": f"{int(time.time())}.{uuid.uuid4().hex[:8]}",
            "previous_view_id": previous,
            "root_view_id": root or view_id,
        }
