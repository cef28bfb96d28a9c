from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

import integrations.simulated
from integrations.mls.cma import MarketModel, SaleRow

SALES = Path(integrations.simulated.__file__).parent / "data" / "king_county_sales.csv.gz"
AS_OF = date(2015, 5, 1)


def read_row(row: dict[str, str]) -> SaleRow:
    return SaleRow(
        originating_system="king",
        listing_key=f"{row['id']}-{row['date']}",
        parcel_number=row["id"],
        close_date=date.fromisoformat(row["date"]),
        close_price=float(row["price"]),
        bedrooms_total=int(row["bedrooms"]),
        bathrooms_total=float(row["bathrooms"]),
        living_area=float(row["sqft_living"]),
        lot_size_square_feet=float(row["sqft_lot"]),
        below_grade_finished_area=float(row["sqft_basement"]),
        stories=float(row["floors"]),
        waterfront=row["waterfront"] in ("1", "True"),
        year_built=int(row["yr_built"]),
        year_renovated=int(row["yr_renovated"]),
        postal_code=row["zipcode"],
        latitude=float(row["lat"]),
        longitude=float(row["long"]),
        local={
            "KC_Grade": int(row["grade"]),
            "KC_View": int(row["view"]),
            "KC_Condition": int(row["condition"]),
            "KC_LivingArea15": float(row["sqft_living15"]),
        },
    )


@pytest.fixture(scope="session")
def king_county() -> list[SaleRow]:
    with gzip.open(SALES, "rt") as file:
        return [read_row(row) for row in csv.DictReader(file)]


@pytest.fixture(scope="session")
def model(king_county: list[SaleRow]) -> MarketModel:
    model = MarketModel.fit(king_county, AS_OF)
    model.calibrate(sales=600, lagged=200)
    return model


@pytest.fixture(scope="session")
def subjects(king_county: list[SaleRow]) -> list[SaleRow]:
    """Sales after the model's day, from all over the county."""
    return [row for row in king_county if row.close_date >= AS_OF][::97]
