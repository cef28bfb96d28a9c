from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from integrations.mls.cma import MarketModel, SaleRow, compose_cma
from integrations.mls.report import (
    Brand,
    render_chart,
    render_map,
    render_page,
    render_pdf,
    render_preview,
    render_trend,
    warm,
)
from integrations.mls.report.content import write_content
from integrations.models.cma import CMA
from integrations.models.listing import StandardStatus

TODAY = date(2026, 3, 2)
BRAND = Brand("Jorge Rivera", "Rivera & Co. Realty", "(206) 555-0143", "jorge@rivera.example", "WA 24071")
NASTY = '12 #let $x @ref *bold* [block] \\ "q" <b> _it_'
PNG = b"\x89PNG\r\n\x1a\n"


def small_town() -> list[SaleRow]:
    """Four hundred sales of a town that has no local fields at all."""
    dice = random.Random(11)  # noqa: S311
    rows = []
    for at in range(400):
        size = dice.randint(900, 3400)
        rows.append(
            SaleRow(
                listing_key=f"T{at}",
                originating_system="Small Town MLS",
                parcel_number=f"P{at}",
                close_date=TODAY - timedelta(days=1 + at),
                close_price=round(90_000 + 210 * size * dice.uniform(0.85, 1.15)),
                unparsed_address=f"{100 + at} Alder St, Bend, OR 97701",
                city="Bend",
                state_or_province="OR",
                postal_code="97701",
                latitude=44.05 + dice.uniform(-0.02, 0.02),
                longitude=-121.31 + dice.uniform(-0.02, 0.02),
                bedrooms_total=size // 650,
                bathrooms_total=size // 900 + 0.5,
                living_area=float(size),
                lot_size_square_feet=float(dice.randint(3000, 12000)),
                year_built=dice.randint(1950, 2020),
                list_office_name="Alder & Sons",
            )
        )
    return rows


@pytest.fixture(scope="module")
def cma() -> CMA:
    rows = small_town()
    listings = [row.to_listing() for row in rows]
    active = [
        listing.model_copy(
            update={
                "listing_key": "A" + listing.listing_key,
                "standard_status": StandardStatus.ACTIVE,
                "parcel_number": None,
                "list_price": listing.close_price,
            }
        )
        for listing in listings[:30]
    ]
    model = MarketModel.fit(rows[1:], TODAY)
    return compose_cma(model, listings[0], as_of=datetime(2026, 3, 2, 18, tzinfo=UTC), competition=active)


def read_pdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_pdf_names_the_home_the_value_and_every_part(cma):
    text = read_pdf(render_pdf(cma, BRAND))
    assert "100 Alder St" in text
    assert f"${cma.value:,.0f}" in text
    for words in ("Summary", "The location", "side by side", "The market", "Method and accuracy", "Jorge Rivera"):
        assert words in text
    for words in ("is not an appraisal", "Data as of March 2, 2026", "Small Town MLS", "Alder & Sons", cma.id):
        assert words in text
    for item in cma.comparables:
        assert f"${item.adjusted_price:,.0f}" in text


def test_the_same_analysis_gives_the_same_bytes(cma):
    pdf = render_pdf(cma, BRAND)
    assert pdf.startswith(b"%PDF-")
    assert pdf == render_pdf(cma, BRAND)


SVG_LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#c00"/></svg>'
)


def test_the_brokers_logo_stands_on_cover_and_page(cma):
    plain, branded = Brand("Jorge", "Rivera & Co."), Brand("Jorge", "Rivera & Co.", logo=SVG_LOGO)
    assert render_preview(cma, branded) != render_preview(cma, plain)
    assert "<img class='logo' src='data:image/svg+xml;base64," in render_page(cma, branded, pdf="r.pdf")
    assert "class='logo'" not in render_page(cma, plain, pdf="r.pdf")


def test_text_from_outside_is_never_code(cma):
    subject = cma.subject.model_copy(update={"unparsed_address": f"{NASTY}, Bend, OR 97701"})
    comparable = cma.comparables[0]
    listing = comparable.listing.model_copy(update={"unparsed_address": NASTY, "list_office_name": NASTY})
    nasty = cma.model_copy(
        update={
            "subject": subject,
            "flags": (NASTY,),
            "comparables": (comparable.model_copy(update={"listing": listing}), *cma.comparables[1:]),
        }
    )
    pdf = render_pdf(nasty, Brand(NASTY, NASTY))
    assert "#let $x @ref *bold* [block]" in read_pdf(pdf)


def test_a_hidden_address_stays_hidden(cma):
    first = cma.comparables[0]
    street = first.listing.unparsed_address.partition(",")[0]
    hidden = first.model_copy(update={"listing": first.listing.model_copy(update={"internet_address_display": False})})
    content = write_content(cma.model_copy(update={"comparables": (hidden, *cma.comparables[1:])}), BRAND)
    assert content["comparables"][0]["address"] == "Address not disclosed"
    assert street not in str(content["comparables"])
    assert ">1</text>" not in content["map"]
    assert ">2</text>" in content["map"]


def test_an_analysis_without_range_competition_or_trend_still_makes_a_report(cma):
    bare = cma.model_copy(
        update={"ranges": (), "competition": (), "near_misses": (), "trend": (), "grades": (), "recent_sales": (),
                "comparables": cma.comparables[:3]}
    )  # fmt: skip
    assert render_pdf(bare, Brand("J", "B")).startswith(b"%PDF-")
    assert render_trend(bare).startswith(PNG)


def test_pictures_are_png_for_slack_and_well_formed_svg_for_the_page(cma):
    warm()
    assert render_preview(cma, BRAND).startswith(PNG)
    for render in (render_map, render_chart, render_trend):
        assert render(cma).startswith(PNG)
        ET.fromstring(render(cma, kind="svg"))  # noqa: S314
    assert int.from_bytes(render_map(cma)[16:20]) == 1200


def test_the_page_has_each_picture_for_screens_and_for_telephones_with_words_for_those_who_see_none(cma):
    page = render_page(cma, BRAND, pdf="report.pdf")
    assert page.count("<div class='screen'><svg") == page.count("<div class='phone'><svg") == 3
    assert page.count('role="img" aria-label="') == page.count("<svg") == 6
    assert "prefers-color-scheme:dark" in page
    assert BRAND.colour not in page.partition("</style>")[2]
    for words in ("Suggested list price", "How the value is made", "is not an appraisal", "tel:", "mailto:"):
        assert words in page


@pytest.mark.parametrize(("colour", "ink"), [("#0f766e", "#ffffff"), ("#ffe14d", "#111111"), ("#1f4d5c", "#ffffff")])
def test_words_on_the_brands_colour_can_be_read(colour, ink):
    assert Brand("J", "B", colour=colour).ink == ink


def test_marks_on_one_spot_do_not_hide_each_other(cma):
    spot = {"latitude": cma.subject.latitude, "longitude": cma.subject.longitude}
    stacked = tuple(
        item.model_copy(update={"listing": item.listing.model_copy(update=spot)}) for item in cma.comparables
    )
    svg = ET.fromstring(render_map(cma.model_copy(update={"comparables": stacked}), kind="svg"))  # noqa: S314
    marks = {(c.get("cx"), c.get("cy")) for c in svg.findall(".//{*}circle") if c.get("r") == "11"}
    assert len(marks) == len(stacked)


def test_money_in_the_table_is_the_models_money(cma):
    content = write_content(cma, BRAND)
    total = sum(Decimal(row["weight"].rstrip("%")) for row in content["comparables"])
    assert 95 <= total + round(100 * cma.other_sales.weight) <= 105
    assert len(content["groups"]) == 2


def test_a_wrong_brand_colour_is_told():
    with pytest.raises(ValueError, match="#rrggbb"):
        Brand("J", "B", colour="red); #evil(")


@pytest.mark.parametrize(
    ("street", "unit", "shown"),
    [("1837 NW 59th St #C", "C", "1837 NW 59th St #C"), ("1837 NW 59th St", "1", "1837 NW 59th St 1"),
     ("12 Elm St Apt 4B", "4b", "12 Elm St Apt 4B"), ("12 Elm St", None, "12 Elm St")],
)  # fmt: skip
def test_the_unit_stands_in_the_heading_once(cma, street, unit, shown):
    subject = cma.subject.model_copy(update={"unparsed_address": f"{street}, Seattle", "unit_number": unit})
    assert write_content(cma.model_copy(update={"subject": subject}), BRAND)["street"] == shown
