from __future__ import annotations

from typing import Any

import yaml

from bot.slack.registry import commands, events

PROMPTS = (
    {"title": "Who is hot?", "message": "Who are my hottest buyers under 800k?"},
    {"title": "New today", "message": "What came on the market today in Ballard?"},
    {"title": "My listings", "message": "Show my listings"},
    {"title": "Sync", "message": "Sync the MLS now"},
)
# What the Web API methods of the outbound side want, beyond what events and commands need.
_CALLING_SCOPES = (
    "assistant:write",
    "chat:write",
    "files:read",
    "files:write",
    "im:read",
    "im:write",
    "reactions:write",
    "users:read",
    "users:read.email",
)
_LONG = (
    "Jorge is a colleague for a residential real-estate agent. He watches the MLS, the CRM and the marketing systems, "
    "values homes from comparable sales with a report to hand over, finds leads and listings in plain words, and tells "
    "you within seconds when a lead turns hot. Campaigns and texts are prepared for you and go out only after you "
    "approve them on a card that shows the audience, the words and the cost."
)


def build_manifest() -> dict[str, Any]:
    """The app as Slack must know it: computed from the commands, events and calls that the code really has."""
    return {
        "_metadata": {"schema_version": "2.0.0", "major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Jorge",
            "description": "A real-estate agent's colleague: values homes, watches leads, acts after approval",
            "background_color": "#0f766e",
            "long_description": _LONG,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Jorge", "always_online": True},
            "agent_view": {
                "agent_description": "Values homes, finds leads and listings, prepares campaigns, tells of hot leads.",
                "suggested_prompts": [dict(prompt) for prompt in PROMPTS],
            },
            "slash_commands": [
                {
                    "command": one.name,
                    "description": one.description,
                    "usage_hint": one.usage_hint,
                    "should_escape": False,
                }
                for one in commands()
            ],
        },
        "oauth_config": {"scopes": {"bot": list(bot_scopes())}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(one.name for one in events())},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def bot_scopes() -> tuple[str, ...]:
    """Every scope the bot needs."""
    heard = {scope for one in events() for scope in one.scopes}
    return tuple(sorted({*heard, *_CALLING_SCOPES, *(("commands",) if commands() else ())}))


def render_manifest() -> str:
    """The manifest as YAML, as it stands in `manifest.yml`."""
    said = "# Written by `jorge manifest --write` from the code; change the code, not this file.\n"
    return said + yaml.safe_dump(build_manifest(), sort_keys=False, allow_unicode=True, width=100)
