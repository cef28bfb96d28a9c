"""Media, Member, Office and OpenHouse records as canonical parts; what has no name in the model is kept aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
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
    "Media": ("MediaKey", "ResourceRecordKey"),
    "Member": ("MemberKey", "OfficeKey"),
    "Office": ("OfficeKey",),
    "OpenHouse": ("OpenHouseKey", "ListingKey"),
}
_FIELDS: Final = {name: frozenset(kind.model_fields) - {"local"} for name, kind in PARTS.items()}
_PRIVATE: Final = frozenset({"MemberPassword", "ShowingInstructions", "PrivateRemarks", "PrivateOfficeRemarks"})


def read_part(resource: PartName, record: Mapping[str, Any], system: str, *, vendor: str, links: bool = True) -> Part:
    """Read one record; the server's OriginatingSystemName wins over `system`.

    Raises:
        Unreadable: a field has a value that the Data Dictionary does not allow; the message names it.
    """
    kind, fields = PARTS[resource], _FIELDS[resource]
    values: dict[str, Any] = {"local": {}}
    for name, value in record.items():
        ours = _snake(name)
        if value is None or value == "" or name in _NOT_KEPT or name in _PRIVATE or name.startswith("@"):
            continue
        if ours in fields:
            values[ours] = str(value) if name.endswith(("Key", "MlsId")) else value
        elif _is_plain(value):
            values["local"][name] = value
    for name in _KEYS[resource]:
        values.setdefault(_snake(name), _numeric_key(record, name))
    values["originating_system"] = record.get("OriginatingSystemName") or system
    values["modification_timestamp"] = next((record[name] for name in _ALSO_TIMES if record.get(name)), None)
    values["is_gone"] = record.get("MlgCanView") is False
    if resource == "Media":
        values |= {"permission": _list(record.get("Permission")), "may_be_linked": links}
    if resource == "OpenHouse" and "open_house_start_time" not in values:
        day = record.get("OpenHouseDate")
        values["open_house_start_time"] = f"{day}T00:00:00Z" if day else None
    return _checked(kind, {name: value for name, value in values.items() if value is not None}, vendor)


def _checked(kind: type[Part], values: Mapping[str, Any], vendor: str) -> Part:
    try:
        return kind.model_validate({name: _aware(value) for name, value in values.items()})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Unreadable(vendor, f"{field}: {first['msg']} (got {first['input']!r:.60})") from error


def _aware(value: Any) -> Any:
    """A time without a zone is UTC, as MLSs send it; a date alone stays one."""
    if isinstance(value, str) and len(value) >= len("2026-01-01T00:00") and value[10:11] in "T ":
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return value if moment.tzinfo else f"{value}Z"
    return value


@cache
def _snake(name: str) -> str:
    return _NAMES.get(name) or _HUMP.sub("_", name).lower()


def _numeric_key(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(f"{name}Numeric")
    return None if value is None else str(value)


def _list(value: Any) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else value or ()
    return tuple(str(word).strip() for word in words if str(word).strip())


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_plain(one) for one in value)
    return isinstance(value, int | float | str | date)
