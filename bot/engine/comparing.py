from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bot.engine.inbox import Inbox
from bot.engine.outages import Outages
from integrations.mls import ReconcileRefused
from integrations.store import rounds
from integrations.store.rounds import Round
from tools.tool import Hubs

MOST_NAMED: Final = 5  # listings on the card of a takedown
MOST_KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class Comparing:
    """Compares the keys of an MLS with ours; a suspicious gap is told with listings that are missing, and its end."""

    hubs: Hubs
    inbox: Inbox
    outages: Outages

    async def compare(self, system: str) -> str:
        """Let go of what an MLS has no more, unless that is suspiciously much. Raises a `WireError`."""
        before = await self.hubs.store.read(rounds.load, system, "keys")
        try:
            outcome: dict[str, Any] = {"removed": await self.hubs.mls.reconcile(system)}
        except ReconcileRefused as refused:
            outcome = {"missing": refused.missing, "held": refused.held, "listings": refused.listings[:MOST_KEPT]}
            if before.outcome.get("missing") != refused.missing:  # else Jorge knows already
                examples = "; ".join(refused.listings[:MOST_NAMED])
                await self._tell(before, "takedown", refused.missing, **outcome, examples=examples)
        else:
            if "missing" in before.outcome:
                await self._tell(before, "complete", before.outcome["missing"], **outcome)
        await self.outages.worked(system, self.hubs.mls.title_of(system), "keys", outcome=outcome)
        if "missing" in outcome:
            return f"refused, {outcome['missing']} of {outcome['held']} missing"
        return f"{outcome['removed']} removed"

    async def _tell(self, before: Round, what: str, mark: int, **facts: Any) -> None:
        """Tell it once: after a crash the round before is still the same, and so is the event."""
        system, since = before.system, before.done_at.isoformat() if before.done_at else ""
        payload = {"system": system, "title": self.hubs.mls.title_of(system), **facts}
        await self.inbox.emit("schedule", f"feed.{what}", f"{what}:{system}:{since}:{mark}", payload)
