"""The copy, and who may see what of it."""

from __future__ import annotations

import secrets
from datetime import date

from integrations.mls.copy import ListingCopy
from integrations.mls.showing import ShownHome, besides, for_client, masked_for
from integrations.mls.terms import Purpose, Refused
from integrations.models.cma import CMA
from integrations.models.credit import Credit
from integrations.models.listing import Listing
from integrations.store import home_links, permissions


class Showcase(ListingCopy):
    """The copy of the MLSs as others may see it: purposes, credits, pages. `_link_base` is where pages are served."""

    _link_base = ""

    async def permit(self, listing: Listing, purpose: Purpose) -> Refused | None:
        """Whether a listing may be used for a purpose: None, or the display rule against it."""
        return (await self.door.refusals([listing], purpose)).get(listing.ref)

    async def note_permission(
        self, listing: Listing, granted_by: str, *, until: date | None = None, withdrawn: bool = False
    ) -> None:
        """Keep, or take back, the written permission of a listing's office to advertise it."""
        if withdrawn:
            await self._store.write(permissions.withdraw, [listing.ref])
            return
        await self._store.write(permissions.note, listing.ref, granted_by, "Jorge", self._clock(), until)

    async def credit(self, listing: Listing) -> Credit:
        """What must be said where a listing is shown."""
        return (await self.door.credits([listing]))[listing.ref]

    async def home_link(self, listing: Listing) -> str:
        """The page that shows a listing whole, the same as long as it works; empty where no page can be reached."""
        if not self._link_base:
            return ""
        token = await self._store.write(home_links.token_of, listing.ref, self._clock(), secrets.token_urlsafe(9))
        return f"{self._link_base}/h/{token}"

    async def home_page(self, token: str) -> ShownHome | None:
        """What such a page shows; None where the link has expired or clients may not see the home any more."""
        ref = await self._store.read(home_links.ref_of, token, self._clock())
        listing = await self.listing(ref) if ref else None
        if listing is None or await self.permit(listing, "client"):
            return None
        return ShownHome(self._shown(listing), await self.credit(listing))

    async def for_client(self, cma: CMA) -> CMA | Refused:
        """The analysis as a client may see it, see `showing`."""
        refused = await self.door.refusals(besides(cma), "client")

        async def ask(listing: Listing) -> Refused | None:
            return refused.get(listing.ref)

        seen = await for_client(cma, ask, lambda subject: self.permit(subject, "estimate"))
        return masked_for(seen, self._shown) if isinstance(seen, CMA) else seen
