"""Closed sales as the estimator reads them: plain rows, and numeric columns made of them once per fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from integrations.models.listing import Listing, StandardStatus

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LocalValue = float | str | bool
SALE_TYPES = ("Residential", "", None)
_POSITIVE = ("living_area", "lot_size_square_feet", "bathrooms_total", "bedrooms_total", "stories")
_EARLIEST_YEAR = 1600


@dataclass(frozen=True, slots=True)
class SaleRow:
    """One closed sale with the Data Dictionary's field names. Dollars, square feet; blanks are None."""

    listing_key: str
    close_date: date
    close_price: float
    originating_system: str = ""
    parcel_number: str | None = None
    property_type: str | None = "Residential"
    property_sub_type: str | None = None
    unparsed_address: str = ""
    unit_number: str | None = None
    city: str | None = None
    county_or_parish: str | None = None
    state_or_province: str | None = None
    postal_code: str | None = None
    subdivision_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    list_price: float | None = None
    days_on_market: int | None = None
    bedrooms_total: int | None = None
    bathrooms_total: float | None = None
    living_area: float | None = None
    above_grade_finished_area: float | None = None
    below_grade_finished_area: float | None = None
    lot_size_square_feet: float | None = None
    stories: float | None = None
    year_built: int | None = None
    year_renovated: int | None = None
    waterfront: bool | None = None
    list_office_name: str | None = None
    internet_address_display: bool = True
    imputed: bool = False
    local: Mapping[str, LocalValue] = field(default_factory=dict)

    @classmethod
    def from_listing(cls, listing: Listing) -> SaleRow:
        """The sale in a closed listing. Raises ValueError when it has no close date or close price."""
        if listing.close_date is None or not listing.close_price:
            raise ValueError(f"{listing.ref} has no close date or no close price, so it is not a sale.")
        return cls.without_price(listing, float(listing.close_price))

    @classmethod
    def without_price(cls, listing: Listing, close_price: float = 0.0) -> SaleRow:
        """A closed listing whose price is not published. Raises ValueError without a close date."""
        if listing.close_date is None:
            raise ValueError(f"{listing.ref} has no close date, so it is not a sale.")
        values = {name: getattr(listing, name) for name in _ROW_FIELDS}
        values["close_price"] = close_price
        values["list_price"] = float(listing.list_price) if listing.list_price else None
        return cls(**values)

    def to_listing(self) -> Listing:
        """The sale as a closed listing, with what this row knows."""
        values: dict[str, Any] = {name: getattr(self, name) for name in _ROW_FIELDS}
        values["close_price"] = Decimal(str(round(self.close_price, 2)))
        values["list_price"] = Decimal(str(round(self.list_price, 2))) if self.list_price else None
        values["property_type"] = self.property_type or "Residential"
        values["local"] = dict(self.local)
        closed = datetime.combine(self.close_date, time(), UTC)
        return Listing(standard_status=StandardStatus.CLOSED, modification_timestamp=closed, **values)


_ROW_FIELDS = tuple(item.name for item in fields(SaleRow) if item.name != "imputed")
Sale = SaleRow | Listing

NUMERIC = (
    "latitude",
    "longitude",
    "living_area",
    "below_grade_finished_area",
    "lot_size_square_feet",
    "bedrooms_total",
    "bathrooms_total",
    "stories",
    "year_built",
    "year_renovated",
    "waterfront",
)


@dataclass(frozen=True)
class Frame:
    """Homes as columns. Numbers have NaN for a blank, words have an empty string."""

    numbers: Mapping[str, Floats]
    words: Mapping[str, NDArray[np.str_]]
    size: int

    def number(self, name: str) -> Floats:
        """The column, or all blank when no home has it."""
        column = self.numbers.get(name)
        return np.full(self.size, np.nan) if column is None else column

    def join(self, other: Frame) -> Frame:
        """These homes and then the others, which know the same facts."""
        numbers = {name: np.append(column, other.number(name)) for name, column in self.numbers.items()}
        words = {name: np.append(column, other.words[name]) for name, column in self.words.items()}
        return Frame(numbers, words, self.size + other.size)

    def take(self, index: Any) -> Frame:
        """The homes at these positions (an index array, a mask or a slice)."""
        numbers = {name: column[index] for name, column in self.numbers.items()}
        words = {name: column[index] for name, column in self.words.items()}
        size = len(next(iter(numbers.values())))
        return Frame(numbers, words, size)


def read_homes(homes: Sequence[Any], local_names: Iterable[str] | None = None) -> Frame:
    """Columns of rows or listings; impossible facts (no living area, year 0) become blanks."""
    numbers = {name: np.array([getattr(home, name) for home in homes], dtype=np.float64) for name in NUMERIC}
    for name in _POSITIVE:
        numbers[name][~(numbers[name] > 0)] = np.nan
    for name in ("year_built", "year_renovated"):
        numbers[name][~(numbers[name] > _EARLIEST_YEAR)] = np.nan
    words = {
        name: np.array([str(getattr(home, name) or "") for home in homes], dtype=np.str_)
        for name in ("postal_code", "property_sub_type")
    }
    names = sorted({key for home in homes for key in home.local}) if local_names is None else local_names
    for name in names:
        values = [home.local.get(name) for home in homes]
        column = _as_numbers(values)
        if column is None:
            words[name] = np.array(["" if value is None else str(value) for value in values], dtype=np.str_)
        else:
            numbers[name] = column
    return Frame(numbers, words, len(homes))


def _as_numbers(values: Sequence[LocalValue | None]) -> Floats | None:
    try:
        return np.array([None if value == "" else value for value in values], dtype=np.float64)
    except (TypeError, ValueError):
        return None
