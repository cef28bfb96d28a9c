from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from integrations.mls.cma.sales import SaleRow
from integrations.models.listing import Listing


def test_a_sale_has_the_fields_of_a_listing_under_the_same_names():
    assert {one.name for one in fields(SaleRow)} - set(Listing.model_fields) == {"imputed"}


def test_a_sale_made_a_listing_is_the_same_sale_again():
    sale = SaleRow(
        "1", date(2026, 5, 1), 500_000.25, originating_system="X", parcel_number="P1", unparsed_address="12 Elm St",
        postal_code="75201", list_price=510_000.0, living_area=1800.0, bedrooms_total=3, local={"x_view": 2.0},
    )  # fmt: skip
    assert SaleRow.from_listing(sale.to_listing()) == sale
    assert SaleRow.without_price(replace(sale, close_price=1.0).to_listing()).close_price == 0.0
