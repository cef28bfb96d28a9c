from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import orjson
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, PrivateAttr

from bot.agent.offline.conversation import Memory, think
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer, built_in
from bot.agent.offline.replies import Reply, tell
from bot.agent.offline.slots.choices import CHOICES

NAME = "offline"
MARK = "jorge"


class OfflineChatModel(BaseChatModel):
    """A chat model by rules: reads the user's words, calls tools, and words the answer from their typed results.

    The day a question was asked rides on its message (`additional_kwargs["today"]`, ISO); `today` serves where it does
    not. What a question leaves open rides on the model's own messages, so that "98103" or "the second one" finishes it.
    Text inside tool results never decides which tool is called.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    today: date | None = None
    tool_names: tuple[str, ...] = ()
    _places: Gazetteer = PrivateAttr(default_factory=built_in)

    @property
    def _llm_type(self) -> str:
        return NAME

    def learn(self, places: Gazetteer) -> None:
        """Know these places from now on."""
        self._places = places

    def bind_tools(self, tools: Sequence[Any], **_kwargs: Any) -> OfflineChatModel:
        """The same model, which calls no other tools than these."""
        names = tuple(getattr(tool, "name", None) or tool["function"]["name"] for tool in tools)
        return self.model_copy(update={"tool_names": names})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager, kwargs
        return ChatResult(generations=[ChatGeneration(message=self._reply(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        del stop, kwargs
        for piece in _pieces(self._reply(messages)):
            if run_manager and piece.content:
                run_manager.on_llm_new_token(str(piece.content), chunk=ChatGenerationChunk(message=piece))
            yield ChatGenerationChunk(message=piece)

    def _reply(self, messages: list[BaseMessage]) -> AIMessage:
        at = max((index for index, one in enumerate(messages) if isinstance(one, HumanMessage)), default=None)
        if at is None:
            return _words("What can I do for you?")
        since = messages[at + 1 :]
        results = [one for one in since if isinstance(one, ToolMessage)]
        if any(isinstance(one, AIMessage) and one.tool_calls and MARK not in one.additional_kwargs for one in since):
            return _say(tell([_read(one) for one in results]))  # another model called; only word what came of it
        step = think(str(messages[at].text), self._day(messages[at]), self._places, _memory(messages[:at]))
        calls = [call for call in step.calls if not self.tool_names or call.tool in self.tool_names]
        if not calls:
            return _words(step.say, step.pending)
        read = [_read(one) for one in results]
        asked_back = any(one.get("status") == "error" for one in read)
        if len(results) < len(calls) and not asked_back:
            return _call(calls[len(results)])
        return _say(tell(read, [note for call in calls for note in call.notes]), calls[max(0, len(read) - 1)])

    def _day(self, message: BaseMessage) -> date:
        said = message.additional_kwargs.get("today")
        if said:
            return date.fromisoformat(str(said))
        if self.today is None:
            raise ValueError(
                'the question carries no day: set additional_kwargs["today"] on it or `today` on the model'
            )
        return self.today


def _memory(messages: list[BaseMessage]) -> Memory:
    """What the last answer left open, and the last call that was made."""
    spoken = [one for one in messages if isinstance(one, AIMessage)]
    open_call = (spoken[-1].additional_kwargs.get(MARK) or {}).get("pending") if spoken else None
    calls = [call for one in spoken for call in one.tool_calls]
    return Memory(_draft(open_call), _previous(calls, messages))


def _previous(calls: list[Any], messages: list[BaseMessage]) -> Draft | None:
    """The last call; of valuations of one home the last that had an answer, so that a slip is not repeated."""
    if not calls:
        return None
    results = {one.tool_call_id: _read(one) for one in messages if isinstance(one, ToolMessage)}
    last = calls[-1]
    if last["name"] == "run_cma" and results.get(last["id"], {}).get("status") == "error":
        alike = [one for one in calls if one["args"].get("address") == last["args"].get("address")]
        last = next((one for one in reversed(alike) if results.get(one["id"], {}).get("status") == "ok"), last)
    return Draft(last["name"], _as_done(last, results.get(last["id"], {})))


def _as_done(call: Any, result: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call; what its result names for good ("number 3" was that sale) in the place of the words."""
    args = dict(call["args"])
    done = result.get("chosen")
    if not isinstance(done, dict):
        return args
    return {name: value for name, value in args.items() if name not in CHOICES} | done


def _draft(said: dict[str, Any] | None) -> Draft | None:
    if not said:
        return None
    return Draft(said["tool"], dict(said["args"]), said["missing"], said["ask"], tuple(said["options"]))


def _pending(draft: Draft | None) -> dict[str, Any] | None:
    if draft is None:
        return None
    return {
        "tool": draft.tool,
        "args": draft.args,
        "missing": draft.missing,
        "ask": draft.ask,
        "options": list(draft.options),
    }


def _call(draft: Draft) -> AIMessage:
    call = {"name": draft.tool, "args": draft.args, "id": f"call_{uuid4().hex}", "type": "tool_call"}
    return AIMessage(content="", tool_calls=[call], additional_kwargs={MARK: {"notes": list(draft.notes)}})


def _words(text: str, pending: Draft | None = None) -> AIMessage:
    return AIMessage(content=text, additional_kwargs={MARK: {"pending": _pending(pending)}})


def _say(reply: Reply, call: Draft | None = None) -> AIMessage:
    """The answer; where a tool asked back, the call stays open until the user settles it."""
    if call is None or not reply.field:
        return _words(reply.text)
    return _words(reply.text, Draft(call.tool, call.args, reply.field, reply.text, reply.options))


def _read(message: ToolMessage) -> dict[str, Any]:
    try:
        said = orjson.loads(str(message.text))
    except orjson.JSONDecodeError:
        said = None
    if isinstance(said, dict):
        return said
    return {"tool": message.name or "", "status": "error", "why": "The tool could not be run."}


def _pieces(message: AIMessage) -> Iterator[AIMessageChunk]:
    if message.tool_calls:
        call = message.tool_calls[0]
        chunk = tool_call_chunk(name=call["name"], args=orjson.dumps(call["args"]).decode(), id=call["id"], index=0)
        yield AIMessageChunk(content="", tool_call_chunks=[chunk], additional_kwargs=message.additional_kwargs)
        return
    words = str(message.content).split(" ")
    for at, word in enumerate(words):
        last = at == len(words) - 1
        kept = message.additional_kwargs if last else {}
        yield AIMessageChunk(content=word if last else f"{word} ", additional_kwargs=kept)
