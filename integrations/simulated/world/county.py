"""Reads the county's recorded sales and gives every parcel an address and a neighbourhood."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, timedelta
from importlib.resources import files
from random import Random
from typing import NamedTuple

from integrations.simulated.world.model import Address, Home
from integrations.simulated.world.places import neighborhood
from integrations.simulated.world.streets import AddressBook

NEWEST_CLOSING = date(2015, 5, 27)


class Deed(NamedTuple):
    """One row of the county's file, its date moved to the town's time."""

    home: Home
    closed_on: date
    price: int


def read_deeds(today: date) -> list[Deed]:
    """Return all 21,613 recorded sales, oldest first, with all dates moved so that the newest is yesterday.

    Addresses do not depend on the town's seed: a parcel has the same address in every town.
    """
    packed = files("integrations.simulated").joinpath("data/king_county_sales.csv.gz").read_bytes()
    text = io.StringIO(gzip.decompress(packed).decode("ascii"))
    shift = today - timedelta(days=1) - NEWEST_CLOSING
    days: dict[str, date] = {}
    book = AddressBook(Random("addresses"))  # a fixed seed on purpose
    places: dict[str, tuple[Address, str]] = {}
    deeds = []
    rows = csv.reader(text)
    next(rows)
    for row in rows:
        if row[1] not in days:
            days[row[1]] = date.fromisoformat(row[1]) + shift
        deeds.append(Deed(_home(row, book, places), days[row[1]], int(float(row[2]))))
    deeds.sort(key=lambda deed: deed.closed_on)
    return deeds


def _home(row: list[str], book: AddressBook, places: dict[str, tuple[Address, str]]) -> Home:
    parcel = row[0].zfill(10)
    postal_code, lat, lon = row[16], float(row[17]), float(row[18])
    lot_size, stories = int(row[6]), float(row[7])
    if parcel not in places:
        address = book.assign(postal_code, lat, lon, lot_size, stories)
        places[parcel] = (address, neighborhood(postal_code, lat, lon))
    address, area = places[parcel]
    return Home(
        parcel,
        address,
        area,
        lat,
        lon,
        int(row[3]),
        float(row[4]),
        int(row[5]),
        lot_size,
        stories,
        row[8] == "True",
        int(row[9]),
        int(row[10]),
        int(row[11]),
        int(row[12]),
        int(row[13]),
        int(row[14]),
        int(row[15]) or None,
        int(row[19]),
        int(row[20]),
    )
