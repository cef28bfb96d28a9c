"""How far our copy agrees with its source: a sample of records, read anew and compared field by field."""

from __future__ import annotations

import asyncio
import random
from typing import Any, Final

from integrations.mls.feed import ListingFeed
from integrations.models.frozen import Frozen
from integrations.models.listing import Listing
from integrations.store import Store, listings
from integrations.wire.errors import Unreadable

AIM: Final = 0.999
_AT_ONCE: Final = 8
_MOST_TOLD: Final = 20


class Difference(Frozen):
    """A field that differs."""

    ref: str
    field: str
    ours: str
    theirs: str


class Verification(Frozen):
    """What a sample showed. `behind` were changed at the source since our last sync, `gone` are no longer there."""

    system: str
    title: str
    sampled: int = 0
    fields: int = 0
    equal: int = 0
    behind: int = 0
    gone: int = 0
    unreadable: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def share(self) -> float:
        """The share of fields that are equal; 1 where nothing could be compared."""
        return self.equal / self.fields if self.fields else 1.0

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it."""
        return {**self.model_dump(mode="json"), "share": self.share}


def percent(share: float) -> str:
    """A share as a percentage; what is not whole never looks whole."""
    return "100" if share == 1 else f"{min(share, 0.9999) * 100:.2f}"


async def verify(feed: ListingFeed, store: Store, sample: int, seed: int | None = None) -> Verification:
    """Compare `sample` records of a feed, chosen by chance, with the source. Raises a `WireError`."""
    held = await store.read(listings.keys_of, feed.system)
    chance = random.Random(seed)  # noqa: S311  # a sample, no secret
    keys = chance.sample(sorted(held), min(sample, len(held)))
    found: list[Verification] = []
    for at in range(0, len(keys), _AT_ONCE):
        some = keys[at : at + _AT_ONCE]
        ours = {one.listing_key: one for one in await store.read(listings.by_refs, [held[key] for key in some])}
        found += await asyncio.gather(*(_compare(feed, ours[key]) for key in some if key in ours))
    return _sum(feed, found)


async def _compare(feed: ListingFeed, ours: Listing) -> Verification:
    plain = Verification(system=feed.system, title=feed.title, sampled=1)
    record = await feed.one(ours.listing_key)
    if record is None:
        return plain.model_copy(update={"gone": 1})
    try:
        theirs = feed.read(record)
    except Unreadable:
        return plain.model_copy(update={"unreadable": 1})
    if theirs.modification_timestamp > ours.modification_timestamp:
        return plain.model_copy(update={"behind": 1})
    names = tuple(Listing.model_fields)
    differ = tuple(
        Difference(ref=ours.ref, field=name, ours=f"{getattr(ours, name)}", theirs=f"{getattr(theirs, name)}")
        for name in names
        if getattr(ours, name) != getattr(theirs, name)
    )
    compared = {"fields": len(names), "equal": len(names) - len(differ), "differences": differ}
    return plain.model_copy(update=compared)


def _sum(feed: ListingFeed, found: list[Verification]) -> Verification:
    return Verification(
        system=feed.system,
        title=feed.title,
        sampled=len(found),
        fields=sum(one.fields for one in found),
        equal=sum(one.equal for one in found),
        behind=sum(one.behind for one in found),
        gone=sum(one.gone for one in found),
        unreadable=sum(one.unreadable for one in found),
        differences=tuple(each for one in found for each in one.differences)[:_MOST_TOLD],
    )
