"""reactions.*: emoji of the app."""

from __future__ import annotations

from integrations.simulated.desk import reactions
from integrations.simulated.desk.api.call import Answer, Call, method, need_channel
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.installed import BOT_USER
from integrations.simulated.desk.refusal import RefusedError


@method("reactions.add", "reactions:write")
def add(desk: Desk, call: Call) -> Answer:
    """Add a reaction of the app."""
    channel = need_channel(desk, call)
    reactions.put(desk, BOT_USER, channel, call.need("timestamp"), call.need("name").strip(":"))
    return {}


@method("reactions.remove", "reactions:write", tier="tier2")
def remove(desk: Desk, call: Call) -> Answer:
    """Take a reaction of the app away."""
    channel = need_channel(desk, call)
    reactions.take(desk, BOT_USER, channel, call.need("timestamp"), call.need("name").strip(":"))
    return {}


@method("reactions.get", "reactions:read")
def get(desk: Desk, call: Call) -> Answer:
    """Read the reactions on a message."""
    channel = need_channel(desk, call)
    message = desk.messages.get(channel, call.need("timestamp"))
    if message is None:
        raise RefusedError("message_not_found")
    return {"type": "message", "channel": channel, "message": message}
