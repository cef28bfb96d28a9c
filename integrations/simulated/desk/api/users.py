"""users.*: who is who."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.api.call import Answer, Call, method
from integrations.simulated.desk.api.conversations import describe
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.refusal import RefusedError


def _shown(desk: Desk, user: dict[str, Any]) -> dict[str, Any]:
    if "users:read.email" in desk.app.scopes:
        return user
    profile = {key: value for key, value in user["profile"].items() if key != "email"}
    return {**user, "profile": profile}


@method("users.info", "users:read", tier="tier4")
def info(desk: Desk, call: Call) -> Answer:
    """Describe one user."""
    user = desk.places.users.get(call.need("user"))
    if user is None:
        raise RefusedError("user_not_found")
    return {"user": _shown(desk, user)}


@method("users.list", "users:read", tier="tier2")
def listing(desk: Desk, _call: Call) -> Answer:
    """List everybody."""
    members = [_shown(desk, user) for user in desk.places.users.values()]
    return {"members": members, "cache_ts": 0, "response_metadata": {"next_cursor": ""}}


@method("users.lookupByEmail", "users:read.email")
def by_email(desk: Desk, call: Call) -> Answer:
    """Find a user by e-mail address."""
    wanted = call.need("email").lower()
    for user in desk.places.users.values():
        if user["profile"].get("email") == wanted:
            return {"user": _shown(desk, user)}
    raise RefusedError("users_not_found")


@method("users.conversations", "channels:read", "im:read")
def conversations(desk: Desk, _call: Call) -> Answer:
    """List the conversations the app is in."""
    found = [describe(place) for place in desk.places.channels.values()]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}
