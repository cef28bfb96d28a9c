"""Homes with odd records through the hub: an answer, a question with one next step, or a refusal with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.slack.views.cma import cma_card
from integrations.mls import MLSIntegrationHub
from integrations.mls.report import Brand, render_page, render_pdf
from integrations.models.listing import StandardStatus
from integrations.simulated.desk.blocks import check_blocks
from integrations.store import Store, feeds, listings
from integrations.store.feeds import FeedState
from tests.integrations.mls.cma.test_towns import town
from tools.errors import ToolError
from tools.run_cma import RunCMA, value_home
from tools.tool import Hubs

NOON = datetime(2024, 3, 1, 20, tzinfo=UTC)
BRAND = Brand("Jorge Rivera", "Rivera & Co. Realty")
NASTY = "12 #$@*[]\\ _Way_ <b>"
PLAIN = {
    "standard_status": StandardStatus.ACTIVE, "close_price": None, "close_date": None, "list_price": Decimal(500_000),
    "living_area": 1800.0, "bedrooms_total": 3, "bathrooms_total": 2.0, "year_built": 1990,
}  # fmt: skip
ANSWERED = {
    "plain": {},
    "beds33": {"bedrooms_total": 33},
    "baths0": {"bathrooms_total": 0.0},
    "no-place": {"latitude": None, "longitude": None},
    "zero-place": {"latitude": 0.0, "longitude": 0.0},
    "new": {"year_built": 2024},
    "from-the-future": {"year_built": 2099},
    "condo": {"property_sub_type": "Condominium", "unit_number": "12B", "lot_size_square_feet": None},
    "nasty": {"unparsed_address": NASTY},
    "no-avm": {"internet_automated_valuation_display": False},
    "masked": {"internet_address_display": False},
    "bare": {"bedrooms_total": None, "bathrooms_total": None, "year_built": None, "property_sub_type": None},
    "huge": {"living_area": 90_000.0},
}
ASKED = {
    "no-size": ({"living_area": None}, "living_area", "How many finished square feet"),
    "size-0": ({"living_area": 0.0}, "living_area", "How many finished square feet"),
    "nowhere": ({"latitude": None, "longitude": None, "postal_code": None, "city": None}, "postal_code", "which ZIP"),
}
REFUSED = {
    "far": ({"latitude": 36.0, "longitude": -103.0, "postal_code": "79000"}, "within 30 miles"),
    "new-zip": ({"latitude": None, "longitude": None, "postal_code": "99999"}, "No closed sale is known near"),
    "land": ({"property_type": "Land", "living_area": None}, "is Land in its MLS record"),
    "rents": ({"property_type": "Residential Income"}, "is Residential Income"),
}


def closed(count=130):
    return [
        row.to_listing().model_copy(
            update={
                "originating_system": "NTREIS", "standard_status": StandardStatus.CLOSED, "city": "Frisco",
                "state_or_province": "TX", "unparsed_address": f"{100 + at} Elm St", "modification_timestamp": NOON,
                "property_sub_type": "Single Family Residence",
            }
        )
        for at, row in enumerate(town(count=count))
    ]  # fmt: skip


def odd(model, key, facts):
    own = {"listing_key": key, "listing_id": key, "parcel_number": f"X-{key}", "unparsed_address": f"9 {key} Way"}
    return model.model_copy(update={**PLAIN, **own, **facts})


def open_hub(folder, homes):
    store = Store.at(folder / "jorge.db")
    store.migrate()
    with store.writing() as connection:
        listings.save(connection, "ntreis", homes, first_copy=True, at=NOON)
        feeds.keep(connection, FeedState(system="ntreis", as_of=NOON))
    mls = MLSIntegrationHub(store, [], clock=lambda: NOON, own_agent_keys=("jorge",))
    return Hubs(store, mls, None, None)


@pytest.fixture(scope="module")
def hubs(tmp_path_factory):
    """One learned market for all odd homes of this file."""
    sold = closed()
    facts = {**ANSWERED, **{key: one[0] for key, one in {**ASKED, **REFUSED}.items()}}
    homes = [odd(sold[0], key, own) for key, own in facts.items()]
    homes.append(odd(sold[0], "jorges-own", {"list_agent_key": "jorge", "list_agent_full_name": "Jorge Rivera"}))
    made = open_hub(tmp_path_factory.mktemp("copy"), [*sold, *homes])
    yield made
    made.store.close()


async def value(hubs, address, **more):
    return await value_home(RunCMA(address=address, **more), hubs)


@pytest.mark.parametrize("key", [*ANSWERED, "jorges-own"])
async def test_an_odd_home_is_valued_soberly_and_shown_everywhere(hubs, key):
    cma = await value(hubs, key)
    usual = (await value(hubs, "plain")).value
    if key != "huge":
        assert usual * Decimal("0.6") < cma.value < usual * Decimal("1.6")
    assert cma.subject.ref not in {one.ref for one in cma.competition}
    check_blocks(list(cma_card(cma).blocks))
    assert render_page(cma, BRAND, pdf="report.pdf").endswith("</html>")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("beds33", "33 bedrooms in 1,800 sq ft looks like a typing error; a usual number for the area was used"),
        ("baths0", "0 bathrooms"),
        ("no-place", "no map"),
        ("zero-place", "no map"),
        ("from-the-future", "Year built 2099 lies in the future; a usual year"),
        ("condo", "No sale of its kind (Condominium) is known nearby"),
        ("no-avm", "opted out of automated valuations"),
        ("masked", "does not show the address"),
        ("huge", "No bracket"),
    ],
)
async def test_what_is_odd_is_said(hubs, key, words):
    assert any(words in flag for flag in (await value(hubs, key)).flags)


async def test_a_kind_without_sales_has_the_lowest_grade(hubs):
    cma = await value(hubs, "condo")
    assert (cma.grade, cma.grade_note.partition(":")[0]) == ("D", "Weak evidence")


async def test_what_the_record_says_and_jorge_confirms_is_believed(hubs):
    cma = await value(hubs, "beds33", bedrooms_total=6)
    assert cma.subject.bedrooms_total == 6
    assert not any("usual number" in flag for flag in cma.flags)


async def test_a_nasty_address_makes_a_report(hubs):
    assert render_pdf(await value(hubs, "nasty"), BRAND).startswith(b"%PDF-")


@pytest.mark.parametrize(("key", "field", "words"), [(key, one[1], one[2]) for key, one in ASKED.items()])
async def test_a_missing_fact_is_asked_for_and_the_answer_values_the_home(hubs, key, field, words):
    with pytest.raises(ToolError) as asked:
        await value(hubs, key)
    assert (asked.value.kind, asked.value.field) == ("missing", field)
    assert words in asked.value.question
    answer = {"living_area": 1800, "postal_code": "75011"}[field]
    assert (await value(hubs, key, **{field: answer})).value > 100_000


@pytest.mark.parametrize(("key", "words"), [(key, one[1]) for key, one in REFUSED.items()])
async def test_what_cannot_be_valued_is_refused_with_the_reason(hubs, key, words):
    with pytest.raises(ToolError) as refused:
        await value(hubs, key)
    assert refused.value.kind == "refused"
    assert words in refused.value.message


async def test_a_home_that_sold_lately_is_not_compared_with_itself(hubs):
    cma = await value(hubs, "P129")
    assert any("this very home" in miss.reason for miss in cma.near_misses)
    assert "P129" not in {item.listing.parcel_number for item in cma.comparables}


async def test_without_any_closing_price_the_homes_for_sale_are_named_and_no_value(tmp_path):
    secret = [one.model_copy(update={"close_price": None}) for one in closed(40)]
    offered = [odd(secret[0], f"offer{at}", {"list_price": Decimal(400_000 + at * 1000)}) for at in range(3)]
    hubs = open_hub(tmp_path, [*secret, *offered])
    with pytest.raises(ToolError) as refused:
        await value(hubs, "offer0")
    assert "0 closed sales with a price" in refused.value.message
    assert "For sale nearby: 9 offer1 Way" in refused.value.message
    hubs.store.close()


async def test_imputed_prices_are_marked_widen_the_range_and_lower_the_grade(tmp_path, hubs):
    sold = closed()
    cut = [one.model_copy(update={"close_price": None}) if at % 2 else one for at, one in enumerate(sold)]
    texas = open_hub(tmp_path, [*cut, odd(sold[0], "plain", {})])
    cma, known = await value(texas, "plain"), await value(hubs, "plain")
    assert any(item.imputed for item in cma.comparables)
    assert any("no published closing price" in flag for flag in cma.flags)
    assert "≈" in render_page(cma, BRAND, pdf="report.pdf")
    assert cma.grade >= known.grade
    wide, narrow = (max(one.ranges, key=lambda band: band.level) for one in (cma, known))
    assert (wide.high - wide.low) / cma.value > (narrow.high - narrow.low) / known.value
    texas.store.close()


async def test_fewer_than_three_sales_nearby_are_too_few(tmp_path):
    sold = closed(40)
    far = [one.model_copy(update={"latitude": 30.0, "longitude": -95.0, "postal_code": "77001"}) for one in sold[:38]]
    hubs = open_hub(tmp_path, [*far, *sold[38:], odd(sold[39], "lonely", {})])
    with pytest.raises(ToolError, match="Fewer than 3 closed sales"):
        await value(hubs, "lonely")
    hubs.store.close()
