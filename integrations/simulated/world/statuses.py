"""What happens to one listing: a price cut, a new status, its past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from integrations.simulated.world.clockwork import moment
from integrations.simulated.world.model import Agent, ListingStatus, TownListing
from integrations.simulated.world.sales import round_price

ON_MARKET: frozenset[str] = frozenset({"Active", "Active Under Contract", "Pending", "Coming Soon"})


def cut_price(rng: Random, listing: TownListing, day: date) -> TownListing:
    """Return the listing with 2 to 6 percent off its price."""
    price = round_price(listing.list_price * (1 - 0.02 - 0.04 * rng.random()))
    when = moment(day, 7 + rng.random() * 5)
    if price >= listing.list_price:
        return listing
    return replace(
        listing,
        list_price=price,
        previous_list_price=listing.list_price,
        change="Price Reduced",
        modified=when,
        price_changed=when,
    )


def change_status(
    rng: Random, listing: TownListing, status: ListingStatus, day: date, buyer_agent: Agent | None = None
) -> TownListing:
    """Return the listing with a new status from `day` on, its dates set as the status demands."""
    when = moment(day, 13 + rng.random() * 5)
    fresh = replace(listing, status=status, change=status, modified=when, status_changed=when)
    if status in {"Pending", "Active Under Contract"}:
        return replace(fresh, pending_on=day, off_market_on=day if status == "Pending" else None)
    if status == "Active":
        change = "Back On Market" if listing.status != "Coming Soon" else "New Listing"
        return replace(
            fresh, pending_on=None, off_market_on=None, on_market_on=listing.on_market_on or day, change=change
        )
    if status == "Closed":
        price = round(listing.list_price * min(1.1, max(0.88, rng.gauss(0.995, 0.025))) / 100) * 100
        return replace(
            fresh,
            closed_on=day,
            close_price=price,
            buyer_agent=buyer_agent,
            pending_on=listing.pending_on or day,
            off_market_on=listing.off_market_on or day,
        )
    if status == "Coming Soon":
        return replace(fresh, on_market_on=day + timedelta(days=rng.randrange(2, 12)))
    return replace(fresh, off_market_on=day)


def age(rng: Random, listing: TownListing, status: ListingStatus, today: date, buyer_agent: Agent) -> TownListing:
    """Return what a listing that came on the market in the past has become by `today`."""
    days = (today - listing.listed_on).days
    if days > 16 and rng.random() < 0.4:
        listing = cut_price(rng, listing, listing.listed_on + timedelta(days=rng.randrange(10, days)))
    if status == "Active":
        if days > 12 and rng.random() < 0.05:
            back_on = today - timedelta(days=rng.randrange(5))
            listing = change_status(rng, listing, "Pending", back_on - timedelta(days=6))
            return change_status(rng, listing, "Active", back_on)
        return listing
    if status == "Coming Soon":
        return change_status(rng, listing, status, today)
    span = max(1, min(days - 3, 35)) if status in {"Pending", "Active Under Contract"} else min(30, days)
    since = today - timedelta(days=rng.randrange(span))
    if listing.price_changed and listing.price_changed >= moment(since, 0):
        listing = replace(listing, list_price=listing.original_list_price, previous_list_price=None, price_changed=None)
    return change_status(rng, listing, status, since, buyer_agent)
