"""The event log of the MLS (RESO RCP-27): which record something happened to, in a strictly rising order."""

from __future__ import annotations

from integrations.simulated.mls.fields import ENTITY_EVENT
from integrations.simulated.mls.rows import Row, pack
from integrations.simulated.shelf import Shelf

_MOST = 20_000


class EventLog:
    """Keeps the newest 20,000 events on the shelf; older ones are forgotten, numbers are never used again."""

    def __init__(self, shelf: Shelf) -> None:
        """Go on where the shelf's log ends."""
        self._drawer = shelf.drawer("mls.event")
        self._rows: dict[str, Row] = {key: pack(ENTITY_EVENT, one) for key, one in self._drawer.items()}
        self._last = max((int(key) for key in self._rows), default=0)

    def add(self, resource: str, key: str) -> int:
        """Write down that something happened to a record; return the event's number."""
        self._last += 1
        event = {"EntityEventSequence": self._last, "ResourceName": resource, "ResourceRecordKey": key}
        self._drawer[str(self._last)] = event
        self._rows[str(self._last)] = pack(ENTITY_EVENT, event)
        if len(self._rows) > _MOST:
            oldest = next(iter(self._rows))
            del self._rows[oldest], self._drawer[oldest]
        return self._last

    def rows(self) -> dict[str, Row]:
        """All events that are kept, oldest first."""
        return self._rows
