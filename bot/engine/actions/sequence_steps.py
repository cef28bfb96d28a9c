from __future__ import annotations

from bot.engine.actions.performing import Actions
from bot.engine.actions.tool_calls import ToolCalls
from bot.engine.sequences import Sequences
from bot.rules.actions import ToolCall
from bot.rules.rule import OrchestrationRule
from integrations.events import Event
from integrations.wire.errors import NotConfigured


async def take_step(actions: Actions, event: Event) -> str:
    """Call the tool of a sequence's step that is due; in a few words what came of it.

    Raises:
        Unavailable: a vendor is down; try again.
    """
    step = await Sequences(actions.toolbox.hubs.store, actions.inbox, actions.now).step_of(event)
    if step is None:
        return "stopped before"
    call = ToolCall(action="tool", tool=step.tool, args=step.args)
    name = str(event.payload.get("sequence"))
    rule = OrchestrationRule(rule_id=f"sequence_{name}"[:64], name=name, description="", event_pattern={})
    try:
        return await ToolCalls(actions.toolbox, actions.notifier).call(call, rule, event, f"sequence:{event.key}")
    except NotConfigured as error:
        return f"NotConfigured: {error}"
