"""From closed sales to a market: one history in order, and what was learned from its part before a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from integrations.mls.cma.candidates import Market, Subject
from integrations.mls.cma.errors import NotValuable
from integrations.mls.cma.hedonic import OUTLIER_LOGS, OUTLIER_MIDDLES, fit_hedonic
from integrations.mls.cma.learning import learn_kernel
from integrations.mls.cma.likeness import measure_likeness
from integrations.mls.cma.places import Places, learn_places, put
from integrations.mls.cma.sales import SALE_TYPES, Bools, Floats, Frame, Ints, Sale, read_homes
from integrations.mls.cma.terms import derive_facts
from integrations.mls.cma.weights import Kernel

FEWEST_SALES = 30
LEARN_DAYS, MOST_SALES, ENOUGH_SALES = 1100, 40_000, 3000
# What sales share is learned again after so many days, when there are so many times more sales to learn from.
KERNEL_DAYS, KERNEL_GROWTH = 90, 1.2
TREES_DAYS, TREES_GROWTH = 28, 1.15


@dataclass(frozen=True, slots=True)
class History:
    """All usable sales as columns, sorted by (day, parcel, key), each sale once."""

    rows: tuple[Sale, ...]
    frame: Frame
    days: Ints
    log_price: Floats
    parcels: Ints
    parcel_numbers: dict[str, int]
    areas: Ints
    places: Places
    imputed: Bools

    def until(self, day: int) -> int:
        """How many of them closed strictly before this day."""
        return int(np.searchsorted(self.days, day, side="left"))


def read_history(sales: Sequence[Sale], places_before: date | None = None) -> History:
    """Sort, drop rows without price or date and other kinds than homes for sale, keep doubles once.

    `places_before`: where areas lie is learned from earlier sales, so that later ones tell nothing.
    """
    kept = [sale for sale in sales if sale.close_price and sale.close_date and sale.property_type in SALE_TYPES]
    kept.sort(key=_order)
    rows = list({same_sale(sale): sale for sale in reversed(kept)}.values())[::-1]
    places = learn_places(rows, places_before)
    frame = put(read_homes(rows), places, rows)
    days = np.array([_day(sale) for sale in rows], dtype=np.int64)
    log_price = np.log(np.array([sale.close_price for sale in rows], dtype=np.float64))
    numbers: dict[str, int] = {}
    parcels = np.array(
        [numbers.setdefault(sale.parcel_number, len(numbers)) if sale.parcel_number else -1 for sale in rows],
        dtype=np.int64,
    )
    imputed = np.array([getattr(sale, "imputed", False) for sale in rows], dtype=np.bool_)
    areas = np.unique(frame.number("area_code"), return_inverse=True)[1].astype(np.int64)
    return History(tuple(rows), frame, days, log_price, parcels, numbers, areas, places, imputed)


def _day(sale: Sale) -> int:
    return sale.close_date.toordinal() if sale.close_date else 0


def _order(sale: Sale) -> tuple[int, str, float, str, str]:
    price = float(sale.close_price or 0)
    return (_day(sale), sale.parcel_number or "", price, sale.originating_system, sale.listing_key)


def same_sale(sale: Sale) -> tuple[Any, ...]:
    """Two records of one sale agree in parcel and day, or in place, day and price where no parcel is known."""
    if sale.parcel_number:
        return (sale.parcel_number, sale.close_date)
    place: tuple[Any, ...] = (sale.originating_system, sale.listing_key)
    if sale.latitude is not None and sale.longitude is not None:
        place = (round(sale.latitude, 5), round(sale.longitude, 5), sale.unit_number)
    return (*place, sale.close_date, float(sale.close_price or 0))


def begin_of(history: History, day: int) -> int:
    """Where the sales begin that are still worth learning from: recent ones, unless there are few."""
    end = history.until(day)
    return max(0, min(max(history.until(day - LEARN_DAYS), end - MOST_SALES), end - ENOUGH_SALES))


def fit_market(history: History, day: int, before: Market | None = None) -> Market:
    """Learn from the sales strictly before `day`. Raises NotValuable when there are too few.

    `before` is the same history's market of an earlier day: what sales share is learned again only now and then.
    """
    end = history.until(day)
    if end < FEWEST_SALES:
        raise NotValuable(f"Only {end} closed sales are known before the valuation date; {FEWEST_SALES} are needed.")
    past = slice(begin_of(history, day), end)
    year = date.fromordinal(day).year
    frame = derive_facts(history.frame.take(past), year)
    back = (day - history.days[past]).astype(np.float64)
    log_price = history.log_price[past]
    hedonic = fit_hedonic(frame, log_price, back, history.areas[past], year)
    places = np.arange(past.start, end)
    kept = before if before and before.hedonic.encoder.reads_as(hedonic.encoder) else None
    if kept and (day - kept.trees_day < TREES_DAYS or end < TREES_GROWTH * kept.trees_sales):
        trees, trees_day, trees_sales = kept.hedonic.trees, kept.trees_day, kept.trees_sales
    else:
        trees, trees_day, trees_sales = hedonic.learn_beyond(frame, log_price, places), day, end
    hedonic = hedonic.count_together(frame, trees, places)
    left = np.abs(log_price - hedonic.fitted)
    farthest = max(OUTLIER_LOGS, OUTLIER_MIDDLES * float(np.median(left)))
    market = Market(
        frame=frame,
        days=history.days[past],
        log_price=log_price,
        size_price=log_price - np.log(frame.number("living_area")),
        parcels=history.parcels[past],
        farthest=farthest,
        usable=left < farthest,
        hedonic=hedonic,
        likeness=measure_likeness(frame, hedonic.encoder, hedonic.coefficients, hedonic.design),
        missing=hedonic.encoder.missing(frame),
        imputed=history.imputed[past],
        areas=frame.number("area_code").astype(np.int64),
        parts=frame.number("part_code").astype(np.int64),
        kernel=before.kernel if before else Kernel(),
        kernel_day=before.kernel_day if before else day,
        kernel_sales=before.kernel_sales if before else end,
        trees_day=trees_day,
        trees_sales=trees_sales,
    )
    if before is not None and (day - before.kernel_day < KERNEL_DAYS or end < KERNEL_GROWTH * before.kernel_sales):
        return market
    return replace(market, kernel=learn_kernel(market, day), kernel_day=day, kernel_sales=end)


def add_later(market: Market, history: History, day: int, until: int) -> Market:
    """The market of `day` with the sales from then on, strictly before `until`, as comparables that teach nothing.

    Each home is still compared only with sales that closed before its own valuation date (see `find_candidates`).
    """
    start, end = history.until(day), history.until(until)
    if start >= end:
        return market
    late = slice(start, end)
    frame = derive_facts(history.frame.take(late), date.fromordinal(day).year)
    hedonic, log_price = market.hedonic, history.log_price[late]
    design = hedonic.encoder.encode(frame)
    left = np.abs(log_price - hedonic.predict(frame, design, history.areas[late]))
    return replace(
        market,
        frame=market.frame.join(frame),
        days=np.append(market.days, history.days[late]),
        log_price=np.append(market.log_price, log_price),
        size_price=np.append(market.size_price, log_price - np.log(frame.number("living_area"))),
        parcels=np.append(market.parcels, history.parcels[late]),
        usable=np.append(market.usable, left < market.farthest),
        hedonic=replace(
            hedonic,
            design=np.vstack([hedonic.design, design]),
            beyond=np.append(hedonic.beyond, hedonic.tell_beyond(frame, design, np.arange(start, end))),
        ),
        likeness=market.likeness.join(frame, design),
        missing=np.vstack([market.missing, hedonic.encoder.missing(frame)]),
        imputed=np.append(market.imputed, history.imputed[late]),
        areas=np.append(market.areas, frame.number("area_code").astype(np.int64)),
        parts=np.append(market.parts, frame.number("part_code").astype(np.int64)),
    )


def encode_subject(market: Market, home: Frame, parcel: int, day: int) -> Subject:
    """One home (a frame of one row, facts derived) as the grid reads it."""
    encoder = market.hedonic.encoder
    design = encoder.encode(home)
    return Subject(
        frame=home,
        row=design[0],
        beyond=float(market.hedonic.tell_beyond(home, design)[0]),
        likeness=market.likeness.read(home, design)[:, 0],
        latitude=float(home.numbers["latitude"][0]),
        longitude=float(home.numbers["longitude"][0]),
        parcel=parcel,
        day=day,
        missing=encoder.missing(home)[0],
        area=int(home.number("area_code")[0]),
        part=int(home.number("part_code")[0]),
    )
