from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from bot.engine.inbox import Inbox
from bot.engine.outages import Outages
from integrations.mls.verifying import AIM, Difference, Verification, percent
from integrations.models.listing import Listing
from integrations.store import listings, rounds
from tools.tool import Hubs

SAMPLE: Final = 200  # listings a night and feed
_MOST_NAMED: Final = 5
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Checking:
    """How far our copy agrees with its source: measured, kept, and told where it is less than we aim for."""

    hubs: Hubs
    inbox: Inbox
    outages: Outages

    async def check(self, system: str) -> str:
        """Read a sample of a feed anew and compare it with ours. Raises a `WireError`."""
        before = await self.hubs.store.read(rounds.load, system, "check")
        found = await self.hubs.mls.verify(system, SAMPLE)
        day = f"{system}:{self.outages.now():%Y-%m-%d}"
        if found.share < AIM:
            await self.inbox.emit("schedule", "feed.differs", f"differs:{day}", await self._payload(found))
        elif before.outcome.get("told", before.outcome.get("share", 1.0) < AIM):
            agrees = {"system": system, "title": found.title, "percent": percent(found.share)}
            await self.inbox.emit("schedule", "feed.agrees", f"agrees:{day}", agrees)
        await self.outages.worked(system, found.title, "check", outcome={**found.kept, "told": found.share < AIM})
        return f"{percent(found.share)} % of {found.fields:,} fields equal"

    async def _payload(self, found: Verification) -> dict[str, Any]:
        refs = list(dict.fromkeys(one.ref for one in found.differences))
        homes = {one.ref: one for one in await self.hubs.store.read(listings.by_refs, refs)}
        fields = Counter(one.field for one in found.differences)
        said = [_said(one, homes.get(one.ref)) for one in found.differences[:_MOST_NAMED]]
        return {
            "system": found.system,
            "title": found.title,
            "percent": percent(found.share),
            "aim": percent(AIM),
            "sampled": found.sampled,
            "fields": ", ".join(f"{name} ({count})" for name, count in fields.most_common(_MOST_NAMED)),
            "examples": "; ".join(said),
            "listings": refs,
        }


def _said(one: Difference, home: Listing | None) -> str:
    """A difference in words; of a home whose seller hides it, only that there is one."""
    if home is not None and not home.internet_address_display:
        return f"{one.ref}: {one.field} differs"
    told = f"{one.field} is {one.ours[:_LONGEST]} here and {one.theirs[:_LONGEST]} there"
    return f"{(home and home.unparsed_address) or one.ref} ({one.ref}): {told}"
