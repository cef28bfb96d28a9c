"""Enumerations that come as whole numbers: which member or members a number stands for, by the server's `$metadata`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from integrations.mls.feed import Record

NUMBERED: Final = ("StandardStatus", "PropertyType", "PropertySubType")
_FIELD: Final = re.compile(r"<Property\b([^>]*)>")
_ENUM: Final = re.compile(r"<EnumType\b([^>]*)>(.*?)</EnumType>", re.DOTALL)
_MEMBER: Final = re.compile(r"<Member\b([^>]*)/?>")
_ATTRIBUTE: Final = re.compile(r'(\w+)\s*=\s*"([^"]*)"')


@dataclass(frozen=True, slots=True)
class _Kind:
    is_flags: bool
    members: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class EnumBook:
    """The members of each enumeration type, by the last part of its name.

    `spaces` are the namespaces of the types of those fields that have one; others are texts.
    """

    kinds: Mapping[str, _Kind] = field(default_factory=dict)
    spaces: Mapping[str, str] = field(default_factory=dict)

    def spelled(self, record: Record) -> Record:
        """The record with numbers of enumerations as words; a number that is unknown stays."""
        words = {name: self._word(name, record[name]) for name in NUMBERED if is_number(record.get(name))}
        return {**record, **words} if words else record

    def _word(self, name: str, value: Any) -> Any:
        kind, number = self.kinds.get(name), int(value)
        if kind is None:
            return value
        if number in kind.members:
            return kind.members[number]
        names = [member for bit, member in kind.members.items() if kind.is_flags and bit and number & bit == bit]
        return ",".join(names) or value


def read_enums(metadata: str) -> EnumBook:
    """The enumeration types of a CSDL document. Members without a value are numbered as the standard says."""
    kinds: dict[str, _Kind] = {}
    for head, body in _ENUM.findall(metadata):
        given = dict(_ATTRIBUTE.findall(head))
        is_flags = given.get("IsFlags") == "true"
        members: dict[int, str] = {}
        for at, found in enumerate(_MEMBER.findall(body)):
            member = dict(_ATTRIBUTE.findall(found))
            value = member.get("Value", "")
            members[int(value) if value.lstrip("-").isdigit() else 1 << at if is_flags else at] = member.get("Name", "")
        kinds[given.get("Name", "")] = _Kind(is_flags, members)
    return EnumBook(kinds, _spaces(metadata))


def _spaces(metadata: str) -> dict[str, str]:
    fields = [dict(_ATTRIBUTE.findall(found)) for found in _FIELD.findall(metadata)]
    typed = {one.get("Name", ""): one.get("Type", "").rpartition(".")[0] for one in fields}
    return {name: typed[name] for name in NUMBERED if typed.get(name, "Edm") not in ("Edm", "Collection(Edm")}


def is_number(value: Any) -> bool:
    """Whether an enumeration's value is a number, written as one or as text."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, str) and value.isdecimal())
