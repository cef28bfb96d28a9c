from __future__ import annotations

from bot.slack.events.direct import answer
from bot.slack.parts import Event

EVENT = Event("app_mention", "app_mention", answer, scopes=("app_mentions:read", "channels:history"))
