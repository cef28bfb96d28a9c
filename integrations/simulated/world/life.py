"""Daily life: listings come, are cut, go pending, close. One day follows from the seed, the day and what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from integrations.simulated.world.agents import agents_by_area
from integrations.simulated.world.clockwork import moment
from integrations.simulated.world.listings import may_come_on_market, new_listing
from integrations.simulated.world.model import Agent, TownListing, World
from integrations.simulated.world.statuses import ON_MARKET, change_status, cut_price

_LONGEST_ON_MARKET = 180


def live_a_day(world: World, listings: Mapping[str, TownListing], day: date) -> list[TownListing]:
    """Return every listing that is new or changed on `day`; deterministic in (seed, day, listings).

    Closings carry the date of the day before, as the county records them, so the newest sale is always yesterday's.
    """
    rng = Random(f"{world.seed}/life/{day}")
    local = agents_by_area(world.agents)
    changed = [
        after
        for listing in listings.values()
        if listing.status in ON_MARKET and (after := _next(rng, listing, day, local)) is not listing
    ]
    if not any(listing.status == "Closed" for listing in changed):
        done = {listing.key for listing in changed}
        waiting = [item for item in listings.values() if item.status == "Pending" and item.key not in done]
        if waiting:
            oldest = min(waiting, key=lambda item: (item.pending_on or day, item.key))
            changed.append(_close(rng, oldest, day, local))
    return changed + _newcomers(rng, world, listings, day, local)


def _close(rng: Random, listing: TownListing, day: date, local: Mapping[str, list[Agent]]) -> TownListing:
    buyer = rng.choice(local[listing.home.address.postal_code])
    closed = change_status(rng, listing, "Closed", day - timedelta(days=1), buyer)
    when = moment(day, 19 + rng.random() * 5)
    return replace(closed, modified=when, status_changed=when)


def _next(rng: Random, listing: TownListing, day: date, local: Mapping[str, list[Agent]]) -> TownListing:
    lot = rng.random()
    if listing.status == "Coming Soon":
        is_due = listing.on_market_on is not None and listing.on_market_on <= day
        return change_status(rng, replace(listing, on_market_on=day), "Active", day) if is_due else listing
    if listing.status == "Active":
        return _next_of_active(rng, listing, day, lot)
    waited = (day - (listing.pending_on or day)).days
    if waited > 8 and lot < 0.13:
        return _close(rng, listing, day, local)
    if listing.status == "Active Under Contract" and waited > 5 and lot < 0.15:
        return change_status(rng, listing, "Pending", day)
    return change_status(rng, listing, "Active", day) if lot > 0.996 else listing


def _next_of_active(rng: Random, listing: TownListing, day: date, lot: float) -> TownListing:
    days = (day - listing.listed_on).days
    if days > _LONGEST_ON_MARKET:
        return change_status(rng, listing, "Expired", day)
    if days > 3 and lot < 0.025:
        return change_status(rng, listing, "Active Under Contract" if lot < 0.007 else "Pending", day)
    if days > 10 and lot < 0.045:
        return cut_price(rng, listing, day)
    return change_status(rng, listing, "Withdrawn", day) if lot > 0.998 else listing


def _newcomers(
    rng: Random, world: World, listings: Mapping[str, TownListing], day: date, local: Mapping[str, list[Agent]]
) -> list[TownListing]:
    busy = {listing.home.parcel for listing in listings.values()}
    last = {sale.home.parcel: sale for sale in world.sales}
    pool = [sale for sale in last.values() if sale.home.parcel not in busy and may_come_on_market(sale, day)]
    fresh = []
    for number, sale in enumerate(rng.sample(pool, min(len(pool), rng.randrange(16, 30)))):
        near = local[sale.home.address.postal_code]
        is_his = sale.home.address.postal_code in world.jorge.areas and rng.random() < 0.15
        agent = world.jorge if is_his else rng.choice(near)
        fresh.append(new_listing(rng, day.toordinal() * 100 + number, sale, agent, day))
    return fresh
