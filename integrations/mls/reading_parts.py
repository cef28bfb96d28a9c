"""Media, Member, Office and OpenHouse records as canonical parts; what has no name in the model is kept aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from pydantic import ValidationError

from integrations.models.listing_parts import PARTS, Part, PartName
from integrations.wire.errors import Unreadable

_NAMES: Final = {
    "PreferredPhotoYN": "preferred_photo",
    "MediaURL": "media_url",
    "MemberMlsId": "member_mls_id",
    "OfficeMlsId": "office_mls_id",
    "MediaDisplayOrder": "order",
}
_ALSO_TIMES: Final = ("ModificationTimestamp", "MediaModificationTimestamp", "OriginalEntryTimestamp")
_NOT_KEPT: Final = frozenset({"MlgCanView", "OriginatingSystemName", *_ALSO_TIMES})
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_KEYS: Final = {
    "Media": (("MediaKey", "media_key"), ("ResourceRecordKey", "resource_record_key")),
    "Member": (("MemberKey", "member_key"), ("OfficeKey", "office_key")),
    "Office": (("OfficeKey", "office_key"),),
    "OpenHouse": (("OpenHouseKey", "open_house_key"), ("ListingKey", "listing_key")),
}
_FIELDS: Final = {name: frozenset(kind.model_fields) - {"local"} for name, kind in PARTS.items()}
_SHORTEST: Final = len("2026-01-01T00:00")
_TIMES: Final = ("modification_timestamp", "open_house_start_time", "open_house_end_time")
_PRIVATE: Final = frozenset({"MemberPassword", "ShowingInstructions", "PrivateRemarks", "PrivateOfficeRemarks"})


def read_part(resource: PartName, record: Mapping[str, Any], system: str, *, vendor: str, links: bool = True) -> Part:
    """Read one record; the server's OriginatingSystemName wins over `system`.

    Raises:
        Unreadable: a field has a value that the Data Dictionary does not allow; the message names it.
    """
    local: dict[str, Any] = {}
    values: dict[str, Any] = {"local": local}
    for name, value in record.items():
        if value is None or value == "":
            continue
        field, is_key = _place(resource, name)
        if field:
            values[field] = str(value) if is_key else value
        elif field is not None and _is_plain(value):
            local[name] = value
    for name, field in _KEYS[resource]:
        if field not in values and (number := record.get(f"{name}Numeric")) is not None:
            values[field] = str(number)
    values["originating_system"] = record.get("OriginatingSystemName") or system
    values["modification_timestamp"] = next((record[name] for name in _ALSO_TIMES if record.get(name)), None)
    values["is_gone"] = record.get("MlgCanView") is False
    if resource == "Media":
        values |= {"permission": _list(record.get("Permission")), "may_be_linked": links}
    if resource == "OpenHouse" and "open_house_start_time" not in values and (day := record.get("OpenHouseDate")):
        values["open_house_start_time"] = f"{day}T00:00:00Z"
    return _checked(PARTS[resource], values, vendor)


def _checked(kind: type[Part], values: dict[str, Any], vendor: str) -> Part:
    for name in _TIMES:
        if name in values:
            values[name] = _aware(values[name])
    if values["modification_timestamp"] is None:
        del values["modification_timestamp"]  # so that it is named as missing
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Unreadable(vendor, f"{field}: {first['msg']} (got {first['input']!r:.60})") from error


def _aware(value: Any) -> Any:
    """A time without a zone is UTC, as MLSs send it; a date alone stays one."""
    if isinstance(value, str) and value[-1:] != "Z" and len(value) >= _SHORTEST and value[10] in "T ":
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return value if moment.tzinfo else f"{value}Z"
    return value


@lru_cache(maxsize=4096)
def _place(resource: PartName, name: str) -> tuple[str | None, bool]:
    """The field that a name stands for, and whether it is a key; "" where it has none, None where it is not kept."""
    if name in _NOT_KEPT or name in _PRIVATE or name.startswith("@"):
        return None, False
    field = _snake(name)
    return field if field in _FIELDS[resource] else "", name.endswith(("Key", "MlsId"))


def _snake(name: str) -> str:
    return _NAMES.get(name) or _HUMP.sub("_", name).lower()


def _list(value: Any) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else value or ()
    return tuple(word for one in words if (word := str(one).strip()))


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isinstance(value, str | int | float | date)
