from __future__ import annotations

import asyncio
import contextlib
import logging
import warnings
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import Engine

from bot.engine.lanes import Lane, lanes, pace_polling
from bot.engine.steps import StepFailed, Steps, TryLater
from integrations.store.reach import is_away
from integrations.store.system import open_system_engine, queue_depths

log = structlog.get_logger(__name__)

# Changes of running workflows go through DBOS.patch; the version stays, so that a deploy resumes what was begun.
APPLICATION_VERSION: Final = "1"
PAUSES: Final = (10.0, 60.0, 300.0, 900.0, 3600.0, 4 * 3600.0)  # seconds before each further try; then it is dead
LISTENING: Final = 1.0  # seconds; nothing here waits for DBOS's notifications
_LONGEST_PAUSE: Final = 24 * 3600.0
INTERNAL_QUEUE: Final = "_dbos_internal_queue"  # for what never stood in a lane
_RECOVERIES: Final = 1000
_TRY: Final = "#"
_REPLAY: Final = "@"

Job = Callable[..., Awaitable[Any]]
GiveUp = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Known:
    run: Job
    give_up: GiveUp | None


class Workflows:
    """Durable work on DBOS: a job that was queued runs to its end, whatever dies in between.

    A job is a name and plain arguments; its id is for ever, so queueing it twice runs it once. Jobs get `Steps`. One
    that raises `TryLater` starts again after a pause as a workflow of its own, which holds no worker while it waits;
    when its tries are used up, its `give_up(reason, *args)` writes that down.
    """

    def __init__(
        self, executor: str, *, sqlite: Path | None = None, url: str = "", pauses: tuple[float, ...] = PAUSES
    ) -> None:
        self.executor = executor
        self._url = url or f"sqlite:///{sqlite}"
        self._pauses = pauses
        self._engine: Engine | None = None
        self._jobs: dict[str, _Known] = {}
        self._lanes: dict[str, Lane] = lanes()
        self._dbos: Any = None
        self._running: Any = None

    @property
    def system(self) -> Any:
        """DBOS's own database, for measurements."""
        return self._running._sys_db  # noqa: SLF001

    def add(self, name: str, job: Job, give_up: GiveUp | None = None) -> None:
        """Make a job known; all of them before `launch`."""
        self._jobs[name] = _Known(job, give_up)

    async def launch(self) -> None:
        """Start working, on the running event loop; resumes what an earlier run of this executor left."""
        from dbos import DBOS

        logging.getLogger("dbos").setLevel(logging.ERROR)
        self._engine = open_system_engine(self._url)
        config: dict[str, Any] = {
            "name": "jorge",
            "system_database_url": self._url,
            "system_database_engine": self._engine,
            "executor_id": self.executor,
            "application_version": APPLICATION_VERSION,
            "log_level": "ERROR",
            "console_log_level": "ERROR",
            "enable_otlp": False,
            "scheduler_polling_interval_sec": 3600.0,
            "notification_listener_polling_interval_sec": LISTENING,
        }
        self._running = running = DBOS(config=config)  # type: ignore[arg-type]
        self._dbos = DBOS

        @DBOS.workflow(name="job", max_recovery_attempts=_RECOVERIES)
        async def job(name: str, args: list[Any], lane: str = "normal", attempt: int = 0, at_once: bool = False) -> Any:
            with self._lanes[lane].working(str(DBOS.workflow_id), at_once=at_once):
                try:
                    return await self._run(name, args, lane, attempt)
                except Exception as error:
                    if self._dbos is not None and not is_away(error):
                        raise
                    # As after a crash: DBOS would write down that it failed, and `resume` goes on with it.
                    log.warning("job_interrupted", job=name, why=str(error).splitlines()[0])
                    raise asyncio.CancelledError from error

        self._workflow = job
        DBOS.launch()
        pace_polling(running._sys_db, self._lanes)  # noqa: SLF001  # see there
        for lane in self._lanes.values():
            await DBOS.register_queue_async(lane.name, worker_concurrency=lane.workers, polling_interval_sec=lane.busy)

    async def queue(self, lane: str, workflow_id: str, name: str, *args: Any) -> None:
        """Queue a job for ever under `workflow_id`; the same id again does nothing.

        Where the lane has room in this process the job starts at once, without waiting for the next look.
        """
        from dbos import SetWorkflowID

        here = self._lanes[lane]
        with SetWorkflowID(workflow_id):
            if not here.reserve(workflow_id):
                await self._dbos.enqueue_workflow_async(lane, self._workflow, name, list(args), lane)
                here.stir()
                return
            try:
                handle = await self._dbos.start_workflow_async(self._workflow, name, list(args), lane, 0, True)  # noqa: FBT003
            except BaseException:
                here.give_back(workflow_id)
                raise
        if not hasattr(handle, "task"):
            here.give_back(workflow_id)  # the id is known: it ran or runs already

    async def adopt(self, executor: str) -> int:
        """Take over what an executor left that is no more; returns how many workflows go on here or at a peer.

        A workflow changes its executor in one compare-and-set, so two that adopt at once do no harm.
        """
        handles = await asyncio.to_thread(self._dbos._recover_pending_workflows, [executor])  # noqa: SLF001  # DBOS offers no other; pinned by a test
        return len(handles)

    async def strays(self) -> set[str]:
        """What the database says runs here, and does not.

        A database that goes away while DBOS takes work up, or while it writes an outcome down, leaves such work behind,
        and as long as this process lives nobody would ever go on with it.
        """
        read = self._running._sys_db.get_pending_workflows  # noqa: SLF001  # as DBOS itself does at launch
        found = await asyncio.to_thread(read, self.executor, APPLICATION_VERSION)
        active = set(self._running._active_workflows_set.activeList())  # noqa: SLF001
        return {one.workflow_id for one in found} - active

    async def resume(self, strays: Collection[str]) -> None:
        """Go on with work that the database says runs here, and does not."""
        again = self._running._sys_db.reenqueue_for_recovery  # noqa: SLF001
        for workflow_id in strays:
            await asyncio.to_thread(again, workflow_id, [self.executor], INTERNAL_QUEUE)

    async def executors(self) -> set[str]:
        """The executors that workflows are running on, as far as the database knows."""
        found = await self._dbos.list_workflows_async(
            status="PENDING", app_version=APPLICATION_VERSION, load_input=False, load_output=False
        )
        return {str(one.executor_id) for one in found}

    @property
    def working(self) -> bool:
        """Whether this process takes work."""
        return self._dbos is not None

    async def depths(self) -> dict[str, tuple[int, int]]:
        """Of each lane how many jobs wait, in all processes together, and how many run in this one."""
        waiting = await asyncio.to_thread(queue_depths, self._engine) if self._engine is not None else {}
        return {name: (waiting.get(name, 0), lane.active) for name, lane in self._lanes.items()}

    async def stop(self) -> None:
        """Stop working, in the middle of whatever runs; it goes on at the next start, or at a peer."""
        if self._dbos is None:
            return
        dbos, self._dbos = self._dbos, None
        for stopping in self._running.background_thread_stop_events:
            stopping.set()  # nothing more is taken out of the queues
        # A cancelled workflow stays pending, as after a crash.
        under_way = list(self._running._workflow_tasks)  # noqa: SLF001  # DBOS offers no other way to end them
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        for lane in self._lanes.values():
            lane.stir()
        # DBOS gave the loop a thread pool of its own, which ends with it; and it waits for threads that wait for us.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(thread_name_prefix="jorge"))
        await asyncio.to_thread(self._destroy, dbos)

    def _destroy(self, dbos: Any) -> None:
        with warnings.catch_warnings(), contextlib.suppress(RuntimeError):
            warnings.simplefilter("ignore")
            dbos.destroy(destroy_registry=True)
        if self._engine is not None:
            self._engine.dispose()

    async def _run(self, name: str, args: list[Any], lane: str, attempt: int) -> Any:
        from dbos import DBOS

        steps, known = Steps(again=_is_again(str(DBOS.workflow_id))), self._jobs[name]
        try:
            return await known.run(steps, *args)
        except TryLater as later:
            if attempt < len(self._pauses):
                return await self._later(later, name, args, lane, attempt)
            reason = f"given up after {attempt + 1} tries: {later.reason}"
        except StepFailed as failed:
            reason = failed.reason
        except Exception as error:
            if self._dbos is None or is_away(error):
                raise
            log.exception("job_stumbled", job=name)
            reason = f"{type(error).__name__}: {error}"
        log.warning("job_given_up", job=name, why=reason)
        if known.give_up is not None:
            await steps.do("give up", known.give_up, reason, *args)
        return f"dead: {reason}"

    async def _later(self, later: TryLater, name: str, args: list[Any], lane: str, attempt: int) -> str:
        from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

        pause = min(_LONGEST_PAUSE, max(self._pauses[attempt], later.retry_after or 0.0))
        root = str(DBOS.workflow_id).partition(_TRY)[0]
        with SetWorkflowID(f"{root}{_TRY}{attempt + 1}"), SetEnqueueOptions(delay_seconds=pause):
            await self._dbos.enqueue_workflow_async(lane, self._workflow, name, args, lane, attempt + 1)
        return f"again in {pause:.0f} s: {later.reason}"


def replay_id(workflow_id: str, replays: int) -> str:
    """The id of a workflow's replay: a run of its own."""
    return f"{workflow_id}{_REPLAY}{replays}" if replays else workflow_id


def _is_again(workflow_id: str) -> bool:
    return _TRY in workflow_id or _REPLAY in workflow_id
