from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from integrations.store.system import open_system_engine

# Changes of running workflows go through DBOS.patch; the version stays, so that a deploy resumes what was begun.
APPLICATION_VERSION: Final = "1"
_LANES: Final = {"hot": (8, 0.03), "normal": (4, 0.2), "bulk": (2, 1.0)}  # workers, seconds between looks
_ATTEMPTS: Final = 8

Job = Callable[..., Awaitable[Any]]


class Workflows:
    """Durable work on DBOS: a job that was queued runs to its end, whatever dies in between.

    A job is a name and plain arguments; its id is for ever, so queueing it twice runs it once. Jobs get a `Steps`,
    whose `do(name, function, *args)` runs a step, retries it while the vendor is unavailable, and remembers its
    result across restarts.
    """

    def __init__(self, executor: str, *, sqlite: Path | None = None, url: str = "") -> None:
        self._executor = executor
        self._url = url or f"sqlite:///{sqlite}"
        self._engine: Engine | None = None
        self._jobs: dict[str, Job] = {}
        self._dbos: Any = None

    def add(self, name: str, job: Job) -> None:
        """Make a job known; all of them before `launch`."""
        self._jobs[name] = job

    async def launch(self) -> None:
        """Start working, on the running event loop; resumes what an earlier run of this executor left."""
        from dbos import DBOS

        logging.getLogger("dbos").setLevel(logging.ERROR)
        self._engine = open_system_engine(self._url)
        config: dict[str, Any] = {
            "name": "jorge",
            "system_database_url": self._url,
            "system_database_engine": self._engine,
            "executor_id": self._executor,
            "application_version": APPLICATION_VERSION,
            "log_level": "ERROR",
            "console_log_level": "ERROR",
            "enable_otlp": False,
            "notification_listener_polling_interval_sec": 0.1,
        }
        DBOS(config=config)  # type: ignore[arg-type]
        self._dbos = DBOS
        jobs = self._jobs

        @DBOS.workflow(name="job")
        async def job(name: str, args: list[Any]) -> Any:
            return await jobs[name](Steps(), *args)

        self._workflow = job
        DBOS.launch()
        for lane, (workers, poll) in _LANES.items():
            await DBOS.register_queue_async(lane, worker_concurrency=workers, polling_interval_sec=poll)

    async def queue(self, lane: str, workflow_id: str, name: str, *args: Any) -> None:
        """Queue a job for ever under `workflow_id`; the same id again does nothing."""
        from dbos import SetWorkflowID

        with SetWorkflowID(workflow_id):
            await self._dbos.enqueue_workflow_async(lane, self._workflow, name, list(args))

    def stop(self) -> None:
        """Stop working; what is not finished goes on at the next start."""
        if self._dbos is None:
            return
        with warnings.catch_warnings(), contextlib.suppress(RuntimeError):
            warnings.simplefilter("ignore")
            self._dbos.destroy(destroy_registry=True)
        if self._engine is not None:
            self._engine.dispose()
        self._dbos = None


class Steps:
    """The steps of one job."""

    async def do(self, name: str, function: Callable[..., Awaitable[Any]], *args: Any) -> Any:
        """Run a step once, or as often as an unavailable vendor needs; its result is kept."""
        from dbos import DBOS

        options: dict[str, Any] = {
            "name": name,
            "retries_allowed": True,
            "max_attempts": _ATTEMPTS,
            "interval_seconds": 0.5,
            "backoff_rate": 2.0,
            "should_retry": _may_be_retried,
        }
        run_step: Any = DBOS.run_step_async
        return await run_step(options, function, *args)


def _may_be_retried(error: BaseException) -> bool:
    from integrations.wire.errors import Unavailable

    return isinstance(error, Unavailable)
