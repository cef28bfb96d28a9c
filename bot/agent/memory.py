from __future__ import annotations

from pathlib import Path
from typing import Any

import aiosqlite
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

_KEPT = 40
_MOST = 80


async def open_memory(path: Path | None) -> AsyncSqliteSaver:
    """The conversations, in a SQLite file (or in memory)."""
    connection = await aiosqlite.connect(path or ":memory:")
    saver = AsyncSqliteSaver(connection, serde=JsonPlusSerializer(pickle_fallback=False))
    await saver.setup()
    return saver


async def forget_steps(saver: AsyncSqliteSaver, thread: str) -> None:
    """Keep only the newest checkpoint of a thread: a conversation needs no way back, and steps take 30 kB each."""
    newest = "SELECT MAX(checkpoint_id) FROM checkpoints WHERE thread_id = ?"
    async with saver.lock:
        for table in ("checkpoints", "writes"):
            statement = f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < ({newest})"  # noqa: S608  # fixed names
            await saver.conn.execute(statement, (thread, thread))
        await saver.conn.commit()


def mended(messages: list[AnyMessage]) -> list[Any]:
    """What to write into a history before the next question so that it is sane.

    A call that was cut off gets an answer (a provider refuses a history with an open call), and what is far back goes.
    """
    answered = {one.tool_call_id for one in messages if isinstance(one, ToolMessage)}
    repairs: list[Any] = []
    for one in messages:
        if isinstance(one, AIMessage) and any(call["id"] not in answered for call in one.tool_calls):
            repairs.append(RemoveMessage(id=str(one.id)))
            repairs += [RemoveMessage(id=str(other.id)) for other in messages if _answers(other, one)]
    if len(messages) > _MOST:
        starts = [at for at, one in enumerate(messages) if isinstance(one, HumanMessage)]
        cut = next((at for at in starts if len(messages) - at <= _KEPT), starts[-1] if starts else 0)
        gone = {repair.id for repair in repairs}
        repairs += [RemoveMessage(id=str(one.id)) for one in messages[:cut] if one.id not in gone]
    return repairs


def _answers(message: AnyMessage, call: AIMessage) -> bool:
    return isinstance(message, ToolMessage) and message.tool_call_id in {one["id"] for one in call.tool_calls}
