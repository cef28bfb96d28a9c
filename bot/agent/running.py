from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.runnables import RunnableConfig

from bot.agent.memory import mended
from bot.agent.turn import Turn


async def run(graph: Any, turn: Turn, show: Callable[[str], Awaitable[None]], *, steps: int) -> AIMessage:
    """Run one question through the graph and return the model's last message; `show` gets its words as they come.

    Only the model's own tokens are shown, never a tool's output.
    """
    asked = turn.question
    config: RunnableConfig = {"configurable": {"thread_id": asked.thread}, "recursion_limit": steps}
    await turn.watch.status("Thinking …")
    before = (await graph.aget_state(config)).values.get("messages", [])
    message = HumanMessage(asked.text, additional_kwargs={"today": asked.today.isoformat()})
    last = AIMessage("")
    said = {"messages": [*mended(before), message]}
    modes = ["messages", "values"]
    async for mode, chunk in graph.astream(said, config, context=turn, stream_mode=modes, durability="exit"):
        if mode == "values":
            newest = chunk["messages"][-1]
            last = newest if isinstance(newest, AIMessage) else last
        elif words := _words(*chunk):
            await show(words)
    return last


def _words(message: Any, metadata: dict[str, Any]) -> str:
    if metadata.get("langgraph_node") != "model" or not isinstance(message, AIMessageChunk):
        return ""
    return str(message.text)
