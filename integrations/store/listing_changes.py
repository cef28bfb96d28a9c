"""What a newer record of a listing tells that the older one did not: the local diff.

A record that was only touched (a newer timestamp, the same facts) tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing, StandardStatus

ChangeKind = Literal["new", "price_change", "status_change", "back_on_market", "sold", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a listing. Prices are dollars as text, statuses the Data Dictionary's words."""

    kind: ChangeKind
    ref: str
    at: datetime
    field: str
    old: str | None
    new: str | None


def changes(old: Listing | None, new: Listing) -> list[Change]:
    """The changes from `old` (None where the listing was never seen) to `new`, at the new record's time."""
    if old is None:
        kind = _arrival(new.standard_status)
        if kind is None:
            return []
        return [Change(kind, new.ref, new.modification_timestamp, "standard_status", None, new.standard_status)]
    found: list[Change] = []
    if old.standard_status != new.standard_status:
        kind = _move(old.standard_status, new.standard_status)
        found.append(_change(kind, new, "standard_status", old.standard_status, new.standard_status))
    if new.list_price and old.list_price and old.list_price != new.list_price and _still_offered(new):
        found.append(_change("price_change", new, "list_price", _dollars(old.list_price), _dollars(new.list_price)))
    return found


def _change(kind: ChangeKind, listing: Listing, field: str, old: str, new: str) -> Change:
    return Change(kind, listing.ref, listing.modification_timestamp, field, old, new)


def _dollars(price: Decimal) -> str:
    return f"{price:.2f}".removesuffix(".00")


def _still_offered(listing: Listing) -> bool:
    return listing.standard_status in ON_MARKET or listing.standard_status in UNDER_CONTRACT


def _arrival(status: StandardStatus) -> ChangeKind | None:
    if status in ON_MARKET:
        return "new"
    if status in UNDER_CONTRACT:
        return "status_change"
    return "sold" if status is StandardStatus.CLOSED else None


def _move(old: StandardStatus, new: StandardStatus) -> ChangeKind:
    if new is StandardStatus.CLOSED:
        return "sold"
    if new is StandardStatus.ACTIVE and old not in (StandardStatus.COMING_SOON, StandardStatus.INCOMPLETE):
        return "back_on_market"
    if new in ON_MARKET and old is StandardStatus.INCOMPLETE:
        return "new"
    return "status_change"
