"""People and places of the desk's workspace, kept on the shelf."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.installed import APP_ID, BOT_ID, BOT_USER, TEAM_ID, Installed
from integrations.simulated.shelf import Shelf

OWNER = "U0JORGE"
ASSISTANT = "U0DANA"
_ZONE = {"tz": "America/Los_Angeles", "tz_label": "Pacific Time", "tz_offset": -28800}
_FOUNDED = 1735722000
_PEOPLE = (
    (OWNER, "jorge", "Jorge Rivera", "jorge@rivera-realty.example", "#0b6e4f"),
    (ASSISTANT, "dana", "Dana Whitfield", "dana@rivera-realty.example", "#7a4fb5"),
)
_ROOMS = (
    ("C0LEADS", "leads", "New and hot leads"),
    ("C0DEALS", "deals", "Offers, pendings, closings"),
    ("C0MARKET", "marketing", "Campaigns and listings to promote"),
)
_DIRECT = {OWNER: "D0JORGE", ASSISTANT: "D0DANA"}


class Workspace:
    """Users, channels and what each user has read."""

    def __init__(self, shelf: Shelf, app: Installed) -> None:
        """Open the drawers and, at the first start, seed them."""
        self.users = shelf.drawer("desk.users")
        self.channels = shelf.drawer("desk.channels")
        self._reads = shelf.drawer("desk.reads")
        with shelf.bulk():
            self._seed(app)

    def _seed(self, app: Installed) -> None:
        for user_id, name, real_name, email, color in _PEOPLE:
            if user_id not in self.users:
                self.users[user_id] = _person(user_id, name, real_name, email, color)
        self.users[BOT_USER] = _bot(app.name)
        for channel_id, name, topic in _ROOMS:
            if channel_id not in self.channels:
                self.channels[channel_id] = {"id": channel_id, "name": name, "topic": topic, "im": False}
        for user_id, channel_id in _DIRECT.items():
            if channel_id not in self.channels:
                self.channels[channel_id] = {"id": channel_id, "name": "", "topic": "", "im": True, "user": user_id}

    def find_channel(self, name: str) -> dict[str, Any] | None:
        """Look a place up by channel id, `#name`, or the id of a user (their DM with the app)."""
        if name in self.channels:
            return self.channels[name]
        if name in _DIRECT:
            return self.channels[_DIRECT[name]]
        plain = name.removeprefix("#")
        return next((each for each in self.channels.values() if not each["im"] and each["name"] == plain), None)

    def direct(self, user_id: str) -> str:
        """Return the id of the DM between a person and the app."""
        return _DIRECT[user_id]

    def is_person(self, user_id: str) -> bool:
        """Tell whether somebody may sit at the page as this user."""
        return user_id in _DIRECT

    def members(self, channel_id: str) -> list[str]:
        """List who is in a channel, the app's user last."""
        channel = self.channels[channel_id]
        return [channel["user"], BOT_USER] if channel["im"] else [*_DIRECT, BOT_USER]

    def people_in(self, channel_id: str) -> list[str]:
        """List the members who have a page, that is everybody but the app."""
        return [each for each in self.members(channel_id) if each != BOT_USER]

    def last_read(self, user_id: str, channel_id: str) -> str:
        """Return the ts up to which a user has read a channel."""
        return str(self._reads.get(user_id, {}).get(channel_id, "0"))

    def mark_read(self, user_id: str, channel_id: str, ts: str) -> None:
        """Remember that a user has read a channel up to `ts`."""
        self._reads[user_id] = {**self._reads.get(user_id, {}), channel_id: ts}


def _person(user_id: str, name: str, real_name: str, email: str, color: str) -> dict[str, Any]:
    return _user(user_id, name, real_name, color) | {
        "is_admin": user_id == OWNER,
        "is_owner": user_id == OWNER,
        "is_bot": False,
        "profile": {
            "real_name": real_name,
            "display_name": real_name.partition(" ")[0],
            "email": email,
            "team": TEAM_ID,
        },
    }


def _bot(name: str) -> dict[str, Any]:
    return _user(BOT_USER, name.lower(), name, "#c2410c") | {
        "is_bot": True,
        "profile": {
            "real_name": name,
            "display_name": name,
            "bot_id": BOT_ID,
            "api_app_id": APP_ID,
            "team": TEAM_ID,
        },
    }


def _user(user_id: str, name: str, real_name: str, color: str) -> dict[str, Any]:
    about = {"id": user_id, "team_id": TEAM_ID, "name": name, "real_name": real_name, "color": color.lstrip("#")}
    return {**about, **_ZONE, "deleted": False, "is_app_user": False, "updated": _FOUNDED}
