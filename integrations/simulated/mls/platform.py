"""How the platforms of MLSs differ on the server's side, as data over one OData engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from integrations.simulated.mls.fields import LOOKUPS, PROPERTY, RESOURCES, Field, Resource
from integrations.simulated.mls.rows import SYSTEM, Row

QuotaStyle = Literal["retry-after", "silent", "trestle", "bridge", "spark", "mlsgrid"]
FLAGGED = ("StandardStatus", "PropertyType", "PropertySubType")
_EXTRA: dict[str, tuple[Field, Any]] = {
    "MlgCanView": (Field("MlgCanView", "bool"), True),
    "MlgCanUse": (Field("MlgCanUse", "strings"), ["IDX", "VOW"]),
    "FeedTypes": (Field("FeedTypes", "strings"), ["IDX"]),
}


@dataclass(frozen=True)
class Platform:
    """One platform. `token` is a long-lived bearer; without one, tokens are given at the token path.

    `entities` maps the wire's names to resources. `bulk` is an entity that pages everything, without order. With
    `top_is_page`, `$top` is the size of a page; with `skip_links`, nextLinks count rows with `$skip`; with
    `links_on_demand` they come only where a page size was asked for. `compact` spells enumerations without spaces.
    """

    slug: str
    root: str
    token: str = ""
    system: str = SYSTEM
    entities: Mapping[str, str] = field(default_factory=lambda: {name: name for name in RESOURCES})
    extra: tuple[str, ...] = ()
    numeric_keys: bool = False
    key_prefix: str = ""
    page_max: int = 1000
    page_default: int = 1000
    key_page_max: int = 0
    bulk: str = ""
    bulk_max: int = 2000
    top_is_page: bool = False
    skip_links: bool = False
    skip_limit: int = 0
    links_on_demand: bool = False
    slash_refused: bool = False
    orders: bool = True
    required_headers: Mapping[str, str] = field(default_factory=dict)
    refused_status: int = 403
    one_system: bool = False
    filterable: frozenset[str] | None = None
    most_ors: int = 0
    compact: bool = False
    keeps_deleted: bool = False
    quota: QuotaStyle = "retry-after"
    events: bool = False

    @cached_property
    def property(self) -> Resource:
        """The Property resource with this platform's own fields and key type."""
        fields = [replace(one, kind="int") if one.name == "ListingKey" and self.numeric_keys else one
                  for one in PROPERTY.fields]  # fmt: skip
        fields += [_EXTRA[name][0] for name in self.extra]
        return Resource("Property", tuple(fields), {one.name: place for place, one in enumerate(fields)})

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """The resources by the wire's names."""
        return {wire: self.property if name == "Property" else RESOURCES[name] for wire, name in self.entities.items()}

    def key(self, town_key: str) -> str:
        """A listing's key as this platform writes it."""
        if self.numeric_keys:
            return "".join(filter(str.isdigit, town_key)) or "0"
        return self.key_prefix + town_key

    def dress(self, row: Row) -> Row:
        """A Property row as this platform has it."""
        values = list(row)
        place = PROPERTY.position
        key = self.key(values[0])
        values[0] = int(key) if self.numeric_keys else key
        values[place["ListingId"]] = self.key_prefix + values[place["ListingId"]]
        values[place["OriginatingSystemName"]] = self.system
        return (*values, *(_EXTRA[name][1] for name in self.extra))

    def withdrawn(self, row: Row, at: str) -> Row:
        """A row that may no longer be seen, as of now."""
        values = list(row)
        values[self.property.position["MlgCanView"]] = False
        values[self.property.position["ModificationTimestamp"]] = at
        return tuple(values)

    def spell(self, record: dict[str, Any], resource: Resource, how: str) -> dict[str, Any]:
        """The record with enumerations as this platform (or a habit) writes them: compact or bitmask."""
        spelled = dict(record)
        for name, value in record.items():
            one = resource.field(name)
            if one is None or one.lookup is None or not isinstance(value, str):
                continue
            if how == "bitmask" and name in FLAGGED:
                spelled[name] = 1 << LOOKUPS[one.lookup].index(value)
            else:
                spelled[name] = value.replace(" ", "")
        return spelled


RESO = Platform(slug="mls", root="/reso/odata", events=True)
