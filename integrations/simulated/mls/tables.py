"""The records of every resource as they are now, rendered once and kept current by the market's changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from integrations.simulated.mls.beside import lookup_records, member_record, office_record, open_house_record
from integrations.simulated.mls.events import EventLog
from integrations.simulated.mls.fields import (
    DELETION,
    ENTITY_EVENT,
    LOOKUP,
    MEDIA,
    MEMBER,
    OFFICE,
    OPEN_HOUSE,
    PROPERTY,
)
from integrations.simulated.mls.photos import Album
from integrations.simulated.mls.platform import RESO, Platform
from integrations.simulated.mls.rows import Row, listing_row, pack, sale_row, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from integrations.simulated.market import Market
    from integrations.simulated.world import TownListing


class Tables:
    """Rows by key for each resource. `revision` changes whenever any row may have changed."""

    def __init__(
        self,
        market: Market,
        clock: Callable[[], datetime],
        platform: Platform = RESO,
        log: EventLog | None = None,
        album: Album | None = None,
        tell: Callable[[str, str, int], None] | None = None,
    ) -> None:
        """Render nothing yet; the first reader pays about 0.4 s."""
        self._market = market
        self._clock = clock
        self._platform = platform
        self._log = log
        self._album = album
        self._tell = tell
        self._told = 0
        self._photos: tuple[Any, dict[str, Row]] | None = None
        self._tables: dict[str, dict[str, Row]] = {}
        self._deleted: dict[str, Row] = {}
        self._day: date | None = None
        self._changed: dict[str, TownListing] = {}
        market.on_change(self._note)

    @property
    def revision(self) -> tuple[int, date]:
        """Return what a cached answer must be compared with."""
        return self._market.revision, self._market.today()

    def rows(self, resource: str) -> dict[str, Row]:
        """Return the current rows of a resource by key."""
        if self._day != self._market.today():
            self._render_all()
        if self._changed:
            self._render_changed()
        if resource == ENTITY_EVENT.name:
            return self._log.rows() if self._log else {}
        if resource == MEDIA.name:
            return self._all_photos()
        if resource == DELETION.name:
            return self._deleted
        return self._tables[resource]

    def photos_of(self, row: Row) -> list[Row]:
        """Return the photos of one Property row."""
        return self._album.of(row) if self._album else []

    def _all_photos(self) -> dict[str, Row]:
        if self._photos is None or self._photos[0] != self.revision:
            made = self._album.all(self._tables[PROPERTY.name].values()) if self._album else {}
            self._photos = (self.revision, made)
        return self._photos[1]

    def _note(self, listing: TownListing) -> None:
        self._changed[listing.key] = listing
        key = self._platform.key(listing.key)
        self._told = self._log.add(PROPERTY.name, key) if self._log else self._told + 1
        if self._tell:
            self._tell(PROPERTY.name, key, self._told)

    def _render_all(self) -> None:
        world, today = self._market.world, self._market.today()
        key, dress = self._platform.key, self._platform.dress
        properties = self._tables.get(PROPERTY.name) or {key(sale.key): dress(sale_row(sale)) for sale in world.sales}
        self._tables[PROPERTY.name] = properties
        for listing in self._market.listings.values():
            properties[key(listing.key)] = dress(listing_row(listing, today))
        for gone in self._changed.keys() - self._market.listings.keys():
            self._take_out(gone)
        self._forget()
        self._pack(MEMBER.name, map(member_record, world.agents))
        self._pack(OFFICE.name, map(office_record, world.offices))
        self._tables[LOOKUP.name] = {record["LookupKey"]: pack(LOOKUP, record) for record in lookup_records()}
        self._render_open_houses()
        self._day = today
        self._changed.clear()

    def _render_changed(self) -> None:
        properties, today = self._tables[PROPERTY.name], self._market.today()
        for listing in self._changed.values():
            if listing.key in self._market.listings:
                properties[self._platform.key(listing.key)] = self._platform.dress(listing_row(listing, today))
            else:
                self._take_out(listing.key)
        self._changed.clear()
        self._render_open_houses()

    def _take_out(self, town_key: str) -> None:
        """Most platforms forget a listing; MLS Grid shows for a while that it may no longer be viewed."""
        properties, key = self._tables[PROPERTY.name], self._platform.key(town_key)
        row = properties.pop(key, None)
        if row is not None:
            self._deleted[key] = (row[0],)
        if row is not None and self._platform.deleted_days:
            properties[key] = self._platform.withdrawn(row, stamp(self._clock()) or "")

    def _forget(self) -> None:
        """What was taken out long ago is no longer told of."""
        if not self._platform.deleted_days:
            return
        properties, place = self._tables[PROPERTY.name], self._platform.property.position
        before = stamp(self._clock() - timedelta(days=self._platform.deleted_days)) or ""
        can_view, changed = place["MlgCanView"], place["ModificationTimestamp"]
        for key in [one for one, row in properties.items() if not row[can_view] and row[changed] < before]:
            del properties[key]

    def _render_open_houses(self) -> None:
        self._pack(OPEN_HOUSE.name, map(open_house_record, self._market.open_houses()))

    def _pack(self, name: str, records: Iterable[dict[str, Any]]) -> None:
        rows = (self._platform.packed(name, record) for record in records)
        self._tables[name] = {str(row[0]): row for row in rows}
