"""What a data licence and the sellers let us do with a listing: one door, `permit`, for every purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing, StandardStatus

Purpose = Literal["internal", "valuation", "client", "estimate", "advert"]
"""Jorge's own view; his back office (values, statistics); what a client sees; a value beside the home that a client
sees; mail to many, social posts and paid ads."""
WARN_AFTER: Final = timedelta(hours=9)
STALE_AFTER: Final = timedelta(hours=12)
_YES: Final = frozenset({"1", "true", "yes", "on"})
_LICENCES: Final = ("IDX", "VOW", "BO", "PT")
BACK_OFFICE: Final = ("BO", "PT")
_OFFERED: Final = (*ON_MARKET, *UNDER_CONTRACT)
SETTINGS: Final = ("licence", "sold_display", "remarks_to_models", "disclaimer")


class Rule(StrEnum):
    """The display rules, each by a name that a refusal says."""

    WITHDRAWN_FROM_US = "no longer ours to hold"
    ENTIRE_LISTING = "the seller keeps the listing off the internet"
    LICENCE = "the data licence does not cover this use"
    NO_REDISTRIBUTION = "a listing of another MLS that this feed may not pass on"
    SOLD_DATA = "the feed does not allow sold prices to be shown"
    STALE = "the copy is too old to be shown"
    AUTOMATED_VALUE = "the seller wants no automated value beside the listing"
    OWN_LISTINGS = "adverts are for own listings or with the broker's written permission"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a listing may not be used: the rule, and a sentence for a person with what to do."""

    rule: Rule
    said: str


@dataclass(frozen=True, slots=True)
class Terms:
    """A feed's licence. `uses` are those granted by contract (IDX and VOW display, BO back office, PT participant).

    `shows_sold` says that prices and dates of sales may be shown to clients. `remarks_to_models` lets remarks be
    sent to a language model; structured facts always may. `foreign_numbers` are beginnings of listing numbers that
    are another MLS's and may not be redistributed.
    """

    uses: frozenset[str] = frozenset({"IDX", "BO"})
    shows_sold: bool = False
    remarks_to_models: bool = False
    foreign_numbers: tuple[str, ...] = ()
    stale_after: timedelta = STALE_AFTER
    warn_after: timedelta = WARN_AFTER
    disclaimer: str = "Deemed reliable, not guaranteed."


@dataclass(frozen=True, slots=True)
class Standing:
    """A feed as it is now: its terms, the time its copy is of, and the present."""

    title: str
    terms: Terms
    as_of: datetime | None
    now: datetime
    system: str = ""

    @property
    def age(self) -> timedelta | None:
        """How old the copy is; None before the first sync."""
        return None if self.as_of is None else self.now - self.as_of

    @property
    def is_stale(self) -> bool:
        """Whether nothing of it may be shown to clients."""
        return self.age is None or self.age > self.terms.stale_after

    @property
    def is_aging(self) -> bool:
        """Whether it is time to warn."""
        return self.age is None or self.age > self.terms.warn_after


def say_terms(terms: Terms) -> str:
    """What a feed lets us do, in one line."""
    said = [f"licence {', '.join(sorted(terms.uses))}"]
    said += [] if terms.uses & set(BACK_OFFICE) else ["no back office (BO, PT): no CMA"]
    said.append(f"sold prices {'shown to' if terms.shows_sold else 'hidden from'} clients")
    said.append("remarks may go to models" if terms.remarks_to_models else "no remarks to models")
    return "; ".join(said)


def read_terms(given: Mapping[str, str], foreign_numbers: tuple[str, ...] = ()) -> Terms:
    """The terms that the settings of an MLS say: `licence`, `sold_display`, `remarks_to_models`, `disclaimer`."""
    said = given.get("licence", "").upper().replace(",", " ").split()
    uses = frozenset(word for word in said if word in _LICENCES)
    plain = Terms()
    return Terms(
        uses=uses or plain.uses,
        shows_sold=given.get("sold_display", "").lower() in _YES,
        remarks_to_models=given.get("remarks_to_models", "").lower() in _YES,
        foreign_numbers=foreign_numbers,
        disclaimer=given.get("disclaimer") or plain.disclaimer,
    )


def permit(
    listing: Listing, purpose: Purpose, feed: Standing, *, own: bool = False, written_permission: bool = False
) -> Refused | None:
    """Whether a listing may be used for this purpose: None, or the rule against it.

    `own` says that it is Jorge's listing: what he took in himself no feed's licence restricts. What his seller does not
    want on the internet is not advertised all the same, and nobody is told what an old copy says.
    """
    if listing.standard_status is StandardStatus.DELETE:
        said = f"{listing.ref} was withdrawn by {feed.title} and must be deleted. Nothing of it may be used any more."
        return Refused(Rule.WITHDRAWN_FROM_US, said)
    if purpose == "internal":
        return None if own else _licensed(listing, feed, (*BACK_OFFICE, "VOW", "IDX"))
    if purpose == "valuation":
        return None if own else _licensed(listing, feed, BACK_OFFICE)
    if own:
        return (_shown_at_all(listing, feed) if purpose == "advert" else None) or (_fresh(feed) if feed.as_of else None)
    return (
        _advertisable(listing, purpose, feed, written_permission=written_permission)
        or _shown_at_all(listing, feed)
        or _licensed(listing, feed, ("IDX", "VOW", "PT"))
        or _passed_on(listing, feed)
        or _sold_shown(listing, feed)
        or (_valued(listing, feed) if purpose == "estimate" else None)
        or _fresh(feed)
    )


def _advertisable(listing: Listing, purpose: Purpose, feed: Standing, *, written_permission: bool) -> Refused | None:
    if purpose != "advert" or written_permission:
        return None
    office = listing.list_office_name or "another office"
    return Refused(
        Rule.OWN_LISTINGS,
        f"{listing.display_address} is listed by {office}. By the display rules of {feed.title} other brokers' "
        f"listings may not be advertised without their written permission. If {office} has given it, tell me so "
        "(or `jorge mls permission`).",
    )


def _shown_at_all(listing: Listing, feed: Standing) -> Refused | None:
    if listing.internet_entire_listing_display:
        return None
    return Refused(
        Rule.ENTIRE_LISTING,
        f"The seller of {listing.display_address} keeps the listing off the internet ({feed.title}, "
        "InternetEntireListingDisplayYN). Speak about it in person; only the listing office can change it in the MLS.",
    )


def _licensed(listing: Listing, feed: Standing, needed: tuple[str, ...]) -> Refused | None:
    granted = feed.terms.uses & (frozenset(listing.permitted_uses) or feed.terms.uses)
    if granted & set(needed):
        return None
    allowed = ", ".join(sorted(granted)) or "nothing"
    where = f"[vendors.{feed.system}]" if feed.system else "the MLS's settings"
    return Refused(
        Rule.LICENCE,
        f"{feed.title} grants {allowed} for {listing.ref}; this use needs {' or '.join(needed)}. Ask {feed.title} for "
        f"that licence and name it in `licence` of {where}.",
    )


def _passed_on(listing: Listing, feed: Standing) -> Refused | None:
    if not listing.listing_id.startswith(feed.terms.foreign_numbers or ("\0",)):
        return None
    return Refused(
        Rule.NO_REDISTRIBUTION,
        f"{listing.listing_id} comes from another MLS through {feed.title}, which may not pass it on. Look it up "
        "in the MLS that it comes from.",
    )


def _sold_shown(listing: Listing, feed: Standing) -> Refused | None:
    if listing.standard_status is not StandardStatus.CLOSED or feed.terms.shows_sold:
        return None
    return Refused(
        Rule.SOLD_DATA,
        f"{feed.title} does not allow sold prices to be shown to clients. If your licence does, set `sold_display`.",
    )


def _valued(listing: Listing, feed: Standing) -> Refused | None:
    """The opt-out is of this listing: a later owner has not asked for it."""
    if listing.internet_automated_valuation_display or listing.standard_status not in _OFFERED:
        return None
    return Refused(
        Rule.AUTOMATED_VALUE,
        f"The seller of {listing.display_address} wants no automated value beside the listing ({feed.title}, "
        "InternetAutomatedValuationDisplayYN). The value is for your eyes; do not pass it on.",
    )


def _fresh(feed: Standing) -> Refused | None:
    if not feed.is_stale:
        return None
    hours = feed.terms.stale_after.total_seconds() / 3600
    age = f"{feed.age.total_seconds() / 3600:.0f} hours old" if feed.age is not None else "not there yet"
    return Refused(
        Rule.STALE,
        f"The copy of {feed.title} is {age}; beyond {hours:.0f} hours nothing is shown to clients. Sync it first "
        "(`/sync`), then ask again.",
    )
