"""An analysis as a client may see it: what the MLS withholds counts in the value and is not shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from integrations.mls.terms import Refused, Rule
from integrations.models.cma import CMA
from integrations.models.listing import Listing

Ask = Callable[[Listing], Awaitable[Refused | None]]
Shown = Callable[[CMA], Awaitable[CMA | Refused]]
WITHHELD: Final = "withheld by the MLS"


async def for_client(cma: CMA, ask: Ask) -> CMA | Refused:
    """The analysis without the homes that `ask` refuses; refused whole where its subject may not be shown.

    A report shows no closing price of its subject, so that a rule on sold prices does not concern the subject.
    """
    refused = await ask(cma.subject)
    if refused is not None and refused.rule is not Rule.SOLD_DATA:
        return refused
    sales = [*(one.listing for one in cma.comparables), *(one.listing for one in cma.near_misses)]
    beside = [*sales, *cma.competition, *cma.expired]
    reasons = {one.ref: await ask(one) for one in beside}
    hidden = {ref for ref, reason in reasons.items() if reason is not None}
    if not hidden:
        return cma
    streets = {_street(one) for one in beside if one.ref in hidden} - {""}
    comparables = tuple(one for one in cma.comparables if one.listing.ref not in hidden)
    sold = any(reason is not None and reason.rule is Rule.SOLD_DATA for reason in reasons.values())
    since = cma.since
    if since is not None:
        told = tuple(one for one in since.reasons if not any(street in one for street in streets))
        since = since.model_copy(update={"reasons": told})
    return cma.model_copy(
        update={
            "comparables": comparables,
            "near_misses": tuple(one for one in cma.near_misses if one.listing.ref not in hidden),
            "competition": tuple(one for one in cma.competition if one.ref not in hidden),
            "expired": tuple(one for one in cma.expired if one.ref not in hidden),
            "recent_sales": () if sold else cma.recent_sales,
            "overrides": (),
            "since": since,
            "flags": (*cma.flags, *_note(len(cma.comparables) - len(comparables))),
        }
    )


def _note(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    what = "1 comparable sale counts" if count == 1 else f"{count} comparable sales count"
    return (f"{what} in the value, {WITHHELD}.",)


def _street(listing: Listing) -> str:
    return listing.unparsed_address.partition(",")[0].strip()
