"""What happened on the market lately: the store's history of changes, and the dates that the listings carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from integrations.mls.display import masked
from integrations.models.credit import Credit
from integrations.models.frozen import Frozen
from integrations.models.listing import ON_MARKET, Listing, StandardStatus
from integrations.store import Connection
from integrations.store.doubles import doubles
from integrations.store.listing_search import Area, HistoryRow, dated_since, history_since

_LARGE: Final = 10.0  # percent

MarketChangeKind = Literal["new", "price_change", "pending", "back_on_market", "sold", "status_change"]


class MarketChange(Frozen):
    """One thing that happened to a listing, with the listing as it is now. Prices are dollars as text.

    `seen` counts the changes of this kind that we saw of the listing.
    """

    kind: MarketChangeKind
    at: datetime
    listing: Listing
    old: str | None = None
    new: str | None = None
    seen: int = 1

    @property
    def percent(self) -> float | None:
        """By how much the price changed, in percent of the old one; None where it did not."""
        if self.kind != "price_change" or not self.old or not self.new:
            return None
        return round(100 * (float(self.new) / float(self.old) - 1), 2)

    @property
    def is_large(self) -> bool:
        """Whether the price changed by a tenth or more."""
        return self.percent is not None and abs(self.percent) >= _LARGE

    @property
    def is_first(self) -> bool | None:
        """Whether it is the first price change since it was listed; None where nobody knows or none changed."""
        original = self.listing.original_list_price
        return None if self.percent is None or original is None else Decimal(self.old or 0) == original

    @property
    def number(self) -> int | None:
        """Which price change since it was listed: 1 for the first, 2 for the second; None where none changed.

        One that came before our copy of the listing counts where the original price tells of it.
        """
        if self.percent is None:
            return None
        return self.seen if self.is_first is not False else max(self.seen, 2)


class MarketChanges(Frozen):
    """What changed in areas (none: everywhere) over some days, newest first; `own_refs` are Jorge's listings."""

    areas: tuple[str, ...] = ()
    days: int = 1
    changes: tuple[MarketChange, ...] = ()
    credits: dict[str, Credit] = Field(default_factory=dict)
    own_refs: tuple[str, ...] = ()


def recent_changes(connection: Connection, since: datetime, areas: Sequence[Area], zone: tzinfo) -> list[MarketChange]:
    """The changes since then in these areas, newest first, each once. Days are days of `zone`."""
    told = [_from_history(row) for row in history_since(connection, since, areas)]
    dated = [_from_dates(listing, zone) for listing in dated_since(connection, since.astimezone(zone).date(), areas)]
    changes = _of_one_mls(connection, _once([*told, *dated]))
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _of_one_mls(connection: Connection, changes: Sequence[MarketChange]) -> list[MarketChange]:
    """What two MLSs tell of one home is told by the record that more people may see, then by the fresher."""
    twins = doubles(connection, list({change.listing.ref for change in changes}))
    standing = {one.ref: (one.licence, one.at, one.ref) for others in twins.values() for one in others}
    told = {(change.listing.ref, _said(change)) for change in changes}
    return [
        change
        for change in changes
        if not any(
            (other.ref, _said(change)) in told and standing[other.ref] > standing[change.listing.ref]
            for other in twins.get(change.listing.ref, ())
        )
    ]


def _said(change: MarketChange) -> tuple[str, str | None]:
    return change.kind, change.new if change.kind == "price_change" else None


def _once(changes: Iterable[MarketChange]) -> list[MarketChange]:
    """A price may change twice; a listing comes on the market, goes under contract or closes once."""
    kept: dict[tuple[str, ...], MarketChange] = {}
    for change in changes:
        again = (change.at.isoformat(),) if change.kind == "price_change" else ()
        kept.setdefault((change.listing.ref, change.kind, *again), change)
    return list(kept.values())


def _from_history(row: HistoryRow) -> MarketChange:
    return MarketChange.model_construct(
        kind=_kind(row), at=row.at, listing=masked(row.listing), old=row.old, new=row.new, seen=row.number
    )


def _kind(row: HistoryRow) -> MarketChangeKind:
    if row.kind == "status_change" and row.new in (
        StandardStatus.PENDING.value,
        StandardStatus.ACTIVE_UNDER_CONTRACT.value,
    ):
        return "pending"
    kinds: tuple[MarketChangeKind, ...] = ("new", "price_change", "back_on_market", "sold")
    return next((kind for kind in kinds if kind == row.kind), "status_change")


def _from_dates(listing: Listing, zone: tzinfo) -> MarketChange:
    day: date | None
    kind: MarketChangeKind
    if listing.standard_status is StandardStatus.CLOSED:
        kind, day = "sold", listing.close_date
    elif listing.standard_status in ON_MARKET:
        kind, day = "new", listing.on_market_date or listing.listing_contract_date
    else:
        kind, day = "pending", listing.purchase_contract_date
    at = datetime.combine(day, time(), zone) if day else listing.modification_timestamp
    return MarketChange.model_construct(
        kind=kind, at=at, listing=masked(listing), old=None, new=listing.standard_status.value
    )
