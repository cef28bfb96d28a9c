from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import openai
from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langgraph.types import Command

from bot.agent.turn import MODEL_CALLS, Turn

FELL_BACK = "The language model did not answer ({why}), so the offline model did."
_HISTORY = 24
_PROVIDER_FAILED = (openai.OpenAIError, httpx2.HTTPError, TimeoutError, ValueError, KeyError, TypeError)


class Steady(AgentMiddleware[Any, Turn, Any]):
    """Around model and tool calls: limits, a trimmed history, the day, the offline model when the provider fails."""

    def __init__(self, offline: BaseChatModel, *, live: bool) -> None:
        super().__init__()
        self._offline = offline
        self._live = live

    async def awrap_model_call(
        self, request: ModelRequest[Turn], handler: Callable[[ModelRequest[Turn]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any] | AIMessage:
        """Call the model on what it should see."""
        turn = request.runtime.context
        turn.model_calls += 1
        if turn.model_calls > MODEL_CALLS:
            return AIMessage(
                content=f"I stopped after {MODEL_CALLS} steps without an answer. Ask for one thing at a time."
            )
        request = request.override(messages=recent(request.messages), system_message=_with_day(request, turn))
        if not self._live or turn.offline:
            return await handler(request.override(model=self._offline))
        try:
            return await handler(request)
        except _PROVIDER_FAILED as error:
            turn.offline, turn.model, turn.note = True, "offline", FELL_BACK.format(why=_why(error))
            return await handler(request.override(model=self._offline))

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
    ) -> ToolMessage | Command[Any]:
        """A tool that does not exist is told, not raised."""
        if request.tool is None:
            said = f'{{"status":"error","why":"There is no tool {request.tool_call["name"][:40]!r}."}}'
            return ToolMessage(
                said, tool_call_id=str(request.tool_call["id"]), name=request.tool_call["name"], status="error"
            )
        return await handler(request)


def recent(messages: list[AnyMessage]) -> list[AnyMessage]:
    """The last stretch of a conversation, cut before a question so that no tool result stands without its call."""
    if len(messages) <= _HISTORY:
        return messages
    starts = [at for at, message in enumerate(messages) if isinstance(message, HumanMessage)]
    cut = next((at for at in starts if len(messages) - at <= _HISTORY), starts[-1] if starts else 0)
    return messages[cut:]


def _with_day(request: ModelRequest[Turn], turn: Turn) -> SystemMessage:
    """The prompt, which is the same on every call, and behind it what changes."""
    asked = turn.question
    stable = str(request.system_message.text) if request.system_message else ""
    return SystemMessage(
        f"{stable}\n\nToday is {asked.today:%A} {asked.today.isoformat()} ({asked.zone}). User: {asked.user}."
    )


def _why(error: Exception) -> str:
    match error:
        case openai.APITimeoutError() | TimeoutError() | httpx2.TimeoutException():
            return "it took too long"
        case openai.RateLimitError():
            return "its limit is reached"
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return "it refuses the key"
        case openai.APIConnectionError() | httpx2.HTTPError():
            return "it cannot be reached"
        case openai.APIStatusError():
            return f"error {error.status_code}"
        case _:
            return "its answer made no sense"
