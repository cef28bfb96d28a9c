"""The records of every resource as they are now, rendered once and kept current by the market's changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrations.simulated.mls.events import EventLog
from integrations.simulated.mls.fields import ENTITY_EVENT, LOOKUP, MEMBER, OFFICE, OPEN_HOUSE, PROPERTY
from integrations.simulated.mls.platform import RESO, Platform
from integrations.simulated.mls.rows import (
    Row,
    listing_row,
    lookup_records,
    member_record,
    office_record,
    open_house_record,
    pack,
    sale_row,
    stamp,
)

if TYPE_CHECKING:
    from collections.abc import Callable
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
    ) -> None:
        """Render nothing yet; the first reader pays about 0.4 s."""
        self._market = market
        self._clock = clock
        self._platform = platform
        self._log = log
        self._tables: dict[str, dict[str, Row]] = {}
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
        return self._tables[resource]

    def _note(self, listing: TownListing) -> None:
        self._changed[listing.key] = listing
        if self._log:
            self._log.add(PROPERTY.name, self._platform.key(listing.key))

    def _render_all(self) -> None:
        world, today = self._market.world, self._market.today()
        key, dress = self._platform.key, self._platform.dress
        properties = self._tables.get(PROPERTY.name) or {key(sale.key): dress(sale_row(sale)) for sale in world.sales}
        self._tables[PROPERTY.name] = properties
        for listing in self._market.listings.values():
            properties[key(listing.key)] = dress(listing_row(listing, today))
        for gone in self._changed.keys() - self._market.listings.keys():
            self._take_out(gone)
        self._tables[MEMBER.name] = {agent.key: pack(MEMBER, member_record(agent)) for agent in world.agents}
        self._tables[OFFICE.name] = {office.key: pack(OFFICE, office_record(office)) for office in world.offices}
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
        if row is not None and self._platform.keeps_deleted:
            properties[key] = self._platform.withdrawn(row, stamp(self._clock()) or "")

    def _render_open_houses(self) -> None:
        events = self._market.open_houses()
        self._tables[OPEN_HOUSE.name] = {event.key: pack(OPEN_HOUSE, open_house_record(event)) for event in events}
