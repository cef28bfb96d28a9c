"""A resource beside Property on a RESO server: photos, agents, offices, visiting hours."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence

from integrations.mls.dialect import Beside, Dialect, literal
from integrations.mls.feed import Page, Record, Span
from integrations.mls.reading_parts import read_part
from integrations.mls.session import Session
from integrations.models.listing_parts import Media, Part
from integrations.wire.errors import Unreadable


class PartServer:
    """One resource of a server as a `PartFeed`."""

    def __init__(self, session: Session, beside: Beside) -> None:
        self.system = session.system
        self.title = f"{session.title}: {beside.resource}"
        self.keeps_order = session.keeps_order
        self.resource = beside.resource
        self.key_field = beside.names.key
        self.can_filter = beside.filters
        self._session = session
        self._beside = beside

    async def pages(self, span: Span) -> AsyncGenerator[Page, None]:
        """The records of a span; all there are, where the server takes no filter. Raises a `WireError`."""
        route, names = self._beside.route, self._beside.names
        wanted = self._session.dialect.filter(span, names=names) if self.can_filter else ""
        async for page in self._session.follow(route, wanted, counts=self.can_filter, names=names):
            yield page

    async def keys(self) -> AsyncIterator[Sequence[str]]:
        """All keys, a page at a time. Raises a `WireError`."""
        wanted = self._session.dialect.keys_filter() if self.can_filter else ""
        names = self._beside.names
        async for page in self._session.follow(self._beside.route, wanted, keys_only=True, names=names):
            yield [str(record[names.key]) for record in page.records if record.get(names.key) is not None]

    async def one(self, key: str) -> Record | None:
        """One record by its key, or None where the server has it no more. Raises a `WireError`."""
        address = f"{self._beside.route.entity}({literal(key, self._beside.names)})"
        return await self._session.fetch(address, self._session.dialect.parameters)

    def read(self, record: Record) -> Part:
        """A record as a model. Raises `Unreadable`."""
        dialect = self._session.dialect
        origin = dialect.originating_system or self.system
        part = read_part(self.resource, record, origin, vendor=self.system, links=dialect.photo_links)
        if isinstance(part, Media) and dialect.most_photos and part.order > dialect.most_photos:
            return part.model_copy(update={"is_gone": True})
        return part


def part_media(record: Record, system: str, dialect: Dialect, *, vendor: str) -> tuple[Media, ...] | None:
    """The photos that came with a listing's record; None where the server sent none of that kind."""
    rows = record.get("Media")
    if not isinstance(rows, list):
        return None
    origin = str(record.get("OriginatingSystemName") or system)
    known = {
        "ResourceRecordKey": record.get("ListingKey"),
        "ModificationTimestamp": record.get("ModificationTimestamp"),
    }
    found = []
    for row in rows[: dialect.most_photos or None]:
        given = row if isinstance(row, dict) else {}
        lacking = {name: value for name, value in known.items() if given.get(name) is None}
        try:
            part = read_part("Media", {**given, **lacking}, origin, vendor=vendor, links=dialect.photo_links)
        except Unreadable:
            continue  # a photo that cannot be read is left out; the listing is not
        if isinstance(part, Media) and not part.is_gone:
            found.append(part)
    return tuple(found)


__all__ = ["PartServer", "part_media"]
