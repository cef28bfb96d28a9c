"""One record with Data Dictionary names to one sale: names, units, dates, yes and no."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from integrations.mls.cma.sales import LocalValue, SaleRow

_BLANKS: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "\\n", "-", "."})
_YES, _NO = frozenset({"true", "yes", "y", "t", "1"}), frozenset({"false", "no", "n", "f", "0"})
_DATES: Final = ("%Y-%m-%d", "%m/%d/%Y", "%Y/%m/%d", "%m/%d/%y", "%d-%b-%Y", "%Y%m%d", "%Y%m%dT%H%M%S")
UNREADABLE_DATE: Final = "close date that cannot be read"
_LONGEST_WORD: Final = 60
_FEET_IN_METRE: Final = 10.7639
_FEET_IN: Final = (
    (re.compile(r"acre", re.IGNORECASE), 43_560.0),
    (re.compile(r"hectare", re.IGNORECASE), 107_639.0),
    (re.compile(r"met(er|re)|sqm|m2|m²", re.IGNORECASE), _FEET_IN_METRE),
)
# Other names of plain facts, tried in order when the Data Dictionary's own is not there.
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "originating_system": ("originatingsystemname", "sourcesystemname"),
    "parcel_number": ("parcelnumber",),
    "property_sub_type": ("propertysubtype",),
    "unparsed_address": ("unparsedaddress",),
    "unit_number": ("unitnumber",),
    "city": ("city",),
    "county_or_parish": ("countyorparish",),
    "state_or_province": ("stateorprovince",),
    "subdivision_name": ("subdivisionname",),
    "list_office_name": ("listofficename",),
}
_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "list_price": ("listprice", "originallistprice"),
    "days_on_market": ("cumulativedaysonmarket", "daysonmarket"),
    "bedrooms_total": ("bedroomstotal",),
    "bathrooms_total": ("bathroomstotaldecimal", "bathroomstotalinteger", "x_bathrooms", "x_baths"),
    "stories": ("storiestotal", "stories", "x_floors", "x_stories"),
    "year_built": ("yearbuilt",),
    "year_renovated": ("x_yr_renovated", "x_year_renovated", "x_yearrenovated", "yearbuilteffective"),
}
_WHOLE: Final = ("days_on_market", "bedrooms_total", "year_built", "year_renovated")
_BELOW_GRADE: Final = (
    "belowgradefinishedarea",
    "x_sqft_basement",
    "x_basement_sqft",
    "x_basement_area",
    "x_basementsqft",
)
_ABOVE_GRADE: Final = ("abovegradefinishedarea", "x_sqft_above", "x_above_sqft")
_WATER: Final = ("waterfrontyn", "x_waterfront", "x_waterfrontyn")
# The Data Dictionary's own characteristics beyond those above that tell of a home's price.
_MORE: Final = frozenset(
    (
        "garagespaces", "parkingtotal", "coveredspaces", "fireplacestotal", "fireplaceyn", "poolprivateyn",
        "viewyn", "spayn", "basementyn", "coolingyn", "heatingyn", "associationfee", "associationyn",
        "newconstructionyn", "roomstotal", "bathroomsfull", "bathroomshalf", "garageyn", "attachedgarageyn",
        "propertycondition", "architecturalstyle", "levels", "constructionmaterials", "entrylevel",
        "seniorcommunityyn", "horseyn", "irrigationwaterrightsyn", "walkscore", "waterfrontfeatures",
        "furnished", "commoninterest", "ownershiptype", "structuretype", "elementaryschool", "highschool",
        "schooldistrict", "elementaryschooldistrict",
    )
)  # fmt: skip


def read_sale(record: Mapping[Any, Any], number: int) -> SaleRow | str:
    """The sale (price 0 where only its list price is known), or in words why the record is none.

    `number` names a record that has no key.
    """
    fields = {str(name).strip().lower(): value for name, value in record.items() if name and not _blank(value)}
    closed, price = _date(fields.get("closedate")), _number(fields.get("closeprice"))
    if closed is None:
        return UNREADABLE_DATE if "closedate" in fields else "no close date"
    unpriced = price is None or price <= 0
    if unpriced and not (_number(fields.get("listprice")) or 0) > 0:
        return "no close price"
    if "lease" in str(fields.get("propertytype", "")).lower():
        return "a lease"
    values: dict[str, Any] = {name: _word(fields, names) for name, names in _WORDS.items()}
    values["property_sub_type"] = values["property_sub_type"] or _kind(fields.get("propertytype"))
    values.update({name: _first(fields, names) for name, names in _NUMBERS.items()})
    for name in _WHOLE:
        values[name] = None if values[name] is None else round(values[name])
    _check_place(values)
    for name in ("originating_system", "unparsed_address"):
        values[name] = values[name] or ""
    if values["bathrooms_total"] is None:
        full, half = _number(fields.get("bathroomsfull")), _number(fields.get("bathroomshalf"))
        values["bathrooms_total"] = None if full is None else full + (half or 0) / 2
    return SaleRow(
        listing_key=str(fields.get("listingkey") or fields.get("listingid") or f"row {number}").strip(),
        close_date=closed,
        close_price=0.0 if unpriced or price is None else price,
        **values,
        postal_code=_postal_code(fields.get("postalcode")),
        living_area=_area(fields, ("livingarea", "abovegradefinishedarea", "buildingareatotal"), "livingareaunits"),
        above_grade_finished_area=_area(fields, _ABOVE_GRADE, "abovegradefinishedareaunits"),
        below_grade_finished_area=_area(fields, _BELOW_GRADE, "belowgradefinishedareaunits"),
        lot_size_square_feet=_lot(fields),
        waterfront=next((found for name in _WATER if (found := _yes(fields.get(name))) is not None), None),
        local=_characteristics(fields, record),
    )  # fmt: skip


def _kind(value: Any) -> str | None:
    """A kind of home from its PropertyType, where only that tells land from houses."""
    word = str(value or "").strip()
    return word if word and word.lower() != "residential" else None


def _check_place(values: dict[str, Any]) -> None:
    latitude, longitude = values["latitude"], values["longitude"]
    known = latitude is not None and longitude is not None
    if not known or (latitude == 0 and longitude == 0) or abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004
        values["latitude"] = values["longitude"] = None


def _characteristics(fields: Mapping[str, Any], record: Mapping[Any, Any]) -> dict[str, LocalValue]:
    taken = {
        name for names in (*_NUMBERS.values(), _BELOW_GRADE, _ABOVE_GRADE, _WATER) for name in names if name in fields
    }
    spelled = {str(name).strip().lower(): str(name).strip() for name in record if name}
    return {
        spelled[name]: _characteristic(value)
        for name, value in fields.items()
        if name not in taken and (name.startswith("x_") or name in _MORE)
    }


def _characteristic(value: Any) -> LocalValue:
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    number = _number(value)
    if number is not None:
        return number
    if isinstance(value, list):
        return ",".join(sorted(str(item) for item in value))
    word = str(value).strip()[:_LONGEST_WORD]
    yes = _yes(word) if word.lower() in ("true", "false") else None
    return word if yes is None else float(yes)


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in _BLANKS)


def _word(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    found = next((str(fields[name]).strip() for name in names if name in fields), None)
    return found or None


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> float | None:
    return next((found for name in names if (found := _number(fields.get(name))) is not None), None)


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        value = value.strip().lstrip("$").replace(",", "")
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _date(value: Any) -> date | None:
    if value is None:
        return None
    text = str(value).strip()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return next((found for form in _DATES if (found := _parse(text.split(" ")[0], form)) is not None), None)


def _parse(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007  a calendar day has no zone
    except ValueError:
        return None


def _yes(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().removesuffix(".0")
    return True if word in _YES else False if word in _NO else None


def _postal_code(value: Any) -> str | None:
    """Five digits of a US code, whatever a spreadsheet made of it."""
    if value is None:
        return None
    word = str(value).strip().removesuffix(".0").partition("-")[0].strip()
    return word.zfill(5) if word.isdigit() else word or None


def _area(fields: Mapping[str, Any], names: tuple[str, ...], units: str) -> float | None:
    size = _first(fields, names)
    return None if size is None else size * _feet_in(str(fields.get(units, "")))


def _lot(fields: Mapping[str, Any]) -> float | None:
    ways: tuple[tuple[str, Callable[[float], float]], ...] = (
        ("lotsizesquarefeet", lambda size: size),
        ("lotsizeacres", lambda size: size * 43_560),
        ("lotsizearea", lambda size: size * _feet_in(str(fields.get("lotsizeunits", "")))),
    )
    for name, convert in ways:
        if size := _number(fields.get(name)):
            return convert(size)
    return None


def _feet_in(unit: str) -> float:
    return next((feet for pattern, feet in _FEET_IN if pattern.search(unit)), 1.0)
