from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from integrations.wire.errors import Unavailable, WireError
from tools.errors import ToolError

log = structlog.get_logger(__name__)

QUICK_TRIES: Final = 3
PATIENCE: Final = 5.0  # seconds; a longer wait is spent outside, so that it holds no worker


class StepFailed(Exception):
    """A step did not work. `again` says whether a later try may; `retry_after` is in how many seconds."""

    def __init__(self, reason: str, *, again: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.retry_after = retry_after


class TryLater(Exception):
    """A job cannot go on now; it starts again after `retry_after` seconds, or the usual pause."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Steps:
    """The steps of one job. What a step came to is kept, so that a job that starts again does not do it again.

    `again` says that this is a further try or a replay of a job that may have come some way before.
    """

    def __init__(self, *, again: bool = False, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.again = again
        self._pause = pause

    async def do(self, name: str, function: Callable[..., Awaitable[Any]], *args: Any) -> Any:
        """Run a step once, or a few times where the vendor is briefly unavailable; returns its result.

        Raises:
            StepFailed: it did not work; also when the job runs again and the step has failed before.
        """
        from dbos import DBOS

        run_step: Any = DBOS.run_step_async
        said = await run_step({"name": name}, self._outcome, function, args)
        if "failed" in said:
            raise StepFailed(said["failed"], again=said["again"], retry_after=said["retry_after"])
        return said["result"]

    async def get(self, name: str, function: Callable[..., Awaitable[Any]], *args: Any) -> Any:
        """Like `do`, for a step that the whole job needs.

        Raises:
            TryLater: the step may work later.
            StepFailed: it never will.
        """
        try:
            return await self.do(name, function, *args)
        except StepFailed as failed:
            if failed.again:
                raise TryLater(failed.reason, failed.retry_after) from failed
            raise

    async def _outcome(self, function: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> dict[str, Any]:
        # A failure is kept as plain words: an exception would be pickled and may not come back from the database.
        for attempt in range(1, QUICK_TRIES + 1):
            last = attempt == QUICK_TRIES
            wait = 0.25 * 4**attempt
            try:
                return {"result": await function(*args)}
            except Unavailable as error:
                wait = wait if error.retry_after is None else error.retry_after
                if last or wait > PATIENCE:
                    return _failed(str(error), again=True, retry_after=error.retry_after)
            except (WireError, ToolError) as error:
                return _failed(str(error))
            except Exception as error:
                # Whatever else goes wrong (a database that is away, a bug) gets its tries and ends as a dead letter.
                log.exception("step_stumbled")
                if last:
                    return _failed(f"{type(error).__name__}: {error}", again=True)
            await self._pause(wait)
        raise AssertionError("unreachable")  # pragma: no cover


def _failed(reason: str, *, again: bool = False, retry_after: float | None = None) -> dict[str, Any]:
    return {"failed": reason, "again": again, "retry_after": retry_after}
