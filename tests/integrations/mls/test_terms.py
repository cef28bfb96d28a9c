from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from integrations.mls.terms import Rule, Standing, Terms, permit, read_terms
from integrations.models.listing import Listing, StandardStatus

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def listing(**facts) -> Listing:
    plain = {
        "originating_system": "X",
        "listing_key": "1",
        "standard_status": StandardStatus.ACTIVE,
        "modification_timestamp": NOW,
        "unparsed_address": "1 Main St",
    }
    return Listing.model_validate({**plain, **facts})


def standing(hours: float = 1, **terms) -> Standing:
    return Standing("the MLS", Terms(**terms), NOW - timedelta(hours=hours), NOW)


SOLD = {"standard_status": StandardStatus.CLOSED}


@pytest.mark.parametrize(
    ("facts", "purpose", "feed", "rule"),
    [
        ({}, "internal", standing(), None),
        ({}, "client", standing(), None),
        ({}, "advert", standing(), Rule.OWN_LISTINGS),
        ({"internet_entire_listing_display": False}, "client", standing(), Rule.ENTIRE_LISTING),
        ({"internet_entire_listing_display": False}, "internal", standing(), None),
        ({"permitted_uses": ("BO",)}, "client", standing(), Rule.LICENCE),
        ({"permitted_uses": ("IDX", "VOW")}, "client", standing(), None),
        ({"permitted_uses": ("VOW",)}, "client", standing(), Rule.LICENCE),
        ({}, "client", standing(uses=frozenset({"BO"})), Rule.LICENCE),
        ({"permitted_uses": ("PT",)}, "internal", standing(), Rule.LICENCE),
        ({"listing_id": "NT123"}, "client", standing(foreign_numbers=("NT",)), Rule.NO_REDISTRIBUTION),
        ({"listing_id": "NT123"}, "internal", standing(foreign_numbers=("NT",)), None),
        (SOLD, "client", standing(), Rule.SOLD_DATA),
        (SOLD, "client", standing(shows_sold=True), None),
        ({}, "client", standing(12.1), Rule.STALE),
        ({}, "internal", standing(100), None),
        ({}, "client", Standing("the MLS", Terms(), None, NOW), Rule.STALE),
        ({"standard_status": StandardStatus.DELETE}, "internal", standing(), Rule.WITHDRAWN_FROM_US),
    ],
)
def test_each_display_rule_is_refused_by_name(facts, purpose, feed, rule):
    refused = permit(listing(**facts), purpose, feed)
    assert (refused.rule if refused else None) == rule


def test_an_advert_is_for_own_listings_or_with_written_permission():
    assert permit(listing(), "advert", standing(), own=True) is None
    assert permit(listing(), "advert", standing(), written_permission=True) is None
    refused = permit(listing(list_office_name="Rival Homes"), "advert", standing())
    assert refused is not None
    assert "Rival Homes" in refused.said


def test_a_warning_comes_before_the_copy_is_stale():
    assert not standing(8).is_aging
    assert standing(9.5).is_aging
    assert not standing(9.5).is_stale
    assert standing(12.5).is_stale


def test_remarks_go_to_no_model_unless_the_settings_say_so():
    assert not read_terms({}).remarks_to_models
    assert read_terms({"remarks_to_models": "yes", "licence": "idx, pt", "sold_display": "YES"}) == Terms(
        uses=frozenset({"IDX", "PT"}), shows_sold=True, remarks_to_models=True
    )
