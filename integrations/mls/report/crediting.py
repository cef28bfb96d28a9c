"""Whose listings the homes of a report are."""

from __future__ import annotations

from integrations.mls.report.saying import say_address
from integrations.models.cma import CMA
from integrations.models.listing import Listing


def tell_credits(cma: CMA) -> list[str]:
    """Whose listing each home of the report is, office by office with the streets."""
    shown = [cma.subject, *(one.listing for one in cma.comparables), *(one.listing for one in cma.near_misses)]
    offices: dict[str, dict[str, None]] = {}
    for one in [*shown, *cma.competition, *cma.expired]:
        said = cma.credits[one.ref].short if one.ref in cma.credits else _listed_by(one)
        if said:
            offices.setdefault(said, {})[say_address(one)] = None
    return [f"{', '.join(streets)}: {said}" for said, streets in offices.items()]


def _listed_by(listing: Listing) -> str:
    return f"Listed by {listing.list_office_name}." if listing.list_office_name else ""
