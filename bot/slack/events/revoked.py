from __future__ import annotations

from bot.slack.events.uninstalled import warn
from bot.slack.parts import Event

EVENT = Event("tokens_revoked", "tokens_revoked", warn)
