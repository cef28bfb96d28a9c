from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.mls.homes import find
from integrations.models.listing import Listing, StandardStatus
from integrations.store import Store, listings

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TABLE = (Path(__file__).parent / "spellings.txt").read_text(encoding="utf-8").splitlines()


def read_table() -> tuple[list[Listing], list[tuple[str, str, str]]]:
    """The homes on record; each spelling with the key of its home and the sign before it."""
    homes, spellings, key = [], [], ""
    for line in TABLE:
        sign, rest = (line[0], line[2:]) if line[:2] in ("= ", "! ", "~ ", "? ", "# ") else ("", line)
        if sign in ("=", "!"):
            street, unit, city, state, postal_code = (part.strip() or None for part in rest.split("|"))
            homes.append(
                Listing(
                    originating_system="X",
                    listing_key=str(len(homes)),
                    standard_status=StandardStatus.ACTIVE,
                    unparsed_address=street or "",
                    unit_number=unit,
                    city=city,
                    state_or_province=state,
                    postal_code=postal_code,
                    modification_timestamp=NOON,
                )
            )
            key = homes[-1].listing_key if sign == "=" else key
        elif line and sign != "#" and not line.startswith("#  "):
            spellings.append((rest, key, sign))
    return homes, spellings


HOMES, SPELLINGS = read_table()


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    store = Store.at(tmp_path_factory.mktemp("town") / "jorge.db")
    store.migrate()
    with store.writing() as connection:
        listings.save(connection, "x", HOMES, first_copy=True, at=NOON)
    yield store
    store.close()


@pytest.mark.parametrize(("text", "key", "sign"), SPELLINGS, ids=[text for text, _, _ in SPELLINGS])
def test_each_way_to_write_an_address_finds_its_home(town, text, key, sign):
    with town.reading() as connection:
        found = find(connection, text)
    keys = [home.listing_key for home in found.homes]
    if sign == "~":
        assert (found.certain, keys[:1]) == (False, [key])
    elif sign == "?":
        assert found.certain
        assert key in keys
        assert len(keys) > 1
    else:
        assert (found.certain, keys) == (True, [key])


def test_a_home_in_another_city_than_the_one_named_is_only_suggested(town):
    with town.reading() as connection:
        found = find(connection, "44 Terrace St, Tacoma")
        settled = find(connection, "44 Terrace St, Tacoma 98104")
        elsewhere = find(connection, "44 Terrace St, Springfield")
    assert (found.certain, [home.city for home in found.homes]) == (False, ["Seattle"])
    assert settled.certain
    assert elsewhere.certain


def test_a_home_is_suggested_once(town):
    with town.reading() as connection:
        found = find(connection, "4512 Phiney Ave N")
    assert len({home.ref for home in found.homes}) == len(found.homes)


@pytest.mark.parametrize("said", ["1100005", "MLS# 1100005", "mls number 1100005", "listing 1100005", "#1100005",
                                  "305270-0472", "parcel 3052700472", "APN: 305270 0472", "X:k"])  # fmt: skip
def test_a_home_is_found_by_its_numbers_as_people_write_them(said, tmp_path):
    store = Store.at(tmp_path / "jorge.db")
    store.migrate()
    home = HOMES[0].model_copy(update={"listing_key": "k", "listing_id": "1100005", "parcel_number": "3052700472"})
    with store.writing() as connection:
        listings.save(connection, "x", [home], first_copy=True, at=NOON)
        assert find(connection, said).homes == (home,)
    store.close()


def test_two_records_of_one_home_are_one_answer_the_one_on_offer(tmp_path):
    store = Store.at(tmp_path / "jorge.db")
    store.migrate()
    sold = {"standard_status": StandardStatus.CLOSED, "close_date": NOON.date(), "county_or_parish": "King"}
    one = HOMES[0].model_copy(update={**sold, "parcel_number": "305270-0472"})
    two = HOMES[0].model_copy(
        update={"originating_system": "Y", "parcel_number": "3052700472", "county_or_parish": "King County"}
    )
    with store.writing() as connection:
        listings.save(connection, "x", [one, two], first_copy=True, at=NOON)
        assert find(connection, "1837 NW 59th St #C").homes == (two,)
    store.close()
