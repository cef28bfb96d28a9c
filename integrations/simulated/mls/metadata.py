"""`$metadata` (CSDL XML 4.01) and the service document, from the field table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from xml.sax.saxutils import quoteattr

from integrations.simulated.mls.fields import LOOKUPS, RESOURCES, Field, Resource

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


def metadata(resources: Mapping[str, Resource] = RESOURCES, flags: tuple[str, ...] = ()) -> str:
    """Return the metadata document. Enumerations are strings with their `Lookup` named in an annotation.

    Those named in `flags` are declared as types whose members are bits.
    """
    return _metadata(tuple(resources.items()), flags)


@cache
def _metadata(resources: tuple[tuple[str, Resource], ...], flags: tuple[str, ...]) -> str:
    types = "".join(_enum_type(name) for name in flags)
    types += "".join(_entity_type(wire, resource) for wire, resource in resources)
    sets = "".join(f'<EntitySet Name="{name}" EntityType="{NAMESPACE}.{name}"/>' for name, _ in resources)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.01"><edmx:DataServices>'
        f'<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="{NAMESPACE}">'
        '<Term Name="LookupName" Type="Edm.String"/>'
        f'{types}<EntityContainer Name="Default">{sets}</EntityContainer>'
        "</Schema></edmx:DataServices></edmx:Edmx>"
    )


def _enum_type(name: str) -> str:
    members = "".join(
        f'<Member Name="{value.replace(" ", "")}" Value="{1 << bit}"/>' for bit, value in enumerate(LOOKUPS[name])
    )
    return f'<EnumType Name="{name}" IsFlags="true">{members}</EnumType>'


def _entity_type(wire: str, resource: Resource) -> str:
    fields = "".join(_property(field, is_key=field.name == resource.key) for field in resource.fields)
    key = f'<Key><PropertyRef Name="{resource.key}"/></Key>'
    return f'<EntityType Name="{wire}">{key}{fields}</EntityType>'


def _property(field: Field, *, is_key: bool) -> str:
    nullable = ' Nullable="false"' if is_key or field.kind == "strings" else ""
    head = f"<Property Name={quoteattr(field.name)} {_EDM[field.kind]}{nullable}"
    if field.lookup is None:
        return f"{head}/>"
    note = f'<Annotation Term="{NAMESPACE}.LookupName" String={quoteattr(field.lookup)}/>'
    return f"{head}>{note}</Property>"


def service_document(root: str, names: Iterable[str] = tuple(RESOURCES)) -> dict[str, object]:
    """Return the list of what the service has."""
    sets = [{"name": name, "kind": "EntitySet", "url": name} for name in names]
    return {"@odata.context": f"{root}/$metadata", "value": sets}
