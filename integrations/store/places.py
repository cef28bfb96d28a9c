from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from integrations.store.tables.listings import listings


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every place the store knows. Names are spelled as the MLS spells them; each maps to its ZIP codes."""

    zips: frozenset[str] = frozenset()
    cities: dict[str, frozenset[str]] = field(default_factory=dict)
    neighborhoods: dict[str, frozenset[str]] = field(default_factory=dict)
    counties: dict[str, frozenset[str]] = field(default_factory=dict)
    streets: frozenset[str] = frozenset()


def gazetteer(connection: Connection) -> Gazetteer:
    """All distinct ZIP codes, cities, neighbourhoods (SubdivisionName), counties and street keys.

    A street key is in small letters with USPS abbreviations and without house number: `24 ave nw`.
    """
    columns = (listings.c.postal_code, listings.c.city, listings.c.subdivision_name, listings.c.county_or_parish)
    kinds: tuple[defaultdict[str, set[str]], ...] = (defaultdict(set), defaultdict(set), defaultdict(set))
    zips: set[str] = set()
    for postal_code, *names in connection.execute(select(*columns).distinct()):
        zips.update([postal_code] if postal_code else [])
        for kind, name in zip(kinds, names, strict=True):
            if name:
                kind[name].update([postal_code] if postal_code else [])
    cities, neighborhoods, counties = ({name: frozenset(found) for name, found in kind.items()} for kind in kinds)
    return Gazetteer(frozenset(zips), cities, neighborhoods, counties, street_keys(connection))


def cities(connection: Connection) -> frozenset[str]:
    """The cities of all listings."""
    found = connection.execute(select(listings.c.city).distinct()).scalars()
    return frozenset(city for city in found if city)


def street_keys(connection: Connection) -> frozenset[str]:
    """The streets of all listings, normalised, without house number."""
    keys = connection.execute(select(listings.c.street_key).distinct()).scalars()
    return frozenset(street for key in keys if (street := key.partition(" ")[2]))
