"""Homes by address: however it is written, one home is one answer, shown by its current listing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from rapidfuzz import fuzz, process

from integrations.mls.spoken import read_spoken
from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing
from integrations.store import Connection
from integrations.store.addresses import NormalAddress, names_street, normalise, normalise_listing
from integrations.store.identity import cluster_traits
from integrations.store.listings import by_identifier, by_number, on_street
from integrations.store.places import cities, street_keys
from integrations.store.spelling import spell
from integrations.store.street_words import COMPASS, DIRECTIONS
from integrations.store.traits import Trait, trait_of

Certainty = Literal["identifier", "exact", "prefix", "words", "similar", "none"]
Candidate = tuple[str, str, Listing]
_SIMILAR: Final = 80.0
_MOST: Final = 12
_NUMBER_OF: Final = re.compile(
    r"(?:mls|listing|parcel|apn|pin)\s*(?:#|no\.?|number|id)?\s*:?\s*(?=\S*\d)|#(?=\w{5,}$)", re.IGNORECASE
)
_RANKS: Final[tuple[Certainty, ...]] = ("identifier", "exact", "prefix", "words", "similar", "none")
_LONG: Final = {short: word for word, short in COMPASS.items()}


@dataclass(frozen=True, slots=True)
class Found:
    """The homes that an address may mean, best first. Similar ones are candidates, never answers."""

    certainty: Certainty
    homes: tuple[Listing, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether the words of the address are those of the homes."""
        return self.certainty not in ("similar", "none")


def find(connection: Connection, text: str) -> Found:
    """Find the homes at an address, or with a parcel number, listing id or ref.

    The address is read by us, and where that does not name one home at once, by the libraries too.
    """
    identified = by_identifier(connection, _NUMBER_OF.sub("", text.strip()))
    if homes := current((*_keys(one), one) for one in identified):
        return Found("identifier", homes)
    read = normalise(text)
    found = _at(connection, read)
    if found.certainty == "exact" and len(found.homes) == 1:
        return found
    readings = [found]
    if (spoken := read_spoken(text)) and spoken != read:
        readings.append(_at(connection, spoken))
    if in_city := _in_city(read):
        readings.append(_at(connection, in_city, only_there=True))
    return min(readings, key=_doubt)


def _keys(listing: Listing) -> tuple[str, str]:
    address = normalise_listing(listing)
    return address.street_key, address.unit


def _at(connection: Connection, asked: NormalAddress, *, only_there: bool = False) -> Found:
    if not asked.number:
        return Found("none")
    here = _fitting(by_number(connection, asked.number), asked)
    for certainty, fits in _TIERS:
        chosen = _in_place([found for found in here if fits(found[0], asked.street_key)], asked, only_there)
        if homes := current(chosen):
            return Found("similar" if _is_elsewhere(connection, asked, homes) else certainty, homes)
    return _similar(connection, here, asked)


def _doubt(found: Found) -> tuple[bool, bool, int]:
    """The certain before the likely, one home before several, the same words before the like."""
    return not found.certain, len(found.homes) != 1, _RANKS.index(found.certainty)


def _in_city(asked: NormalAddress) -> NormalAddress | None:
    """The other reading of "214 Main St North Bend": the direction belongs to the city."""
    street, _, direction = asked.street_key.rpartition(" ")
    if not asked.place or direction not in DIRECTIONS or " " not in street:
        return None
    return replace(asked, street_key=street, place=f"{direction} {asked.place}")


def _is_same(key: str, asked: str) -> bool:
    return key == asked


def _starts(key: str, asked: str) -> bool:
    """One goes on where the other ends; a direction or suffix that the home has not makes it another street."""
    if asked.startswith(key + " "):
        return not names_street(asked[len(key) + 1 :].split(maxsplit=1)[0])
    return key.startswith(asked + " ")


def _runs_together(key: str, asked: str) -> bool:
    """The same letters with other spaces ("Ocean View" for "Oceanview"); the house number stays apart."""
    return _closed(key) == _closed(asked)


def _closed(key: str) -> str:
    number, *street = key.split(" ")
    return f"{number} {''.join(_LONG.get(word, word) for word in street)}"


def _has_words(key: str, asked: str) -> bool:
    """The same words in another order, or words left out ("24th NW" for "24th Ave NW")."""
    words = asked.split()
    return len(words) > 1 and set(words) <= set(key.split())


_TIERS: Final[tuple[tuple[Certainty, Callable[[str, str], bool]], ...]] = (
    ("exact", _is_same),
    ("prefix", _starts),
    ("words", _runs_together),
    ("words", _has_words),
)


def _fitting(candidates: Iterable[Candidate], asked: NormalAddress) -> list[Candidate]:
    """Unit and ZIP, where given, must be the home's."""
    return [
        (key, unit, listing)
        for key, unit, listing in candidates
        if (not asked.unit or unit == asked.unit)
        and (not asked.postal_code or (listing.postal_code or "")[:5] == asked.postal_code)
    ]


def _in_place(candidates: list[Candidate], asked: NormalAddress, only_there: bool) -> list[Candidate]:
    """Where a city is named and some of the homes lie in it, only those; `only_there` no others, and it comes first."""
    named = f" {asked.place} "
    towns = [f" {_city(found[2].city)}" for found in candidates]
    inside = [
        found
        for found, town in zip(candidates, towns, strict=True)
        if (named.startswith(town) if only_there else town in named)
    ]
    return inside if inside or only_there else candidates


def _is_elsewhere(connection: Connection, asked: NormalAddress, homes: Sequence[Listing]) -> bool:
    """Whether another city of the copy is named, without a ZIP code that settles it: the homes are only like it."""
    named = f"{asked.place} "
    if asked.postal_code or not asked.place or any(named.startswith(_city(home.city)) for home in homes):
        return False
    return any(named.startswith(_city(city)) for city in cities(connection))


def _city(name: str | None) -> str:
    return f"{' '.join(spell(name or '~')) or '~'} "


def _similar(connection: Connection, here: Sequence[Candidate], asked: NormalAddress) -> Found:
    scored = [(fuzz.token_sort_ratio(one[0], asked.street_key), one) for one in here]
    near = [one for score, one in sorted(scored, key=lambda one: -one[0]) if score >= _SIMILAR]
    homes = list(current(near))[:_MOST]
    street = asked.street_key.partition(" ")[2]
    if len(homes) < _MOST and street:
        match = process.extractOne(street, street_keys(connection), scorer=fuzz.ratio, score_cutoff=_SIMILAR)
        if match:
            neighbours = _fitting(on_street(connection, match[0]), asked)
            neighbours.sort(key=lambda one: abs(_as_number(one[0]) - _as_number(asked.number)))
            known = {home.ref for home in homes}
            homes += [home for home in current(neighbours) if home.ref not in known]
    return Found("similar", tuple(homes[:_MOST])) if homes else Found("none")


def _as_number(key: str) -> int:
    digits = key.partition(" ")[0].partition("-")[0].rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isdigit() else 0


def current(candidates: Iterable[Candidate]) -> tuple[Listing, ...]:
    """One listing for each home, in the order in which the homes first appear: the current one, else the latest."""
    found = list(candidates)
    traits = [trait_of(listing, key, unit) for key, unit, listing in found]
    homes = cluster_traits(traits)
    return tuple(found[max(home, key=lambda at: _currency(found[at][2], traits[at]))][2] for home in homes)


def _currency(listing: Listing, trait: Trait) -> tuple[int, date, int, float]:
    rank = 2 * (listing.standard_status in ON_MARKET) + (listing.standard_status in UNDER_CONTRACT)
    day = listing.close_date or listing.on_market_date or listing.listing_contract_date or date.min
    return rank, date.min if trait.on_offer else day, trait.licence, listing.modification_timestamp.timestamp()
