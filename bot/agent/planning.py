from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.agent.offline.conversation import think
from bot.agent.offline.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done about a request, before any tool runs: calls in order, or words."""

    text: str
    calls: tuple[tuple[str, dict[str, Any]], ...]
    answer: str = ""
    options: tuple[str, ...] = ()


def plan(text: str, today: date, places: Gazetteer) -> Plan:
    """What the offline model would do. Needs no LangChain, no store and no town."""
    step = think(text, today, places)
    return Plan(text, tuple((call.tool, call.args) for call in step.calls), step.say, step.options)


async def plan_live(texts: Sequence[str], today: date, *, model: str, api_key: str, base_url: str) -> list[Plan]:
    """What a real model would do about each of the requests."""
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    import prompts
    from bot.agent.graph import live_model
    from tools.toolbox import registry

    live = live_model(model, api_key, base_url)
    schemas = [
        {"name": tool.name, "description": tool.description, "parameters": tool.arguments.model_json_schema()}
        for tool in registry().values()
    ]
    bound = live.model.bind_tools([{"type": "function", "function": schema} for schema in schemas])
    system = f"{prompts.load('agent').text}\n\nToday is {today:%A} {today.isoformat()}."
    plans = []
    async with live.client:
        for text in texts:
            said = await bound.ainvoke([("system", system), ("human", text)])
            plans.append(Plan(text, tuple((call["name"], call["args"]) for call in said.tool_calls), str(said.text)))
    return plans
