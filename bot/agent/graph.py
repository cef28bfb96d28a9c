from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx2
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.base import BaseCheckpointSaver
from pydantic import SecretStr

import prompts
from bot.agent.middleware import Steady
from bot.agent.offline.model import OfflineChatModel
from bot.agent.tooling import langchain_tools
from bot.agent.turn import Turn
from tools.toolbox import Toolbox

PATIENCE = 30.0


def build_graph(
    toolbox: Toolbox, memory: BaseCheckpointSaver[Any], offline: OfflineChatModel, live: BaseChatModel | None
) -> Any:
    """The agent's graph: model, tools, limits, memory. Without a live model the offline one drives the same graph."""
    return create_agent(
        model=live or offline,
        tools=langchain_tools(toolbox),
        system_prompt=prompts.load("agent").text,
        middleware=[Steady(offline, live=live is not None)],
        context_schema=Turn,
        checkpointer=memory,
    )


@dataclass(frozen=True, slots=True)
class Live:
    """A provider's model, and the HTTP client under it, which is ours to close."""

    model: BaseChatModel
    client: httpx2.AsyncClient


def live_model(name: str, api_key: str, base_url: str, *, patience: float = PATIENCE) -> Live:
    """The model of an OpenAI-compatible provider."""
    client = httpx2.AsyncClient(timeout=patience)
    model = ChatOpenAI(
        model=name,
        api_key=SecretStr(api_key),
        base_url=base_url or None,
        timeout=patience,
        max_retries=1,
        http_async_client=client,
    )
    return Live(model, client)
