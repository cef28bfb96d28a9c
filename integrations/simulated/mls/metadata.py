"""`$metadata` (CSDL XML 4.01) and the service document, from the field table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from xml.sax.saxutils import quoteattr

from integrations.simulated.mls.fields import LOOKUPS, NAVIGATION, RESOURCES, Field, Resource

NAMESPACE = "town.mls"
_EDM = {
    "string": 'Type="Edm.String"',
    "strings": 'Type="Collection(Edm.String)"',
    "int": 'Type="Edm.Int64"',
    "decimal": 'Type="Edm.Decimal" Precision="14" Scale="variable"',
    "bool": 'Type="Edm.Boolean"',
    "date": 'Type="Edm.Date"',
    "timestamp": 'Type="Edm.DateTimeOffset" Precision="3"',
}


def metadata(
    resources: Mapping[str, Resource] = RESOURCES,
    flags: tuple[str, ...] = (),
    expandable: tuple[str, ...] = (),
    *,
    beside: tuple[Resource, ...] = (),
    enum_space: str = "",
) -> str:
    """Return the metadata document. Enumerations are strings with their `Lookup` named in an annotation.

    Those named in `flags` are declared as types whose members are bits; fields of the kind `enum` are of types in
    the namespace `enum_space`. `expandable` are the ways on from Property, `beside` the resources that are had by
    `$expand` alone.
    """
    return _metadata(tuple(resources.items()), flags, expandable, beside, enum_space)


@cache
def _metadata(
    resources: tuple[tuple[str, Resource], ...],
    flags: tuple[str, ...],
    expandable: tuple[str, ...],
    beside: tuple[Resource, ...],
    enum_space: str,
) -> str:
    names = {resource.name: wire for wire, resource in resources}
    space = enum_space or NAMESPACE
    own = sorted({one.lookup or "" for _, resource in resources for one in resource.fields if one.kind == "enum"})
    enums = "".join(_enum_type(name, is_flags=name in flags) for name in own or flags)
    types = "" if enum_space else enums
    typed = {name: f"{space}.{name}" for name in own or flags}
    for wire, resource in (*resources, *((one.name, one) for one in beside)):
        types += _entity_type(wire, resource, typed, expandable if resource.name == "Property" else (), names)
    sets = "".join(_entity_set(wire, resource, expandable, names) for wire, resource in resources)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.01"><edmx:DataServices>'
        f"{_schema(enum_space, enums) if enum_space else ''}"
        f'<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="{NAMESPACE}">'
        '<Term Name="LookupName" Type="Edm.String" AppliesTo="Property"/>'
        f'{types}<EntityContainer Name="Default">{sets}</EntityContainer>'
        "</Schema></edmx:DataServices></edmx:Edmx>"
    )


def _entity_set(wire: str, resource: Resource, expandable: tuple[str, ...], names: Mapping[str, str]) -> str:
    head = f'<EntitySet Name="{wire}" EntityType="{NAMESPACE}.{wire}"'
    ways = expandable if resource.name == "Property" else ()
    bound = "".join(
        f'<NavigationPropertyBinding Path="{way}" Target="{names[NAVIGATION[way].resource]}"/>'
        for way in ways
        if NAVIGATION[way].resource in names
    )
    return f"{head}>{bound}</EntitySet>" if bound else f"{head}/>"


def _schema(namespace: str, content: str) -> str:
    return f'<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="{namespace}">{content}</Schema>'


def _enum_type(name: str, *, is_flags: bool) -> str:
    members = "".join(
        f'<Member Name="{value.replace(" ", "")}" Value="{1 << at if is_flags else at}"/>'
        for at, value in enumerate(LOOKUPS[name])
    )
    flags = ' IsFlags="true"' if is_flags else ""
    return f'<EnumType Name="{name}"{flags}>{members}</EnumType>'


def _entity_type(
    wire: str, resource: Resource, typed: Mapping[str, str], ways: tuple[str, ...], names: Mapping[str, str]
) -> str:
    fields = "".join(_property(field, typed, is_key=field.name == resource.key) for field in resource.fields)
    key = f'<Key><PropertyRef Name="{resource.key}"/></Key>'
    return f'<EntityType Name="{wire}">{key}{fields}{"".join(_way(way, names) for way in ways)}</EntityType>'


def _way(name: str, names: Mapping[str, str]) -> str:
    way = NAVIGATION[name]
    target = f"{NAMESPACE}.{names.get(way.resource, way.resource)}"
    if way.by:
        return f'<NavigationProperty Name="{name}" Type="{target}"/>'
    held = "" if way.resource in names else ' ContainsTarget="true"'
    return f'<NavigationProperty Name="{name}" Type="Collection({target})"{held}/>'


def _property(field: Field, typed: Mapping[str, str], *, is_key: bool) -> str:
    nullable = ' Nullable="false"' if is_key or field.kind == "strings" else ""
    kind = f'Type="{typed[field.name]}"' if field.name in typed else _EDM[field.kind]
    head = f"<Property Name={quoteattr(field.name)} {kind}{nullable}"
    if field.lookup is None:
        return f"{head}/>"
    note = f'<Annotation Term="{NAMESPACE}.LookupName" String={quoteattr(field.lookup)}/>'
    return f"{head}>{note}</Property>"


def service_document(root: str, names: Iterable[str] = tuple(RESOURCES)) -> dict[str, object]:
    """Return the list of what the service has."""
    sets = [{"name": name, "kind": "EntitySet", "url": name} for name in names]
    return {"@odata.context": f"{root}/$metadata", "value": sets}
