from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from bot.agent.gate import Gate, Stream
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.question import Answer, Question, Watch
from bot.agent.turn import Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from bot.agent.offline.model import OfflineChatModel
    from tools.toolbox import Toolbox

_PLACES_AGE = timedelta(minutes=10)
_STEPS = 60
NOT_COPIED = (
    "The first copy of the MLS is not done, so this may be incomplete. It runs by itself; `jorge sync` says why not."
)


@dataclass(slots=True)
class _Loaded:
    graph: Any
    offline: OfflineChatModel
    memory: Any
    client: Any = None


class Agent:
    """Answers questions by the tools, with a real model where a key is set and with the offline model else.

    Built once; LangChain is loaded by `start`, in a thread. Links in answers may only go to `hosts`.
    """

    def __init__(
        self,
        toolbox: Toolbox,
        *,
        memory: Path | None = None,
        api_key: str = "",
        base_url: str = "",
        model: str = "",
        hosts: Collection[str] = (),
        patience: float = 30.0,
        chat_model: BaseChatModel | None = None,
    ) -> None:
        self._toolbox = toolbox
        self._memory_path = memory
        self._provider = (model, api_key, base_url, patience)
        self._chat_model = chat_model
        self._gate = Gate(hosts)
        self._loaded: _Loaded | None = None
        self._starting = asyncio.Lock()
        self._threads: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._places_at: datetime | None = None

    @property
    def model(self) -> str:
        """The name of the model that answers."""
        name, api_key, *_ = self._provider
        return name if api_key or self._chat_model else "offline"

    async def start(self) -> None:
        """Load LangChain and build the graph. Harmless when repeated; `answer` does it where it was not done."""
        async with self._starting:
            if self._loaded is None:
                os.environ.setdefault("LANGSMITH_TRACING", "false")
                await asyncio.to_thread(_load)
                self._loaded = await self._build()

    async def close(self) -> None:
        """Close the conversations."""
        if self._loaded is not None:
            loaded, self._loaded = self._loaded, None
            await loaded.memory.conn.close()
            if loaded.client is not None:
                await loaded.client.aclose()

    async def answer(self, question: Question, watch: Watch) -> Answer:
        """Answer one question; questions of one thread wait for each other.

        Cancelling is safe: the next question of the thread finds a history without an open call.
        """
        await self.start()
        loaded = self._loaded
        assert loaded is not None  # noqa: S101  # start() built it
        await self._learn_places(loaded, question.now)
        lock = self._threads.setdefault(question.thread, asyncio.Lock())
        async with lock:
            turn = Turn(question, watch, self.model, offline=False)
            text, pending = await self._run(loaded, turn)
            await _forget(loaded, question.thread)
        return self._answer(turn, text, pending)

    async def _run(self, loaded: _Loaded, turn: Turn) -> tuple[str, dict[str, Any] | None]:
        from bot.agent.running import run

        stream = Stream(self._gate)

        async def show(delta: str) -> None:
            if ready := stream.feed(delta):
                await turn.watch.text(ready)

        message = await run(loaded.graph, turn, show, steps=_STEPS)
        if rest := stream.end():
            await turn.watch.text(rest)
        kept = message.additional_kwargs.get("jorge") or {}
        return str(message.text), kept.get("pending")

    def _answer(self, turn: Turn, text: str, pending: dict[str, Any] | None) -> Answer:
        last = turn.outcomes[-1].error if turn.outcomes else None
        options = tuple((pending or {}).get("options") or ()) or (last.options if last else ())
        shown = self._gate.pass_out(text).strip() or "Done."
        note = turn.note
        if turn.outcomes and self._places_at is None:
            note = f"{note} {NOT_COPIED}".strip()
        return Answer(shown, tuple(turn.outcomes), options, turn.model, note)

    async def _build(self) -> _Loaded:
        from bot.agent.graph import build_graph, live_model
        from bot.agent.memory import open_memory
        from bot.agent.offline.model import OfflineChatModel

        name, api_key, base_url, patience = self._provider
        offline = OfflineChatModel()
        memory = await open_memory(self._memory_path)
        live = live_model(name, api_key, base_url, patience=patience) if api_key else None
        model = self._chat_model or (live.model if live else None)
        graph = build_graph(self._toolbox, memory, offline, model)
        return _Loaded(graph, offline, memory, live.client if live else None)

    async def _learn_places(self, loaded: _Loaded, now: datetime) -> None:
        if self._places_at is not None and now - self._places_at < _PLACES_AGE:
            return
        known = await self._toolbox.hubs.mls.gazetteer()
        self._places_at = now if known.zips else None
        names = (*known.counties, *known.neighborhoods, *known.cities)
        loaded.offline.learn(await asyncio.to_thread(Gazetteer.of, names, known.zips, known.streets))


def _load() -> None:
    import bot.agent.graph
    import bot.agent.memory
    import bot.agent.running  # noqa: F401


async def _forget(loaded: _Loaded, thread: str) -> None:
    from bot.agent.memory import forget_steps

    with contextlib.suppress(asyncio.TimeoutError):
        await forget_steps(loaded.memory, thread)
