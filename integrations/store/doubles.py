"""The other MLSs that have a home: what a list says beside the record that it shows, and what is told only once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from integrations.models.listing import Listing
from integrations.store.identity import cluster_traits, is_same_sale, sale_names
from integrations.store.parcels import shared_forms
from integrations.store.tables.listings import listings
from integrations.store.traits import COLUMNS, Trait, read_trait

_AT_ONCE = 400


def also_in(connection: Connection, shown: Sequence[Listing]) -> dict[str, tuple[str, ...]]:
    """By ref: the records of the same offer or sale in other MLSs that may be shown, as "HAR 1234567"."""
    return {
        ref: tuple(sorted({f"{one.system.upper()} {one.listing_id}".strip() for one in found if one.licence}))
        for ref, found in doubles(connection, [one.ref for one in shown]).items()
    }


def doubles(connection: Connection, refs: Sequence[str]) -> dict[str, list[Trait]]:
    """By ref: what other MLSs have of the same offer or sale; refs without any are left out."""
    traits = _with_neighbours(connection, refs)
    if len({one.system for one in traits}) < 2:  # noqa: PLR2004
        return {}
    wanted = frozenset(refs)
    found: dict[str, list[Trait]] = defaultdict(list)
    offered = [one for one in traits if one.on_offer]
    for home in cluster_traits(offered):
        for at in home:
            others = [offered[other] for other in home if offered[other].system != offered[at].system]
            if others and offered[at].ref in wanted:
                found[offered[at].ref] += others
    for one, other in _sales(traits):
        found[one.ref] += [other] if one.ref in wanted else []
    return {ref: others for ref, others in found.items() if others}


def _sales(traits: Sequence[Trait]) -> list[tuple[Trait, Trait]]:
    named: dict[object, list[Trait]] = defaultdict(list)
    pairs: dict[tuple[str, str], tuple[Trait, Trait]] = {}
    for one in traits:
        for name in sale_names(one) if one.is_closed else ():
            for other in named[name]:
                if is_same_sale(one, other):
                    pairs[one.ref, other.ref], pairs[other.ref, one.ref] = (one, other), (other, one)
            named[name].append(one)
    return list(pairs.values())


def _with_neighbours(connection: Connection, refs: Sequence[str]) -> list[Trait]:
    """The records of these refs, and those that share a house number, a parcel or a listing number with one of them."""
    found: dict[str, Trait] = {}
    for at in range(0, len(refs), _AT_ONCE):
        some = refs[at : at + _AT_ONCE]
        columns = (listings.c.street_number, listings.c.parcel_number, listings.c.universal_property_id)
        own = connection.execute(select(*columns, listings.c.listing_id).where(listings.c.ref.in_(some))).all()
        numbers = [{row[place] for row in own if row[place]} for place in range(len(columns))]
        ids = {form for row in own for form in shared_forms(row.listing_id)}
        near = or_(
            listings.c.ref.in_(some),
            listings.c.listing_id.in_(ids),
            *(column.in_(values) for column, values in zip(columns, numbers, strict=True) if values),
        )
        found.update((row[0], read_trait(tuple(row))) for row in connection.execute(select(*COLUMNS).where(near)))
    return list(found.values())
