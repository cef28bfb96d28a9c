"""Whatever a server's pages look like: no record is lost, no page asked for twice, links followed to the letter."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.mls.cutting import Seen, parts
from integrations.mls.feed import Span
from integrations.mls.odata import ResoServer
from integrations.mls.platforms import BRIGHT, CRMLS, CRMLS_OWN, RESO, SPARK, UNLOCK
from integrations.mls.quotas import Quota
from integrations.mls.token import BearerToken
from integrations.simulated.mls.filters import compile_filter
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.rows import pack
from integrations.wire.client import Reply
from integrations.wire.errors import Unreadable

ROOT = "https://mls.example/Version/3/Reso/OData"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FEW = settings(max_examples=40, deadline=None)
DIALECTS = {one.name: replace(one, quota=Quota(), beside=()) for one in (RESO, BRIGHT, CRMLS, CRMLS_OWN, SPARK, UNLOCK)}
PLATFORMS = {
    numeric: Platform(slug="x", root="/x", system="CRMLS", numeric_keys=numeric, extra=("MlgCanView",))
    for numeric in (False, True)
}

# Few instants, so that many records share one; keys in no order.
records = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 400)), max_size=40, unique_by=lambda one: one[1])
dialects = st.sampled_from(sorted(DIALECTS))


def stamp(minute: int) -> str:
    return (NOON + timedelta(minutes=minute)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rows_of(pairs, dialect) -> list[dict]:
    system = dialect.originating_system or "CRMLS"
    return [
        {
            "ListingKey": key if dialect.numeric_keys else f"K{key:03}",
            "OriginatingSystemName": system,
            "MlgCanView": True,
            "ModificationTimestamp": stamp(minute),
        }
        for minute, key in pairs
    ]


class Pages:
    """A server in memory: filters as the stand-ins do, and pages in the order and with the links it is told to."""

    vendor = "pages"

    def __init__(self, rows, dialect, *, size=7, form="whole", shuffle=None) -> None:
        self.rows, self.size, self.form, self.shuffle = rows, size, form, shuffle
        self.resource = PLATFORMS[dialect.numeric_keys].property
        self.asked: list[str] = []
        self.found: list[dict] = []

    def select(self, text: str) -> list[dict]:
        test = compile_filter(text, self.resource, NOON)
        found = [row for row in self.rows if test(pack(self.resource, row))]
        found.sort(key=lambda row: (row["ModificationTimestamp"], row["ListingKey"]))
        if self.shuffle is not None:
            self.shuffle.shuffle(found)
        return found

    async def get(self, url, *, headers, params=None) -> Reply:
        assert url not in self.asked, "a page was asked for twice"
        self.asked.append(url)
        if params is not None:
            self.found, at = self.select(params["$filter"]), 0
        else:
            at = int(parse_qs(urlsplit(url).query)["$skiptoken"][0])
        body = {"@odata.context": f"{ROOT}/$metadata#Property", "value": self.found[at : at + self.size]}
        more, sent = at + self.size < len(self.found), {}
        if more and self.form == "header":
            sent = {"link": f'<{ROOT}/Property?$skiptoken={at + self.size}>; rel="next"'}
        elif more:
            body[self._name()] = self._start() + f"Property?$skiptoken={at + self.size}"
        return Reply("pages", 200, sent, orjson.dumps(body), url)

    def _name(self) -> str:
        return "@nextLink" if self.form == "short" else "@odata.nextLink"

    def _start(self) -> str:
        return {"relative": "", "path": urlsplit(ROOT).path + "/"}.get(self.form, ROOT + "/")


def read(client, dialect, span) -> list[dict]:
    async def run():
        feed = ResoServer(client, ROOT, BearerToken("t"), dialect, system="x")
        return [record async for page in feed.pages(span) for record in page.records]

    return asyncio.run(run())


@FEW
@given(records, st.integers(1, 45), st.sampled_from(["whole", "relative", "path", "header", "short"]), dialects)
def test_pages_of_any_size_with_links_of_any_form_hold_every_record_once_and_in_order(pairs, size, form, name):
    dialect = DIALECTS[name]
    client = Pages(rows_of(pairs, dialect), dialect, size=size, form=form)
    found = read(client, dialect, Span(NOON + timedelta(hours=1), since=NOON))
    assert found == client.found
    assert len(found) == len(pairs)
    assert len(client.asked) == max(1, -(-len(pairs) // size))


@FEW
@given(records.filter(bool), st.data(), dialects.filter(lambda name: DIALECTS[name].can_filter("ListingKey")))
def test_going_on_behind_any_record_brings_exactly_the_rest(pairs, data, name):
    dialect = DIALECTS[name]
    client = Pages(rows_of(pairs, dialect), dialect)
    whole = read(client, dialect, Span(NOON + timedelta(hours=1)))
    place = data.draw(st.integers(0, len(whole) - 1))
    at, key = datetime.fromisoformat(whole[place]["ModificationTimestamp"]), str(whole[place]["ListingKey"])
    client.asked.clear()
    assert read(client, dialect, Span(NOON + timedelta(hours=1), cursor=(at, key))) == whole[place + 1 :]


@FEW
@given(records.filter(bool), st.data())
def test_a_platform_that_cannot_filter_by_key_repeats_an_instant_but_loses_nothing(pairs, data):
    dialect = DIALECTS["unlock"]
    client = Pages(rows_of(pairs, dialect), dialect)
    whole = read(client, dialect, Span(NOON + timedelta(hours=1)))
    place = data.draw(st.integers(0, len(whole) - 1))
    at, key = datetime.fromisoformat(whole[place]["ModificationTimestamp"]), whole[place]["ListingKey"]
    client.asked.clear()
    rest = read(client, dialect, Span(NOON + timedelta(hours=1), cursor=(at, key)))
    assert rest == [row for row in whole if row["ModificationTimestamp"] >= stamp_of(at)]


def stamp_of(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@FEW
@given(records, st.randoms(use_true_random=False), st.integers(1, 45))
def test_shuffled_pages_hold_every_record_all_the_same(pairs, chance, size):
    dialect = DIALECTS["bright"]
    client = Pages(rows_of(pairs, dialect), dialect, size=size, shuffle=chance)
    found = read(client, dialect, Span(NOON + timedelta(hours=1)))
    assert sorted(row["ListingKey"] for row in found) == sorted(key for _, key in pairs)


@FEW
@given(records.filter(lambda pairs: len(pairs) > 1), st.randoms(use_true_random=False), dialects)
def test_a_span_that_is_cut_has_each_of_its_records_in_one_part_and_smaller_parts(pairs, chance, name):
    dialect = DIALECTS[name]
    if not dialect.can_filter("ListingKey"):
        return
    client = Pages(rows_of(pairs, dialect), dialect)
    span = Span(NOON + timedelta(hours=1), since=NOON)
    whole = client.select(dialect.filter(span))
    sample = chance.sample(whole, max(1, len(whole) // 2))
    times = [datetime.fromisoformat(row["ModificationTimestamp"]) for row in sample]
    seen = Seen(names_keys=True, count=len(whole))
    seen.note({str(row["ListingKey"]) for row in sample}, times)
    cut = [client.select(dialect.filter(part)) for part in parts(span, seen)]
    assert sorted(row["ListingKey"] for part in cut for row in part) == sorted(row["ListingKey"] for row in whole)
    if len({row["ModificationTimestamp"] for row in whole}) > 1:
        assert all(len(part) < len(whole) for part in cut)


@FEW
@given(st.integers(2, 12), st.data())
def test_links_that_lead_back_anywhere_end_in_an_error_and_no_page_is_asked_for_twice(length, data):
    back = data.draw(st.integers(1, length - 1))
    asked: list[str] = []

    class Circle:
        vendor = "circle"

        async def get(self, url, *, headers, params=None) -> Reply:
            assert url not in asked
            asked.append(url)
            at = len(asked)
            following = back if at == length else at
            body = {"value": [], "@odata.nextLink": f"{ROOT}/Property?$skiptoken={following}"}
            return Reply("circle", 200, {}, orjson.dumps(body), url)

    with pytest.raises(Unreadable, match="back to a page"):
        read(Circle(), DIALECTS["reso"], Span(NOON))
    assert len(asked) == length
