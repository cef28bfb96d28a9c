"""The door to the display rules: for what listings may be used, and what must be said where they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from integrations.mls.display import credit
from integrations.mls.terms import BACK_OFFICE, Purpose, Refused, Standing, Terms, permit
from integrations.models.credit import Credit
from integrations.models.listing import Listing
from integrations.store import Connection, Store, feeds, licences, permissions

_BACK_OFFICE: Final = frozenset(BACK_OFFICE)


@dataclass(frozen=True, slots=True)
class Door:
    """Asks the feeds' terms. Each question about many listings reads the store once.

    `known` is what may not be valued, as of the last revision of the copy.
    """

    store: Store
    terms_of: Callable[[str], Terms]
    title_of: Callable[[str], str]
    is_own: Callable[[Listing], bool]
    zone: tzinfo
    clock: Callable[[], datetime]
    known: dict[int, frozenset[str]] = field(default_factory=dict)

    async def standings(self, several: Sequence[Listing]) -> dict[str, Standing]:
        """By ref: the terms and the age of the feed that brought a listing."""
        brought = await self.store.read(licences.feeds_of, [one.ref for one in several])
        as_of = {one.system: one.as_of for one in await self.store.read(feeds.load_all) if not one.scope}
        now = self.clock()
        return {one.ref: self._standing(brought.get(one.ref, ""), one, as_of, now) for one in several}

    async def refusals(self, several: Sequence[Listing], purpose: Purpose) -> dict[str, Refused]:
        """By ref: the rule against using a listing for this purpose; those that may be used are left out."""
        asked = await self.standings(several)
        allowed = await self._allowed([one.ref for one in several]) if purpose == "advert" else frozenset[str]()
        found = {}
        for one in several:
            written = one.ref in allowed
            refused = permit(one, purpose, asked[one.ref], own=self.is_own(one), written_permission=written)
            if refused is not None:
                found[one.ref] = refused
        return found

    async def _allowed(self, refs: Sequence[str]) -> frozenset[str]:
        today = self.clock().astimezone(self.zone).date()
        return frozenset(await self.store.read(permissions.given, refs, today))

    async def credits(self, several: Sequence[Listing]) -> dict[str, Credit]:
        """By ref: what must be said where a listing is shown."""
        asked = await self.standings(several)
        return {one.ref: credit(one, asked[one.ref], self.zone) for one in several}

    def barred(self, connection: Connection) -> frozenset[str]:
        """The refs that no value and no statistics may be made of: neither feed nor record grants back-office use."""
        revision = feeds.revision(connection)
        if revision not in self.known:
            self.known.clear()
            self.known[revision] = self._barred(connection)
        return self.known[revision]

    def _barred(self, connection: Connection) -> frozenset[str]:
        bare = {feed for feed in licences.feeds_held(connection) if not self.terms_of(feed).uses & _BACK_OFFICE}
        return frozenset(
            ref
            for ref, feed, uses in licences.licensed(connection, bare)
            if not self.terms_of(feed).uses & _BACK_OFFICE & (frozenset(uses) or _BACK_OFFICE)
        )

    def withholds(self, system: str) -> str:
        """Why nothing of a feed may be counted in values and statistics; empty where it may."""
        uses = self.terms_of(system).uses
        if uses & _BACK_OFFICE:
            return ""
        return (
            f"{self.title_of(system)} grants {', '.join(sorted(uses))}; values and statistics need BO or PT. Ask "
            f"{self.title_of(system)} for that licence and name it in `licence` of [vendors.{system}]."
        )

    def notices(self, systems: Sequence[str]) -> tuple[str, ...]:
        """What these MLSs want said under what is made of their listings."""
        return tuple(dict.fromkeys(self.terms_of(one).disclaimer for one in systems if not self.withholds(one)))

    async def remarks(self, several: Sequence[Listing]) -> dict[str, str]:
        """By ref: the public remarks that the feed lets a language model read."""
        if not any(one.public_remarks for one in several):
            return {}
        asked = await self.standings(several)
        return {
            one.ref: one.public_remarks
            for one in several
            if one.public_remarks and asked[one.ref].terms.remarks_to_models
        }

    def _standing(self, system: str, listing: Listing, as_of: Mapping[str, datetime | None], now: datetime) -> Standing:
        title = self.title_of(system) if system else listing.originating_system
        return Standing(title, self.terms_of(system), as_of.get(system), now, system)
