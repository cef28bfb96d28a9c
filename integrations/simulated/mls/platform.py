"""How the platforms of MLSs differ on the server's side, as data over one OData engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from integrations.simulated.mls.fields import LOOKUPS, NAVIGATION, PROPERTY, RESOURCES, Field, Kind, Resource
from integrations.simulated.mls.rows import SYSTEM, Row, pack

QuotaStyle = Literal["retry-after", "silent", "trestle", "bridge", "spark", "mlsgrid"]
PushStyle = Literal["", "reso", "spark"]
FLAGGED = ("StandardStatus", "PropertyType", "PropertySubType")
_EXTRA: dict[str, tuple[Field, Any]] = {
    "MlgCanView": (Field("MlgCanView", "bool"), True),
    "MlgCanUse": (Field("MlgCanUse", "strings"), ["IDX", "VOW"]),
    "FeedTypes": (Field("FeedTypes", "strings"), ["IDX"]),
}
_NUMBERED = ("Property", "OpenHouse", "Media", "Deletion")
_PREFIXED = ("Key", "MlsId", "ListingId")


@dataclass(frozen=True)
class Platform:
    """One platform. `token` is a long-lived bearer; without one, tokens are given at the token path.

    `entities` maps the wire's names to resources. `bulk` is an entity that pages everything, without order. With
    `top_is_page`, `$top` is the size of a page; with `skip_links`, nextLinks count rows with `$skip`; with
    `links_on_demand` they come only where a page size was asked for. `compact` spells enumerations without spaces.
    `expandable` are the ways on from Property that `$expand` takes, `expand_max` the page with it. `renamed` names
    fields of Media otherwise, or not at all; `unfiltered` resources refuse any `$filter`. With `photo_agent` a photo
    is given only to who names the token as its User-Agent. `page_sizes` are the largest pages of single resources.
    `deleted_days` is how long a listing that was taken out is still told of. `enum_space` is the namespace in which
    enumerations are declared as types: a filter then has to name theirs. Who asks more than `per_second` allows has
    his token suspended. A `scope` must be asked for with the token; with `query_token` it may stand in the address.
    `pushes` is how it tells of changes by itself.
    """

    slug: str
    root: str
    token: str = ""
    system: str = SYSTEM
    entities: Mapping[str, str] = field(
        default_factory=lambda: {name: name for name in RESOURCES if name != "Deletion"}
    )
    extra: tuple[str, ...] = ()
    numeric_keys: bool = False
    key_prefix: str = ""
    page_max: int = 1000
    page_default: int = 1000
    page_sizes: Mapping[str, int] = field(default_factory=dict)
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
    deleted_days: int = 0
    enum_space: str = ""
    quota: QuotaStyle = "retry-after"
    per_minute: int = 1200
    per_second: int = 0
    token_seconds: int = 3600
    scope: str = ""
    query_token: bool = False
    pushes: PushStyle = ""
    events: bool = False
    expandable: tuple[str, ...] = ()
    expand_max: int = 1000
    renamed: Mapping[str, str] = field(default_factory=dict)
    unfiltered: frozenset[str] = frozenset()
    photo_agent: bool = False

    @cached_property
    def kinds(self) -> dict[str, Resource]:
        """Every resource by its own name, with this platform's fields and key type."""
        return {name: self._shaped(resource) for name, resource in RESOURCES.items()}

    def _shaped(self, plain: Resource) -> Resource:
        numbered = self.numeric_keys and plain.name in _NUMBERED
        fields = []
        for one in plain.fields:
            name = self.renamed.get(one.name, one.name) if plain.name == "Media" else one.name
            fields += [replace(one, name=name, kind=self._kind(plain, one, numbered=numbered))] if name else []
        fields += [_EXTRA[name][0] for name in self.extra if plain.name not in {"Lookup", "EntityEvent", "Deletion"}]
        return Resource(plain.name, tuple(fields), {one.name: place for place, one in enumerate(fields)})

    def _kind(self, resource: Resource, one: Field, *, numbered: bool) -> Kind:
        if numbered and one.name in {resource.key, "ListingKey"}:
            return "int"
        return "enum" if self.enum_space and one.name in FLAGGED else one.kind

    @property
    def property(self) -> Resource:
        """The Property resource with this platform's own fields and key type."""
        return self.kinds["Property"]

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """The resources that can be asked for, by the wire's names."""
        return {wire: self.kinds[name] for wire, name in self.entities.items() if self.events or name != "EntityEvent"}

    @cached_property
    def beside(self) -> tuple[Resource, ...]:
        """The resources that are had by `$expand` alone."""
        wanted = {NAVIGATION[way].resource for way in self.expandable}
        return tuple(self.kinds[name] for name in sorted(wanted - {one.name for one in self.resources.values()}))

    def key(self, town_key: str) -> str:
        """A listing's key as this platform writes it."""
        if self.numeric_keys:
            return "".join(filter(str.isdigit, town_key)) or "0"
        return self.key_prefix + town_key

    def dress(self, row: Row) -> Row:
        """A Property row as this platform has it."""
        values = list(row)
        place = PROPERTY.position
        for at in self._prefixed:
            values[at] = self.key_prefix + values[at] if values[at] else values[at]
        if self.numeric_keys:
            values[0] = int(self.key(row[0]))
        values[place["OriginatingSystemName"]] = self.system
        return (*values, *(_EXTRA[name][1] for name in self.extra))

    @cached_property
    def _prefixed(self) -> tuple[int, ...]:
        """Where the keys and numbers of a Property row stand, if they carry a prefix; the origin's own key has none."""
        named = PROPERTY.position.items()
        chosen = [at for name, at in named if name.endswith(_PREFIXED) and name != "OriginatingSystemKey"]
        return tuple(chosen) if self.key_prefix else ()

    def packed(self, resource: str, record: dict[str, Any]) -> Row:
        """A record of any other resource as this platform has it."""
        kind, values = self.kinds[resource], dict(record)
        for name, value in record.items() if self.numeric_keys or self.key_prefix else ():
            if name in {kind.key, "ListingKey", "ResourceRecordKey"} and resource in _NUMBERED:
                key = self.key(value)
                values[name] = int(key) if self.numeric_keys and name != "ResourceRecordKey" else key
            elif self.key_prefix and name.endswith((*_PREFIXED, "RecordID")) and value:
                values[name] = self.key_prefix + value
        values |= {"OriginatingSystemName": self.system} if "OriginatingSystemName" in record else {}
        values |= {_EXTRA[name][0].name: _EXTRA[name][1] for name in self.extra}
        if resource == "Media":
            values |= {new: record.get(old) for old, new in self.renamed.items() if new}
        return pack(kind, values)

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


RESO = Platform(slug="mls", root="/reso/odata", events=True, expandable=tuple(NAVIGATION), pushes="reso")
