"""The platforms and what is established about each. Only what vendors' documents or open-source clients say is here.

Bright, Bridge, Trestle, MLS Grid, Spark, and the California Regional MLS's own API; `RESO` is the plain standard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from integrations.mls.dialect import Beside, Dialect, Names, Route
from integrations.mls.quotas import Quota
from integrations.models.listing_parts import PartName


def _beside(resource: PartName, size: int = 1000, *, entity: str = "", **more: Any) -> Beside:
    """A resource beside Property, by the standard's names where no other is established."""
    route = Route(entity or resource, size, **more.pop("route", {}))
    return Beside(resource, route, Names(key=f"{resource}Key", **more.pop("names", {})), **more)


_STAFF: Final = (_beside("Member"), _beside("Office"), _beside("OpenHouse"))
_MEDIA: Final = _beside("Media")

RESO: Final = Dialect(
    name="reso",
    title="MLS (RESO Web API)",
    enums="declared",
    has_events=True,
    expands_media=True,
    beside=(*_STAFF, _MEDIA),
)

# BrightMedia has no ModificationTimestamp and refuses any filter; its photos may be linked, 150 of a listing at most.
_BRIGHT_MEDIA: Final = _beside(
    "Media",
    entity="BrightMedia",
    names={"time": "MediaModificationTimestamp", "numeric": True},
    filters=False,
)
_TWO_SPELLINGS: Final = "Bright's filters want the spaced label, its records carry the compact one"
# nextLink comes only with a page size asked for, which every request does; pages may be shuffled.
BRIGHT: Final = Dialect(
    name="bright",
    title="Bright MLS",
    root="https://bright-reso.brightmls.com/RESO/OData/bright",
    search=Route("BrightProperties", 1000),
    headers={"User-Agent": "Bright WebAPI/1.0", "Cache-Control": "no-cache"},
    numeric_keys=True,
    keeps_order=False,
    enums="spaced",
    originating_system="Bright",
    deletions=("Deletion", "UniversalKey"),
    beside=(
        _beside("Member", entity="BrightMembers"),
        _beside("Office", entity="BrightOffices"),
        _beside("OpenHouse", entity="BrightOpenHouses", names={"numeric": True}),
        _BRIGHT_MEDIA,
    ),
    most_photos=150,
    quirks={
        "$orderby of every kind, both ways": "Bright may ignore $orderby and shuffle its pages",
        "comparisons of texts and truths add up": _TWO_SPELLINGS,
        "in, has and Lookup for enumerations": f"{_TWO_SPELLINGS}; not every licence may read Lookup",
        "metadata in which every entity set has a type with a key": "its service document lists sets without a type",
    },
)

_TRESTLE_ROOT: Final = "https://api.cotality.com/trestle"
TRESTLE: Final = Dialect(
    name="trestle",
    title="Trestle",
    root=f"{_TRESTLE_ROOT}/odata",
    token_url=f"{_TRESTLE_ROOT}/oidc/connect/token",
    token_scope="api",  # noqa: S106  # an OAuth scope, no secret
    bulk=Route("Property", 1000, orders=False, in_order=False, parameters={"Replication": "true"}),
    search_limit=1_000_000,
    pages_by_top=True,
    key_page_size=300_000,
    parameters={"PrettyEnums": "true"},
    enums="namespaced",
    enum_namespace="PropertyEnums",
    quota=Quota(per_minute=180, per_hour=7200, headers="trestle"),
    beside=(*_STAFF, _MEDIA),
)
CRMLS: Final = replace(
    TRESTLE,
    name="crmls",
    title="California Regional MLS (Trestle)",
    required_filter="OriginatingSystemName eq 'CRMLS'",
    originating_system="CRMLS",
)
NTREIS: Final = replace(TRESTLE, name="ntreis", title="NTREIS (Trestle)", originating_system="NTREIS")

# Its documents (2019) establish neither how it signs in nor what tells of deletions: token_url is asked for.
CRMLS_OWN: Final = Dialect(
    name="crmls-own",
    title="California Regional MLS (own API)",
    root="https://h.api.crmls.org/RESO/OData",
    search=Route("Property", 100),
    numeric_keys=True,
    casts_times=True,
    originating_system="CRMLS",
    beside=(
        _beside("Member", 500),
        _beside("Office"),
        _beside("OpenHouse", names={"numeric": True}),
        _beside("Media", 100, names={"numeric": True}),
    ),
)

# Photos come with their listings (1000 a page then) and have to be copied, never linked. Any breach suspends
# the token, so it is asked more slowly than it allows and a refused request is not repeated soon.
MLS_GRID: Final = Dialect(
    name="mlsgrid",
    title="MLS Grid",
    root="https://api.mlsgrid.com/v2",
    auth="bearer",
    search=Route("Property", 1000, orders=False, counts=False),
    key_page_size=5000,
    expands_media=True,
    photo_links=False,
    beside=tuple(
        _beside(name, 5000, route={"orders": False, "counts": False}) for name in ("Member", "Office", "OpenHouse")
    ),
    pages_by_top=True,
    headers={"Accept-Encoding": "gzip"},
    first_filter="MlgCanView eq true",
    filterable=frozenset(
        {
            "OriginatingSystemName",
            "ModificationTimestamp",
            "StandardStatus",
            "PropertyType",
            "ListingId",
            "MlgCanView",
            "ListOfficeMlsId",
        }
    ),
    most_ors=5,
    has_in=True,
    quota=Quota(per_second=1.5, per_hour=7000, per_day=39_000),
    attempts=2,
    suspends=True,
    quirks=dict.fromkeys(
        (
            "$count and /$count",
            "$orderby of every kind, both ways",
            "comparisons of numbers, dates and times add up",
            "comparisons of texts and truths add up",
            "and, or, not and now()",
            "any and all on collections",
            "contains, startswith, endswith, tolower",
        ),
        "MLS Grid filters by seven fields only",
    ),
)
UNLOCK: Final = replace(
    MLS_GRID,
    name="unlock",
    title="Unlock MLS (MLS Grid)",
    required_filter="OriginatingSystemName eq 'actris'",
    key_prefix="ACT",
    originating_system="actris",
)

BRIDGE: Final = Dialect(
    name="bridge",
    title="Bridge",
    root="https://api.bridgedataoutput.com/api/v2/OData",
    auth="bearer",
    search=Route("Property", 200),
    bulk=Route("Property/replication", 2000, orders=False, counts=False, in_order=False),
    bulk_first=True,
    search_limit=10_000,
    pages_by_top=True,
    quota=Quota(headers="bridge"),
    beside=(_beside("Member", 200), _beside("Office", 200), _beside("OpenHouse", 200), _beside("Media", 200)),
)
HAR: Final = replace(
    BRIDGE,
    name="har",
    title="Houston HAR (Bridge)",
    root=f"{BRIDGE.root}/har",
    foreign_numbers=("NT",),
    originating_system="har",
)
UNLOCK_BRIDGE: Final = replace(
    BRIDGE,
    name="unlock-bridge",
    title="Unlock MLS (Bridge)",
    root=f"{BRIDGE.root}/actris_ref",
    originating_system="actris",
)

SPARK: Final = Dialect(
    name="spark",
    title="Spark (FBS)",
    root="https://replication.sparkapi.com/Version/3/Reso/OData",
    auth="bearer",
    pages_by_top=True,
    quota=Quota(headers="spark"),
    beside=(*_STAFF, _MEDIA),
)

DIALECTS: Final = {
    dialect.name: dialect
    for dialect in (
        RESO, BRIGHT, TRESTLE, CRMLS, CRMLS_OWN, NTREIS, MLS_GRID, UNLOCK, BRIDGE, HAR, UNLOCK_BRIDGE, SPARK
    )
}  # fmt: skip
