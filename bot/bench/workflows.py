from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from bot.engine.steps import Steps
from bot.engine.workflows import APPLICATION_VERSION, Workflows
from integrations.store.system import open_system_engine

NAME: Final = "workflows"
_STEPS: Final = 3
_WORKERS: Final = 8

Figures = dict[str, Any]


async def run(*, count: int = 200, database_url: str = "", **_options: object) -> Figures:
    """Workflows of three empty steps per second: ours, against bare DBOS in the same run.

    Bare DBOS is measured as it ships and with the database set as ours is (WAL, full durability); both with as many
    workers as our hot lane. PostgreSQL too where `database_url` (or JORGE_DATABASE_URL) names one.
    """
    url = database_url or os.environ.get("JORGE_DATABASE_URL", "")
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="jorge-bench-") as folder:
        place = f"sqlite:///{Path(folder) / '{}.db'}"
        found["sqlite"] = {
            "jorge": await _ours(place.format("ours"), count),
            "bare_dbos_same_settings": await _bare(place.format("same"), count, tuned=True),
            "bare_dbos_as_shipped": await _bare(place.format("shipped"), max(20, count // 5), tuned=False),
        }
        if url:
            found["postgresql"] = {
                "jorge": await _ours(url, count),
                "bare_dbos_same_settings": await _bare(url, count, tuned=True),
            }
    for figures in found.values():
        figures["of_bare"] = round(figures["jorge"] / figures["bare_dbos_same_settings"], 2)
    return {"bench": NAME, "workflows": count, "steps_each": _STEPS, "unit": "workflows per second", "stores": found}


async def _ours(url: str, count: int) -> float:
    workflows, done = Workflows("bench", url=url), asyncio.Semaphore(0)

    async def job(steps: Steps) -> None:
        for number in range(_STEPS):
            await steps.do(f"step {number}", _nothing)
        done.release()

    workflows.add("bench", job)
    await workflows.launch()
    stamp = time.time_ns()
    began = time.monotonic()
    for number in range(count):
        await workflows.queue("hot", f"ours:{stamp}:{number}", "bench")
    for _ in range(count):
        await done.acquire()
    took = time.monotonic() - began
    await workflows.stop()
    return round(count / took, 1)


async def _bare(url: str, count: int, *, tuned: bool) -> float:
    from dbos import DBOS, SetWorkflowID

    engine = open_system_engine(url) if tuned else None
    config: dict[str, Any] = {
        "name": "bare", "system_database_url": url, "executor_id": "bare", "application_version": APPLICATION_VERSION,
        "log_level": "ERROR", "console_log_level": "ERROR", "enable_otlp": False,
    }  # fmt: skip
    DBOS(config={**config, **({"system_database_engine": engine} if engine else {})})  # type: ignore[typeddict-item]
    done = asyncio.Semaphore(0)

    @DBOS.workflow(name="bare")
    async def bare() -> None:
        for number in range(_STEPS):
            await DBOS.run_step_async({"name": f"step {number}"}, _nothing)
        done.release()

    DBOS.launch()
    await DBOS.register_queue_async("bare", worker_concurrency=_WORKERS, polling_interval_sec=0.02)
    stamp = time.time_ns()
    began = time.monotonic()
    for number in range(count):
        with SetWorkflowID(f"bare:{stamp}:{number}"):
            await DBOS.enqueue_workflow_async("bare", bare)
    for _ in range(count):
        await done.acquire()
    took = time.monotonic() - began
    await asyncio.sleep(0.2)  # the last one's outcome is still being written
    await asyncio.get_running_loop().run_in_executor(None, lambda: DBOS.destroy(destroy_registry=True))
    _fresh_threads()
    if engine is not None:
        engine.dispose()
    return round(count / took, 1)


async def _nothing() -> int:
    return 1


def _fresh_threads() -> None:
    from concurrent.futures import ThreadPoolExecutor

    # DBOS gave the loop a thread pool of its own, which has ended with it.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
