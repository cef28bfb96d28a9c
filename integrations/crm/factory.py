from __future__ import annotations

import asyncio
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from integrations.crm import connectors
from integrations.crm.contract import BaseCRMConnector
from integrations.crm.keeping import keep_person
from integrations.crm.matching import match_buyers
from integrations.crm.syncing import Progress, Walk
from integrations.crm.writing import differs, write_back, write_one
from integrations.models.contact import Activity, Contact, LeadList, LeadQuery
from integrations.models.listing import Listing
from integrations.models.saved_search import SavedSearch
from integrations.models.sync import ContactSyncResult
from integrations.store import Store, contact_search, crm_sync, saved_searches
from integrations.store import contacts as book
from integrations.wire.errors import NotConfigured, Rejected, WireError
from integrations.wire.inbound import Hint, register
from integrations.wire.vendor import Access

log = structlog.get_logger(__name__)


@cache
def available() -> Mapping[str, ModuleType]:
    """Every connector module by its vendor's slug: each of `integrations/crm/connectors` that holds a `VENDOR`."""
    found = (import_module(f"{connectors.__name__}.{one.name}") for one in pkgutil.iter_modules(connectors.__path__))
    return {module.VENDOR.slug: module for module in found if hasattr(module, "VENDOR")}


class CRMFactory:
    """The door to all CRMs: copies their people, keeps them scored, and writes back what Jorge knows.

    `accesses` says which CRMs are in use and where, by slug. Temperatures are shown in the CRM after they were stored
    here, in the background; `settle` waits for that.
    """

    def __init__(
        self,
        store: Store,
        accesses: Mapping[str, Access],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: ZoneInfo | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._zone = zone
        self._connectors: dict[str, BaseCRMConnector] = {
            slug: available()[slug].connect(access) for slug, access in accesses.items() if slug in available()
        }
        self._people: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._walks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._writing: dict[tuple[str, str], asyncio.Task[None]] = {}

    @property
    def systems(self) -> tuple[str, ...]:
        """Slugs of the CRMs in use."""
        return tuple(self._connectors)

    def get_connector(self, crm_type: str) -> BaseCRMConnector:
        """The connector of a CRM by its slug.

        Raises:
            NotConfigured: it is not in use; the message names those that are.
        """
        connector = self._connectors.get(crm_type)
        if connector is None:
            used = ", ".join(self._connectors) or "none"
            raise NotConfigured(crm_type, f"no CRM of this name is set up (in use: {used})")
        return connector

    async def sync_all_crms(
        self, modified_since: datetime | None = None, *, full: bool = False, on_progress: Progress | None = None
    ) -> dict[str, ContactSyncResult]:
        """Copy what changed since `modified_since`, or since the last sync, from every CRM; `full` reads everybody.

        One broken CRM does not stop another: what went wrong is told in its result. Two syncs of one CRM take turns.
        """
        walks = (self._sync(slug, modified_since, on_progress, full=full) for slug in self._connectors)
        return dict(zip(self._connectors, await asyncio.gather(*walks), strict=True))

    async def refresh_contact(self, system: str, external_id: str, *, only_if_newer: bool = False) -> Contact | None:
        """Read one person and what it did again, score and store it; None where the CRM does not have it (any more).

        With `only_if_newer` what it did is read only where its record was written since; an echo of our own writing
        then costs one request.

        Raises:
            WireError: the CRM could not be read; nothing was changed.
        """
        connector = self.get_connector(system)
        async with self._people[system, external_id]:
            record = await connector.person(external_id)
            if record is None:
                await self._store.write(book.archive, system, external_id, self._now())
                return None
            if only_if_newer and not await self._store.read(crm_sync.is_news, system, record.contact):
                return await self._store.read(book.by_external_id, system, external_id)
            done = await connector.activities(external_id)
            scored = await self._store.write(keep_person, system, record, done, self._now())
        if differs(scored.contact.jorge_temperature, record.temperature_there):
            self._show(connector, external_id)
        return scored.contact

    async def refresh_hint(self, system: str, hint: Hint) -> tuple[Contact, ...]:
        """Read everybody again whom a webhook is about."""
        people = await self.get_connector(system).people_of(hint)
        is_record = hint.payload.get("about") == "people"
        found = [await self.refresh_contact(system, one, only_if_newer=is_record) for one in people]
        return tuple(contact for contact in found if contact is not None)

    async def search(self, query: LeadQuery, *, area_zips: Collection[str] | None = None) -> LeadList:
        """The stored contacts that fit `query`, best first; see `integrations.store.contact_search.search`."""
        return await self._store.read(contact_search.search, query, self._now(), area_zips=area_zips, zone=self._zone)

    async def matching_buyers(
        self, listing: Listing, *, area_zips: Collection[str] | None = None
    ) -> tuple[tuple[Contact, str], ...]:
        """Buyers whose wishes a home fits, hottest first, each with why in words; saved searches win over the CRM."""
        people, saved = await self._store.read(saved_searches.seekers)
        return match_buyers(people, listing, area_zips=area_zips, saved=saved)

    async def save_search(self, search: SavedSearch) -> bool:
        """Keep what a lead looks for; False where the lead has the same search already."""
        return await self._store.write(saved_searches.keep, search, self._now())

    async def saved_searches(self, contact_id: str) -> tuple[SavedSearch, ...]:
        """A lead's saved searches, oldest first."""
        return await self._store.read(saved_searches.of_contact, contact_id)

    async def remove_searches(self, searches: Sequence[SavedSearch]) -> None:
        """Take saved searches off; then what the CRM says decides again."""
        await self._store.write(saved_searches.remove, [one.id for one in searches])

    async def contact(self, contact_id: str) -> Contact | None:
        """The stored contact with our id."""
        return await self._store.read(book.get, contact_id)

    async def contacts_at(self, point: str) -> list[Contact]:
        """Everybody with this e-mail address or phone number, hottest first."""
        return await self._store.read(book.by_point, point)

    async def history(self, contact_id: str, limit: int | None = None) -> list[Activity]:
        """What a contact did, newest first."""
        return await self._store.read(book.history, contact_id, limit)

    async def add_note(self, contact_id: str, subject: str, body: str) -> None:
        """Write a note on a contact in every CRM that has it.

        Raises:
            Rejected: no CRM in use has this contact.
        """
        contact = await self.contact(contact_id)
        places = {} if contact is None else contact.external_ids
        known = {system: theirs for system, theirs in places.items() if system in self._connectors}
        if not known:
            raise Rejected("crm", f"no CRM in use has the contact {contact_id}", status=404)
        for system, external_id in known.items():
            await self._connectors[system].add_note(external_id, subject, body)

    async def listen(self, web_url: str) -> dict[str, str]:
        """Have every CRM call `{web_url}/webhooks/{slug}`; returns what went wrong, by slug."""
        return await register(self._connectors, web_url)

    async def settle(self) -> None:
        """Wait until every temperature that is being written back is there."""
        while self._writing:
            await asyncio.gather(*self._writing.values())

    async def aclose(self) -> None:
        """Finish or drop what is being written and close the connections; the next sync writes what was dropped."""
        for task in list(self._writing.values()):
            task.cancel()
        await asyncio.gather(*self._writing.values(), return_exceptions=True)
        for connector in self._connectors.values():
            await connector.aclose()

    async def _sync(
        self, slug: str, since: datetime | None, on_progress: Progress | None, *, full: bool
    ) -> ContactSyncResult:
        connector = self._connectors[slug]
        async with self._walks[slug]:
            is_first = (await self._store.read(crm_sync.cursor, slug)).watermark is None
            result = await Walk(connector, self._store, self._now, on_progress).run(since, full=full)
        # The first sync is a dry run: whoever connects a CRM sees what Jorge makes of it before he writes there.
        if not is_first and not result.error:
            self._start((slug, "*"), write_back(connector, self._store))
        return result

    def _show(self, connector: BaseCRMConnector, external_id: str) -> None:
        self._start((connector.vendor.slug, external_id), self._write(connector, external_id))

    def _start(self, key: tuple[str, str], writing: Coroutine[Any, Any, None]) -> None:
        if key in self._writing:
            writing.close()
            return
        task = asyncio.create_task(writing, name=f"write back {key}")
        self._writing[key] = task
        task.add_done_callback(lambda _task: self._writing.pop(key, None))

    async def _write(self, connector: BaseCRMConnector, external_id: str) -> None:
        system = connector.vendor.slug
        try:
            contact = await self._store.read(book.by_external_id, system, external_id)
            if contact is not None:
                await write_one(connector, self._store, external_id, contact)
        except WireError as error:
            log.warning("temperature_not_written", system=system, person=external_id, why=str(error))
