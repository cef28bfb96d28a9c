"""Events on their way to the app: kept until acknowledged, repeated as Slack repeats them."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from typing import Any

from integrations.simulated.desk.installed import APP_ID, BOT_USER, TEAM_ID
from integrations.simulated.desk.sockets import Courier, NoAnswerError, NoAppError
from integrations.simulated.shelf import Shelf

_log = logging.getLogger(__name__)


class Delivery:
    """The queue of events. While no app is connected they wait; then they are delivered in order."""

    def __init__(self, shelf: Shelf, courier: Courier, retry_after: tuple[float, ...]) -> None:
        """Open the queue that an earlier run may have left."""
        self._queue = shelf.drawer("desk.outgoing")
        self._courier = courier
        self._retry_after = retry_after
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Take up what an earlier run did not deliver; may be called again."""
        for event_id in tuple(self._queue):
            if event_id not in self._tasks:
                self._run(event_id)

    def stop(self) -> None:
        """Leave undelivered events on the shelf for the next run."""
        for task in tuple(self._tasks.values()):
            task.cancel()

    def submit(self, event: dict[str, Any]) -> str:
        """Queue one event for the app and return its event_id."""
        event_id = f"Ev{uuid.uuid4().hex[:12].upper()}"
        self._queue[event_id] = {"payload": _callback(event_id, event), "attempt": 0, "reason": "", "due": 0.0}
        self._run(event_id)
        return event_id

    def _run(self, event_id: str) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(event_id))
        self._tasks[event_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(event_id, None))

    async def _deliver(self, event_id: str) -> None:
        kept = self._queue[event_id]
        while kept["attempt"] <= len(self._retry_after):
            await asyncio.sleep(max(0.0, kept["due"] - time.time()))
            await self._courier.connected.wait()
            try:
                await self._courier.ask("events_api", kept["payload"], retry=kept["attempt"], reason=kept["reason"])
            except NoAppError:
                continue
            except NoAnswerError as failed:
                kept = self._again(event_id, kept, failed.reason)
            else:
                break
        else:
            _log.warning("the app did not acknowledge event %s (%s)", event_id, kept["payload"]["event"]["type"])
        self._queue.pop(event_id, None)

    def _again(self, event_id: str, kept: dict[str, Any], reason: str) -> dict[str, Any]:
        attempt = kept["attempt"] + 1
        pause = self._retry_after[attempt - 1] if attempt <= len(self._retry_after) else 0.0
        self._queue[event_id] = {**kept, "attempt": attempt, "reason": reason, "due": time.time() + pause}
        return self._queue[event_id]


def _callback(event_id: str, event: dict[str, Any]) -> dict[str, Any]:
    installed = {"enterprise_id": None, "team_id": TEAM_ID, "user_id": BOT_USER}
    return {
        "token": "desk-verification-token",
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(time.time()),
        "authorizations": [{**installed, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
