from __future__ import annotations

from datetime import datetime

from integrations.models.frozen import Frozen


class SyncResult(Frozen):
    """What one sync of one system did. `error` says what went wrong and what to do, empty when fine."""

    system: str
    title: str
    read: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    quarantined: int = 0
    seconds: float = 0.0
    watermark: datetime | None = None
    incremental: bool = True
    error: str = ""


class PartSyncResult(Frozen):
    """What a sync did with one resource beside the listings: Media, Member, Office or OpenHouse."""

    resource: str
    read: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    quarantined: int = 0
    error: str = ""


class PropertySyncResult(SyncResult):
    """A `SyncResult` of listings, with the changes worth an event (kind and listing refs), and what stands beside."""

    changes: tuple[tuple[str, str], ...] = ()
    parts: tuple[PartSyncResult, ...] = ()


class ContactSyncResult(SyncResult):
    """A `SyncResult` of contacts, with the changes worth an event: `changed` or `hot`, and the contact's id."""

    changes: tuple[tuple[str, str], ...] = ()


class SyncReport(Frozen):
    """What `sync_now` did, a line a system."""

    results: tuple[SyncResult, ...]
