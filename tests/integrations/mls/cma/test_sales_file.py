from __future__ import annotations

import gzip
import json
from datetime import date

import pytest

from integrations.mls.cma.sales_file import UnreadableSales, read_sales

HEAD = "ListingKey,ParcelNumber,CloseDate,ClosePrice,Latitude,Longitude,PostalCode,LivingArea,x_grade,x_heat\n"
LINE = "A1,P1,2024-03-01,500000,47.6,-122.3,98103,1500,7,gas\n"


def write(tmp_path, text, name="sales.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_plain_file_is_read_with_its_own_characteristics(tmp_path):
    (sale,) = read_sales(write(tmp_path, HEAD + LINE)).sales
    assert (sale.listing_key, sale.parcel_number, sale.close_date) == ("A1", "P1", date(2024, 3, 1))
    assert (sale.close_price, sale.living_area, sale.postal_code) == (500_000, 1500, "98103")
    assert sale.local == {"x_grade": 7.0, "x_heat": "gas"}


@pytest.mark.parametrize(
    "written", ["2024-03-01", "03/01/2024", "3/1/2024", "2024-03-01T12:30:00Z", "2024-03-01 00:00:00", "20240301"]
)
def test_dates_are_read_as_files_write_them(tmp_path, written):
    path = write(tmp_path, f'CloseDate,ClosePrice\n"{written}","$412,500.00"\n')
    (sale,) = read_sales(path).sales
    assert (sale.close_date, sale.close_price) == (date(2024, 3, 1), 412_500)


def test_units_become_square_feet(tmp_path):
    path = write(
        tmp_path,
        "CloseDate,ClosePrice,LivingArea,LivingAreaUnits,LotSizeArea,LotSizeUnits\n"
        "2024-03-01,1,100,Square Meters,0.5,Acres\n",
    )
    (sale,) = read_sales(path).sales
    assert sale.living_area == pytest.approx(1076.39)
    assert sale.lot_size_square_feet == pytest.approx(21_780)


def test_json_lines_packed_files_marks_and_other_separators_are_the_same(tmp_path):
    record = {"ListingKey": "A1", "CloseDate": "2024-03-01", "ClosePrice": 500000, "x_new": True, "LivingArea": None}
    lines = write(tmp_path, json.dumps(record) + "\n\n", "a.jsonl")
    packed = write(tmp_path, gzip.compress((HEAD + LINE).encode()), "b.csv.gz")
    marked = write(tmp_path, "\ufeff" + (HEAD + LINE).replace(",", "\t"), "c.tsv")
    assert read_sales(lines).sales[0].local == {"x_new": 1.0}
    assert read_sales(packed).sales == read_sales(marked).sales


def test_land_is_told_from_houses_by_the_property_type_where_nothing_else_tells(tmp_path):
    lines = "2024-03-01,9,Land,\n2024-03-01,9,Residential,\n2024-03-01,9,Residential,Condominium\n"
    path = write(tmp_path, "CloseDate,ClosePrice,PropertyType,PropertySubType\n" + lines)
    assert [sale.property_sub_type for sale in read_sales(path).sales] == ["Land", None, "Condominium"]


def test_a_spreadsheet_zip_code_is_five_digits_again(tmp_path):
    path = write(
        tmp_path, "CloseDate,ClosePrice,PostalCode\n2024-03-01,9,2134\n2024-03-01,9,98103.0\n2024-03-01,9,98103-1234\n"
    )
    assert [sale.postal_code for sale in read_sales(path).sales] == ["02134", "98103", "98103"]


def test_what_is_no_sale_is_counted_not_hidden(tmp_path):
    lines = ("2024-03-01,9,Residential", ",9,", "2024-03-01,,", "2024-03-01,9,Residential Lease")
    found = read_sales(write(tmp_path, "\n".join(("CloseDate,ClosePrice,PropertyType", *lines))))
    assert len(found.sales) == 1
    assert found.left_out == {"no close date": 1, "no close price": 1, "a lease": 1}


def test_a_file_without_sales_says_what_it_has(tmp_path):
    with pytest.raises(UnreadableSales, match="Its fields are: Price, When"):
        read_sales(write(tmp_path, "When,Price\n2024,5\n"))
    with pytest.raises(UnreadableSales, match="line 2: this is not JSON"):
        read_sales(write(tmp_path, '{"a": 1}\n{broken\n', "a.jsonl"))


def test_places_at_zero_or_off_the_globe_are_no_places(tmp_path):
    path = write(tmp_path, "CloseDate,ClosePrice,Latitude,Longitude\n2024-03-01,9,0,0\n2024-03-01,9,47,-999\n")
    assert [(sale.latitude, sale.longitude) for sale in read_sales(path).sales] == [(None, None)] * 2


def test_unpublished_prices_come_from_the_list_price_and_earlier_sales_only(tmp_path):
    known = "".join(f"K{day},2024-01-{day:02},98000,100000\n" for day in range(1, 21))
    later = "L1,2024-03-01,,200000\nE1,2023-12-01,,200000\n"
    high = "".join(f"H{day},2024-04-{day:02},150000,100000\n" for day in range(1, 21))
    found = read_sales(write(tmp_path, "ListingKey,CloseDate,ClosePrice,ListPrice\n" + known + later + high))
    guessed = {sale.listing_key: sale.close_price for sale in found.sales if sale.imputed}
    assert guessed == {"L1": pytest.approx(196_000)}
    assert (found.imputed, found.left_out) == (1, {"no close price": 1})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"ListingKey,CloseDate\n1,2020-01-01\n", "no column ClosePrice"),
        ("a.csv", b"CloseDate,ClosePrice\nsometime,100000\n", r"line 2.*'sometime' is no date"),
        ("a.csv", b"\x7fELF\0\0\0rest", "no text"),
        ("a.csv.gz", b"\x1f\x8bgarbage", "damaged"),
        ("a.json", b'[{"CloseDate": 1},', "JSON array"),
        ("a.csv", b"", "holds no records"),
        ("a.csv", b"CloseDate,ClosePrice\n", "holds no records: give a line of names"),
    ],
)
def test_a_file_that_is_no_list_of_sales_says_what_is_wrong(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableSales, match=words):
        read_sales(path)


def test_a_date_that_cannot_be_read_is_counted_and_told_with_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("CloseDate,ClosePrice\n2020-01-02,100000\n31st of May,100000\n", encoding="utf-16")
    found = read_sales(path)
    assert len(found.sales) == 1
    assert found.left_out == {"close date that cannot be read": 1}
    assert "line 3 of a CSV file" in found.notes[0]
