from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.engine.inbox import Inbox
from integrations.models.sync import SyncResult
from integrations.store import Store, rounds
from integrations.store.rounds import Kind, Round

_WHAT: Final[dict[Kind, str]] = {
    "copy": "",
    "events": "'s event log",
    "keys": "'s list of keys",
    "check": " (a sample, to check our copy)",
}
_COUNTED: Final = ("copy", "events")
_PATIENCE: Final = {"events": 3}  # failures in a row before a word; it is asked every minute
_PATIENCE_WITH_FLAPPING: Final = 3
_SETTLES: Final = timedelta(minutes=30)
_BACK: Final = "back_at"


@dataclass(frozen=True, slots=True)
class Outages:
    """Tells that a system does not answer once, and once that it does again, whoever noticed and however often.

    What was told is in the store, so that it holds for all processes and over restarts.
    """

    store: Store
    inbox: Inbox
    now: Callable[[], datetime]

    async def note(self, result: SyncResult) -> None:
        """What a copy shows of its system."""
        caught = result.added + result.changed + result.removed
        if result.error:
            await self.failed(result.system, result.title, result.error, caught=caught)
        else:
            await self.worked(result.system, result.title, caught=caught)

    async def failed(self, system: str, title: str, error: str, kind: Kind = "copy", *, caught: int = 0) -> None:
        """A round did not work: tell it, if that is news and no copy that fails too has told of it or will."""
        one = await self.store.write(rounds.failed, system, kind, error, self.now(), caught=caught)
        if one.told or one.failures < self._patience(one) or not await self._is_alone(one):
            return
        payload = {"system": system, "about": _about(one), "title": f"{title}{_WHAT[kind]}", "error": error}
        await self.inbox.emit("sync", "sync.failed", _key(one), payload)
        await self.store.write(rounds.tell, system, kind)

    async def worked(
        self,
        system: str,
        title: str,
        kind: Kind = "copy",
        *,
        caught: int = 0,
        outcome: Mapping[str, Any] | None = None,
    ) -> None:
        """A round worked: tell it, if Jorge was told that it did not. `outcome` is what it found."""
        before = await self.store.read(rounds.load, system, kind)
        if before.told and before.failing_since is not None:
            payload = self._recovered(before, title, before.caught + caught)
            await self.inbox.emit("sync", "sync.recovered", f"{_key(before)}:over", payload)
            outcome = outcome or {_BACK: self.now().isoformat()}
        await self.store.write(rounds.worked, system, kind, self.now(), outcome=outcome)

    def _patience(self, one: Round) -> int:
        """How many failures in a row are worth a word; more of them where it has just come back, and may flap."""
        back = one.outcome.get(_BACK)
        if back and self.now() - datetime.fromisoformat(back) < _SETTLES:
            return _PATIENCE_WITH_FLAPPING
        return _PATIENCE.get(one.kind, 1)

    def _recovered(self, one: Round, title: str, records: int) -> dict[str, Any]:
        name = f"{title}{_WHAT[one.kind]}"
        caught_up = f"{records:,} record{'' if records == 1 else 's'} caught up"
        since = one.failing_since or self.now()
        hours, minutes = divmod(int((self.now() - since).total_seconds() // 60), 60)
        return {
            "system": one.system,
            "about": _about(one),
            "title": name,
            "since": since.isoformat(),
            "away": f"{hours} h {minutes} min" if hours else f"{minutes} min",
            "records": records,
            "said": f"{name} answers again; {caught_up}" if one.kind in _COUNTED else f"{name} answers again",
        }

    async def _is_alone(self, one: Round) -> bool:
        """Whether copies work since this began to fail: otherwise the system is down, and the copy tells of that."""
        if one.kind == "copy":
            return True
        copy = await self.store.read(rounds.load, one.system, "copy")
        if copy.failing_since is not None:
            return False
        return copy.done_at is None or (one.failing_since is not None and copy.done_at > one.failing_since)


def _about(one: Round) -> str:
    """What has a card of its own."""
    return one.system if one.kind == "copy" else f"{one.system}:{one.kind}"


def _key(one: Round) -> str:
    since = one.failing_since.isoformat() if one.failing_since else ""
    return f"{one.system}:{one.kind}:{since}"
