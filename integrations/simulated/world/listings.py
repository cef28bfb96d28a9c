"""The market of the first day: real homes of the data, back on the market."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from integrations.simulated.world.clockwork import moment
from integrations.simulated.world.model import Agent, Home, ListingStatus, OpenHouse, Sale, TownListing
from integrations.simulated.world.remarks import describe, private_note
from integrations.simulated.world.sales import round_price
from integrations.simulated.world.statuses import age

FIRST_LISTING_ID = 1_100_001
_MONTHLY_DRIFT = 0.0045
_MIX: tuple[tuple[ListingStatus, int], ...] = (
    ("Active", 835),
    ("Pending", 198),
    ("Active Under Contract", 108),
    ("Coming Soon", 46),
    ("Expired", 28),
    ("Withdrawn", 22),
    ("Canceled", 8),
)
_JORGE: tuple[tuple[ListingStatus, tuple[str, ...], int], ...] = (
    ("Active", ("98107", "98117"), 0),
    ("Active", ("98107", "98117"), 9),
    ("Active", ("98103",), 3),
    ("Active", ("98103",), 24),
    ("Active", ("98115",), 1),
    ("Active", ("98115",), 40),
    ("Active", ("98117",), 17),
    ("Pending", ("98107", "98117"), 30),
    ("Pending", ("98103",), 44),
    ("Active Under Contract", ("98115",), 15),
    ("Coming Soon", ("98107",), 0),
    ("Expired", ("98103",), 190),
)


def asking_price(rng: Random, sale: Sale, day: date) -> int:
    """Return what the home of a past sale is offered for: its price, market drift, and an owner's opinion."""
    months = (day - sale.closed_on).days / 30.4
    return round_price(sale.close_price * (1 + _MONTHLY_DRIFT) ** months * rng.gauss(1.02, 0.035))


def may_come_on_market(sale: Sale, day: date) -> bool:
    """Say whether the owner of `sale` could plausibly sell again on `day`."""
    return (day - sale.closed_on).days >= 90 and sale.home.bedrooms <= 10 and sale.home.bedrooms > 0


def new_listing(rng: Random, number: int, sale: Sale, agent: Agent, day: date) -> TownListing:
    """Return a listing that came on the market on `day`."""
    home = sale.home
    price = asking_price(rng, sale, day)
    when = moment(day, 1 + rng.random() * 5)
    return TownListing(
        key=f"RMLS{number}",
        listing_id=str(number),
        home=home,
        agent=agent,
        status="Active",
        list_price=price,
        original_list_price=price,
        previous_list_price=None,
        listed_on=day,
        on_market_on=day,
        pending_on=None,
        off_market_on=None,
        closed_on=None,
        close_price=None,
        buyer_agent=None,
        change="New Listing",
        remarks=describe(rng, home),
        private_remarks=private_note(rng),
        photos=rng.randrange(8, 36),
        show_address=rng.random() > 0.02,
        show_online=rng.random() > 0.01,
        show_estimate=rng.random() > 0.05,
        modified=when,
        status_changed=when,
        price_changed=None,
    )


def build_listings(
    rng: Random, today: date, sales: list[Sale], jorge: Agent, local: Mapping[str, list[Agent]]
) -> list[TownListing]:
    """Return about 1,190 listings on the market and about 60 that lately left it, Jorge's twelve first."""
    last = {sale.home.parcel: sale for sale in sales}
    pool = [sale for sale in last.values() if may_come_on_market(sale, today)]
    rng.shuffle(pool)
    orders = [(status, zips, days, True) for status, zips, days in _JORGE]
    orders += [("Active", ("98107", "98117"), 0, False), ("Active", ("98107", "98117"), 0, False)]
    orders += [(status, (), _days_listed(rng, status), False) for status, count in _MIX for _ in range(count)]
    listings: list[TownListing] = []
    for status, zips, days, is_his in orders:
        place = next(n for n, sale in enumerate(pool) if not zips or _is_wanted(sale.home, zips))
        sale = pool.pop(place)
        agent = jorge if is_his else rng.choice(local[sale.home.address.postal_code])
        listing = new_listing(rng, FIRST_LISTING_ID + len(listings), sale, agent, today - timedelta(days=days))
        if is_his:
            listing = replace(listing, show_address=True, show_online=True, show_estimate=True)
        listings.append(age(rng, listing, status, today, rng.choice(local[sale.home.address.postal_code])))
    return listings


def _is_wanted(home: Home, zips: tuple[str, ...]) -> bool:
    in_ballard = home.neighborhood == "Ballard" or zips not in {("98107", "98117"), ("98107",)}
    return home.address.postal_code in zips and in_ballard


def _days_listed(rng: Random, status: ListingStatus) -> int:
    if status == "Coming Soon":
        return 0
    if status == "Active":
        return min(170, int(rng.expovariate(1 / 28)))
    if status in {"Expired", "Withdrawn", "Canceled"}:
        return rng.randrange(40, 200)
    return 6 + min(120, int(rng.expovariate(1 / 24)))


def open_houses(seed: int, listings: Iterable[TownListing], today: date) -> list[OpenHouse]:
    """Return the visiting hours of the coming nine days; they follow from the seed, the listing and the day alone."""
    weekend = [day for step in range(9) if (day := today + timedelta(days=step)).weekday() >= 5]
    found = []
    for listing in listings:
        if listing.status != "Active":
            continue
        for day in weekend:
            lot = zlib.crc32(f"{seed}/{listing.key}/{day}".encode())
            if lot % 100 >= 18:
                continue
            hour = 11 + lot // 100 % 4
            found.append(
                OpenHouse(
                    f"OH{listing.listing_id}{day:%m%d}",
                    listing.key,
                    listing.listing_id,
                    listing.agent,
                    moment(day, hour * 3600),
                    moment(day, (hour + 2) * 3600),
                    "Refreshments. Please wear the shoe covers at the door.",
                    max(listing.modified, moment(day - timedelta(days=9), 60)),
                )
            )
    return found
