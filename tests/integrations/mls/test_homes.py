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
