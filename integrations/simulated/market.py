"""The town's market as it is now: the first day's listings plus everything that has happened since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, cast, get_args

from integrations.simulated.shelf import Shelf
from integrations.simulated.world import Address, Home, OpenHouse, Sale, TownListing, World
from integrations.simulated.world.clockwork import local_day
from integrations.simulated.world.life import live_a_day
from integrations.simulated.world.listings import new_listing, open_houses
from integrations.simulated.world.model import ListingStatus
from integrations.simulated.world.statuses import ON_MARKET, change_status

STATUSES: tuple[str, ...] = get_args(ListingStatus)
MOST_PHOTOS = 99
_FIRST_ADDED_ID = 5_000_001
_DATES = frozenset({"listed_on", "on_market_on", "pending_on", "off_market_on", "closed_on"})
_MOMENTS = frozenset({"modified", "status_changed", "price_changed", "photos_changed"})


class Refused(ValueError):
    """A change that makes no sense, with the sentence that says why."""


class Market:
    """All listings by key. Every change goes through `put`, is kept on the shelf and told to the listeners."""

    def __init__(self, world: World, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        """Start from the world and replay what the shelf holds."""
        self.world = world
        self.revision = 0
        self.listings: dict[str, TownListing] = {listing.key: listing for listing in world.listings}
        self._shelf = shelf
        self._drawer = shelf.drawer("town.listing")
        self._clock = clock
        self._listeners: list[Callable[[TownListing], None]] = []
        self._last_sale: dict[str, Sale] = {sale.home.parcel: sale for sale in world.sales}
        for key, document in self._drawer.items():
            if document.get("gone"):
                self.listings.pop(key, None)
            else:
                self.listings[key] = _from_document(document, world)
        self._newest = max(listing.modified for listing in self.listings.values())

    def on_change(self, listener: Callable[[TownListing], None]) -> None:
        """Call `listener` with each listing that is put or removed."""
        self._listeners.append(listener)

    def today(self) -> date:
        """Return the town's calendar day."""
        return local_day(self._clock())

    def put(self, listing: TownListing, *, keep_time: bool = False) -> TownListing:
        """Add or alter a listing and return it as kept.

        Its modification time becomes now and later than every other, so that whoever copies by time sees it;
        with `keep_time` it stays as given.
        """
        if not keep_time:
            listing = replace(listing, modified=self._next_moment())
        self.listings[listing.key] = listing
        self._newest = max(self._newest, listing.modified)
        self._drawer[listing.key] = _to_document(listing)
        self._tell(listing)
        return listing

    def _tell(self, listing: TownListing) -> None:
        self.revision += 1
        for listener in self._listeners:
            listener(listing)

    def list_home(
        self, where: str, *, list_price: int | None = None, agent_key: str | None = None, remarks: str | None = None
    ) -> TownListing:
        """Put a home on the market today; `where` is a parcel number or a street address.

        Raises:
            Refused: no such home or agent, or the home is on the market already.
        """
        home = self.find_home(where)
        if any(item.home.parcel == home.parcel and item.status in ON_MARKET for item in self.listings.values()):
            raise Refused(f"{home.address.full} is on the market already.")
        agent = self.world.agent_by_key.get(agent_key or self.world.jorge.key)
        if agent is None:
            raise Refused(f"No agent has the key {agent_key!r}; Jorge's is {self.world.jorge.key}.")
        added = sum(int(item.listing_id) // 1000 == _FIRST_ADDED_ID // 1000 for item in self.listings.values())
        rng = Random(f"{self.world.seed}/added/{home.parcel}/{added}")
        sale = self._last_sale[home.parcel]
        listing = new_listing(rng, _FIRST_ADDED_ID + added, sale, agent, self.today())
        price = list_price or listing.list_price
        return self.put(
            replace(
                listing,
                list_price=price,
                original_list_price=price,
                remarks=remarks or listing.remarks,
                show_address=True,
                show_online=True,
                show_estimate=True,
                status_changed=self._next_moment(),
            )
        )

    def reprice(self, key: str, list_price: int) -> TownListing:
        """Change the asking price.

        Raises:
            Refused: no such listing, or the price is not above zero or is the present one.
        """
        listing = self.find(key)
        if list_price <= 0 or list_price == listing.list_price:
            raise Refused(f"{list_price} is not a new price; it is {listing.list_price} now.")
        change = "Price Reduced" if list_price < listing.list_price else "Price Increased"
        return self.put(
            replace(
                listing,
                list_price=list_price,
                previous_list_price=listing.list_price,
                change=change,
                price_changed=self._next_moment(),
            )
        )

    def set_status(self, key: str, status: str, *, close_price: int | None = None) -> TownListing:
        """Change the status; a closing gets today's date and, without `close_price`, a price near the asked one.

        Raises:
            Refused: no such listing, or no such status.
        """
        listing = self.find(key)
        if status not in STATUSES:
            raise Refused(f"{status!r} is no status; one of: {', '.join(STATUSES)}.")
        rng = Random(f"{self.world.seed}/status/{key}/{status}")
        changed = change_status(rng, listing, cast("ListingStatus", status), self.today(), self.world.agents[2])
        if changed.closed_on and close_price:
            changed = replace(changed, close_price=close_price)
        return self.put(replace(changed, status_changed=self._next_moment()))

    def set_photos(self, key: str, photos: int) -> TownListing:
        """Change how many photos a listing has; `Refused` if there is no such listing or the number makes no sense."""
        if not 0 <= photos <= MOST_PHOTOS:
            raise Refused(f"A listing has 0 to {MOST_PHOTOS} photos, not {photos}.")
        return self.put(replace(self.find(key), photos=photos, photos_changed=self._next_moment()))

    def touch(self, key: str) -> TownListing:
        """Give a listing a new modification time and change nothing else."""
        return self.put(self.find(key))

    def touch_all(self) -> int:
        """Give every listing the same new modification time, as after a mass update; return how many."""
        when = self._next_moment()
        with self._shelf.bulk():
            for listing in list(self.listings.values()):
                self.put(replace(listing, modified=when), keep_time=True)
        return len(self.listings)

    def remove(self, key: str) -> TownListing:
        """Take a listing out of the MLS as if it had never been; `Refused` if there is none."""
        listing = self.find(key)
        del self.listings[listing.key]
        self._drawer[listing.key] = {"gone": True}
        self._tell(listing)
        return listing

    def find(self, key: str) -> TownListing:
        """Return the listing with this key or listing id; `Refused` if there is none."""
        found = self.listings.get(key) or self.listings.get(f"RMLS{key}")
        if found is None:
            raise Refused(f"No listing has the key {key!r}.")
        return found

    def find_home(self, where: str) -> Home:
        """Return the home with this parcel number or address; `Refused` if there is none or more than one.

        An address may end after the street, the city or the state, and may lack commas.
        """
        if home := self.world.home_by_parcel.get(where.strip()):
            return home
        wanted = _plain(where)
        found = [
            home
            for home in self.world.homes
            if wanted.startswith(_plain(home.address.line)) and wanted in _spellings(home.address)
        ]
        if len(found) != 1:
            raise Refused(f"{len(found)} homes are known as {where!r}; give the whole address or a parcel number.")
        return found[0]

    def on_market(self) -> list[TownListing]:
        """Return the listings that are for sale or under contract."""
        return [listing for listing in self.listings.values() if listing.status in ON_MARKET]

    def open_houses(self) -> list[OpenHouse]:
        """Return the visiting hours of the coming nine days."""
        return open_houses(self.world.seed, self.listings.values(), self.today())

    def live(self) -> int:
        """Let every day pass that has gone by since this was last called; return how many."""
        diary = self._shelf.drawer("town.diary")
        lived = date.fromisoformat(diary["life"]["lived_until"]) if "life" in diary else self.world.today
        days = 0
        while lived < self.today():
            lived += timedelta(days=1)
            with self._shelf.bulk():  # a day happens wholly or not at all
                for listing in live_a_day(self.world, self.listings, lived):
                    self.put(listing, keep_time=True)
                diary["life"] = {"lived_until": lived.isoformat()}
            days += 1
        return days

    def _next_moment(self) -> datetime:
        now = self._clock().astimezone(UTC)
        return max(now, self._newest + timedelta(milliseconds=1))


def _plain(address: str) -> str:
    return " ".join(address.lower().replace(",", " ").split())


def _spellings(address: Address) -> set[str]:
    line, city, postal_code = _plain(address.line), address.city.lower(), address.postal_code
    ends = ("", f" {city}", f" {city} wa", f" {city} wa {postal_code}", f" {postal_code}", f" {city} {postal_code}")
    return {line + end for end in ends}


def _to_document(listing: TownListing) -> dict[str, Any]:
    document = {field.name: getattr(listing, field.name) for field in fields(listing)}
    document["home"] = listing.home.parcel
    document["agent"] = listing.agent.key
    document["buyer_agent"] = listing.buyer_agent.key if listing.buyer_agent else None
    for name in _DATES | _MOMENTS:
        document[name] = document[name].isoformat() if document[name] else None
    return document


def _from_document(document: dict[str, Any], world: World) -> TownListing:
    values = dict(document)
    values["home"] = world.home_by_parcel[document["home"]]
    values["agent"] = world.agent_by_key[document["agent"]]
    values["buyer_agent"] = world.agent_by_key.get(document["buyer_agent"] or "")
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    for name in _MOMENTS:
        values[name] = datetime.fromisoformat(values[name]) if values.get(name) else None
    return TownListing(**values)
