"""An analysis as a client may see it: what the MLS withholds counts in the value and is not shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from integrations.mls.terms import Refused, Rule
from integrations.models.cma import CMA, Comparable, NearMiss
from integrations.models.credit import Credit
from integrations.models.listing import Listing

Ask = Callable[[Listing], Awaitable[Refused | None]]
Shows = TypeVar("Shows", Comparable, NearMiss)
Shown = Callable[[CMA], Awaitable[CMA | Refused]]
WITHHELD: Final = "withheld by the MLS"


@dataclass(frozen=True, slots=True)
class ShownHome:
    """One listing as a client may see it, and what must be said of it."""

    listing: Listing
    credit: Credit


async def for_client(cma: CMA, ask: Ask, ask_subject: Ask | None = None) -> CMA | Refused:
    """The analysis without the homes that `ask` refuses; refused whole where its subject may not be shown so.

    A report shows no closing price of its subject, so that a rule on sold prices does not concern the subject.
    """
    refused = await (ask_subject or ask)(cma.subject)
    if refused is not None and refused.rule is not Rule.SOLD_DATA:
        return refused
    beside = besides(cma)
    reasons = {one.ref: await ask(one) for one in beside}
    hidden = {ref for ref, reason in reasons.items() if reason is not None}
    return _without(cma, beside, hidden) if hidden else cma


def besides(cma: CMA) -> list[Listing]:
    """Every home that an analysis shows beside its subject."""
    sales = [*(one.listing for one in cma.comparables), *(one.listing for one in cma.near_misses)]
    return [*sales, *cma.competition, *cma.expired]


def masked_for(cma: CMA, mask: Callable[[Listing], Listing]) -> CMA:
    """The analysis with each home as its seller lets it be shown.

    Where InternetConsumerCommentYN is false, Jorge's own words about a home go. Why a sale is compared stays: that is
    the rule's reckoning with its facts, no comment.
    """
    beside = (*(one.listing for one in cma.comparables), *(one.listing for one in cma.near_misses))
    quiet = {one.ref for one in beside if not one.internet_consumer_comment}
    return cma.model_copy(
        update={
            "subject": mask(cma.subject),
            "comparables": tuple(_masked(one, mask) for one in cma.comparables),
            "near_misses": tuple(_masked(one, mask) for one in cma.near_misses),
            "overrides": tuple(
                one.model_copy(update={"reason": ""}) if one.listing_ref in quiet else one for one in cma.overrides
            ),
            "competition": tuple(mask(one) for one in cma.competition),
            "expired": tuple(mask(one) for one in cma.expired),
        }
    )


def _masked(one: Shows, mask: Callable[[Listing], Listing]) -> Shows:
    return one.model_copy(update={"listing": mask(one.listing)})


def _without(cma: CMA, beside: Sequence[Listing], hidden: set[str]) -> CMA:
    streets = {_street(one) for one in beside if one.ref in hidden} - {""}
    comparables = tuple(one for one in cma.comparables if one.listing.ref not in hidden)
    near_misses = tuple(one for one in cma.near_misses if one.listing.ref not in hidden)
    since = cma.since
    if since is not None:
        told = tuple(one for one in since.reasons if not any(street in one for street in streets))
        since = since.model_copy(update={"reasons": told})
    whole = len(comparables) == len(cma.comparables) and len(near_misses) == len(cma.near_misses)
    return cma.model_copy(
        update={
            "comparables": comparables,
            "near_misses": near_misses,
            "competition": tuple(one for one in cma.competition if one.ref not in hidden),
            "expired": tuple(one for one in cma.expired if one.ref not in hidden),
            # The dots on the map are sales, too, and nobody can ask for each of them.
            "recent_sales": cma.recent_sales if whole else (),
            "overrides": (),
            "since": since,
            "flags": (*cma.flags, *_note(len(cma.comparables) - len(comparables))),
            "credits": {ref: one for ref, one in cma.credits.items() if ref not in hidden},
        }
    )


def _note(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    what = "1 comparable sale counts" if count == 1 else f"{count} comparable sales count"
    return (f"{what} in the value, {WITHHELD}.",)


def _street(listing: Listing) -> str:
    return listing.unparsed_address.partition(",")[0].strip()
