"""Numbers that tell a home: parcels, the Universal Property Identifier, and listing numbers that two MLSs share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# HAR shows NTREIS's listings under their NTREIS number with NT before it (a share agreement without redistribution).
_SHARES: Final = {"NT": "NTREIS"}
_SHARED: Final = re.compile(rf"({'|'.join(_SHARES)})(\d{{5,}})")
_PLAIN: Final = re.compile(r"[^0-9a-z]")
_COUNTY: Final = re.compile(r"\W|county|parish")
_SEVERAL: Final = re.compile(r"\s*(?:[,;&+\n]|\band\b)\s*")
_LEAST_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Identifier:
    """A parcel or property number. `shape` is how it is written: numbers of one shape that differ are two homes.

    A deed over several parcels has all their numbers, in order, so that it is no part of any one of them.
    """

    place: str
    numbers: tuple[str, ...]
    shape: str

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What is equal for one parcel however the number is punctuated."""
        return self.place, self.numbers


@lru_cache(maxsize=65_536)
def read_identifier(county: str | None, text: str | None) -> Identifier | None:
    """A parcel number in its county; None for blanks and for what only fills the field ("0", "TBD", "9999")."""
    if not text:
        return None
    plain = [_PLAIN.sub("", part) for part in _SEVERAL.split(text.lower())]
    plain = [part for part in plain if len(set(part.lstrip("0"))) > 1 or 0 < len(part.lstrip("0")) < _LEAST_DIGITS]
    plain = [part for part in plain if any(sign.isdigit() for sign in part)]
    if not plain:
        return None
    shape = "+".join("".join("9" if sign.isdigit() else sign for sign in part) for part in sorted(plain))
    return Identifier(_COUNTY.sub("", (county or "").lower()), tuple(sorted(part.lstrip("0") for part in plain)), shape)


def are_different(one: Identifier | None, other: Identifier | None) -> bool:
    """Whether two numbers are of two homes: both of one place and shape, or one of several parcels, and not equal."""
    if one is None or other is None or one.place != other.place or one.numbers == other.numbers:
        return False
    return one.shape == other.shape or len(one.numbers) != len(other.numbers)


def shared_number(system: str, listing_id: str) -> tuple[str, str] | None:
    """The owning MLS and its number of a listing that two MLSs may show; None where no share is known."""
    if found := _SHARED.fullmatch(listing_id):
        return _SHARES[found.group(1)], found.group(2)
    return (system.upper(), listing_id) if system.upper() in _SHARES.values() and listing_id.isdigit() else None


def shared_forms(listing_id: str) -> tuple[str, ...]:
    """The numbers under which another MLS may have this listing."""
    if found := _SHARED.fullmatch(listing_id):
        return (found.group(2),)
    return tuple(f"{prefix}{listing_id}" for prefix in _SHARES) if listing_id.isdigit() else ()


def is_copy(system: str, listing_id: str) -> bool:
    """Whether a record is another MLS's listing, passed on."""
    return _SHARED.fullmatch(listing_id) is not None and system.upper() not in _SHARES.values()
