"""The app as installed on the desk: what its manifest allows it to do, hear and offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

APP_ID = "A0JORGE"
BOT_ID = "B0JORGE"
BOT_USER = "U0BOT"
TEAM_ID = "T0JORGE"
TEAM_NAME = "Rivera & Co. Realty"
TEAM_DOMAIN = "rivera-realty"


@dataclass(frozen=True, slots=True)
class Installed:
    """The parts of a manifest that change how Slack treats the app."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[dict[str, str], ...]
    prompts: tuple[dict[str, str], ...]
    home_tab: bool

    @classmethod
    def read(cls, manifest: dict[str, Any]) -> Installed:
        """Take an app manifest (schema 2.0.0) as parsed from YAML or JSON."""
        features = manifest.get("features") or {}
        settings = manifest.get("settings") or {}
        scopes = (manifest.get("oauth_config") or {}).get("scopes") or {}
        bot = features.get("bot_user") or {}
        about = manifest.get("display_information") or {}
        agent = features.get("agent_view") or {}
        return cls(
            name=bot.get("display_name") or about.get("name") or "Jorge",
            scopes=frozenset(scopes.get("bot") or ()),
            events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or ()),
            commands=tuple(_command(each) for each in features.get("slash_commands") or ()),
            prompts=tuple(agent.get("suggested_prompts") or ()),
            home_tab=bool((features.get("app_home") or {}).get("home_tab_enabled", True)),
        )

    def offers(self, command: str) -> bool:
        """Tell whether the manifest declares this slash command."""
        return any(each["command"] == command for each in self.commands)


def _command(declared: dict[str, Any]) -> dict[str, str]:
    return {
        "command": declared["command"],
        "description": declared.get("description", ""),
        "usage_hint": declared.get("usage_hint", ""),
    }
