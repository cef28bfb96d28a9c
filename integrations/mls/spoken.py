"""An address in free words, read by usaddress and scourgify: they know by experience where a street ends.

The book of record spells what they found, so that one home has one key however it was read. They refuse much
(post office boxes, lots on county roads, half a sentence): then there is only our own reading.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

from integrations.store.addresses import NormalAddress, normalise

_LONGEST: Final = 200
_reading: Final = Lock()  # the library's model is one object for all threads


def read_spoken(text: str) -> NormalAddress | None:
    """The address in a text, as the libraries take it apart; None where they find none in it."""
    try:  # here, as its model takes a fifth of a second to load, and not every machine has a wheel of its tagger
        from scourgify import normalize_address_record
        from scourgify.exceptions import AddressNormalizationError
    except ImportError:
        return None
    try:
        with _reading:
            parts = normalize_address_record(text[:_LONGEST])
    except AddressNormalizationError:
        return None
    street = ", ".join(part for part in (parts["address_line_1"], parts["address_line_2"], parts["city"]) if part)
    found = normalise(f"{street} {parts['postal_code'] or ''}")
    return found if found.number else None
