from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from starlette.applications import Starlette

from bot.web.reports import report_routes
from integrations.mls.report import Brand
from integrations.mls.showing import for_client
from integrations.mls.terms import Refused, Rule
from integrations.models.cma import CMA, Adjustment, Comparable, MarketFacts, PriceRange
from integrations.models.listing import Listing, StandardStatus
from integrations.store import cmas

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
TOKEN = "t" * 43
BRAND = Brand("Jorge Rivera", "Rivera & Co. Realty")


def home(key, **facts):
    return Listing(
        originating_system="nwmls",
        listing_key=key,
        parcel_number=key,
        standard_status=StandardStatus.CLOSED,
        unparsed_address="12 <b>Alder</b> St, Bend, OR 97701",
        latitude=44.05,
        longitude=-121.31,
        close_date=date(2026, 1, 5),
        modification_timestamp=NOW,
        **facts,
    )


def analysis(name="cma_1", value=500_000):
    line = Adjustment(
        feature="Living area", subject="1,500 sq ft", comparable="1,400", percent=5, dollars=Decimal(24_000)
    )
    comparable = Comparable(
        listing=home("C1", close_price=Decimal(480_000)),
        distance_miles=0.2,
        score=0.4,
        weight=0.6,
        adjustments=(line,),
        adjusted_price=Decimal(504_000),
        net_percent=5,
        why="0.2 mi away.",
    )
    return CMA(
        id=name,
        subject=home("S1", living_area=1500.0),
        as_of=NOW,
        valuation_date=NOW.date(),
        value=Decimal(value),
        ranges=(PriceRange(level=80, low=Decimal(450_000), high=Decimal(550_000)),),
        grade="B",
        grade_note="Good evidence.",
        comparables=(comparable,),
        market=MarketFacts(area="ZIP 97701"),
    )


@pytest.fixture
def store(tmp_path, new_book):
    store = new_book(tmp_path / "jorge.db")
    yield store
    store.close()


async def everything(cma):
    return cma


def browser(store, now=NOW, shown=everything):
    app = Starlette(routes=report_routes(store, BRAND, shown, lambda: now))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://jorge.test")


async def test_the_private_page_shows_the_analysis_and_offers_the_pdf(store):
    await store.write(cmas.keep, analysis(), NOW, TOKEN, NOW + timedelta(days=30))
    async with browser(store) as client:
        page = await client.get(f"/reports/cma/{TOKEN}")
        pdf = await client.get(f"/reports/cma/{TOKEN}/report.pdf")
        picture = await client.get(f"/reports/cma/{TOKEN}/preview.png")
    assert page.status_code == 200
    assert "$500,000" in page.text
    assert "until April 1, 2026" in page.text
    assert f'href="{TOKEN}/report.pdf"' in page.text
    assert "<b>Alder" not in page.text
    assert pdf.content.startswith(b"%PDF")
    assert picture.content.startswith(b"\x89PNG")


async def test_the_page_is_nobodys_but_the_one_who_has_the_link(store):
    await store.write(cmas.keep, analysis(), NOW, TOKEN, NOW + timedelta(days=30))
    async with browser(store) as client:
        page = await client.get(f"/reports/cma/{TOKEN}")
    assert page.headers["cache-control"] == "private, no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    with store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT token_hash FROM cma_links").scalars().all()
    assert TOKEN not in kept


@pytest.mark.parametrize("path", ["", "/report.pdf", "/preview.png"])
async def test_a_wrong_an_expired_and_a_revoked_link_answer_alike(store, path):
    await store.write(cmas.keep, analysis(), NOW, TOKEN, NOW + timedelta(days=30))
    async with browser(store) as client, browser(store, NOW + timedelta(days=31)) as later:
        wrong = await client.get(f"/reports/cma/{'x' * 43}{path}")
        expired = await later.get(f"/reports/cma/{TOKEN}{path}")
        await store.write(cmas.revoke, "cma_1")
        revoked = await client.get(f"/reports/cma/{TOKEN}{path}")
    assert {wrong.status_code, expired.status_code, revoked.status_code} == {404}
    assert wrong.json() == expired.json() == revoked.json()


@pytest.mark.parametrize("path", ["", "/report.pdf"])
async def test_a_person_with_an_expired_link_reads_whom_to_ask(store, path):
    async with browser(store) as client:
        answer = await client.get(f"/reports/cma/{'x' * 43}{path}", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert "This link does not work any more" in answer.text
    assert "Jorge Rivera" in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert "noindex" in answer.headers["x-robots-tag"]


async def test_the_last_analysis_of_the_same_home_is_found_again(store):
    first, second = analysis(), analysis("cma_2", 520_000)
    await store.write(cmas.keep, first, NOW)
    await store.write(cmas.keep, second, NOW + timedelta(days=9))
    assert await store.read(cmas.latest_of, second.subject, "cma_2") == first
    assert await store.read(cmas.latest_of, second.subject) == second
    assert await store.read(cmas.latest_of, home("other")) is None


SOLD = Refused(Rule.SOLD_DATA, "no sold prices")
OPTED_OUT = Refused(Rule.ENTIRE_LISTING, "kept off the internet")


@pytest.mark.parametrize("path", ["", "/report.pdf", "/preview.png"])
@pytest.mark.parametrize(
    ("subject", "beside", "status", "withheld"),
    [
        (None, None, 200, False),
        (None, SOLD, 200, True),
        (None, OPTED_OUT, 200, True),
        (SOLD, None, 200, False),
        (SOLD, SOLD, 200, True),
        (OPTED_OUT, None, 404, False),
    ],
)
async def test_each_door_asks_whether_a_client_may_see_each_home(store, path, subject, beside, status, withheld):
    async def shown(cma):
        async def ask(listing):
            return subject if listing.listing_key == "S1" else beside

        return await for_client(cma, ask)

    await store.write(cmas.keep, analysis(), NOW, TOKEN, NOW + timedelta(days=30))
    async with browser(store, shown=shown) as client:
        answer = await client.get(f"/reports/cma/{TOKEN}{path}")
    assert answer.status_code == status
    if not path and status == 200:
        assert ("1 comparable sale counts in the value, withheld by the MLS." in answer.text) == withheld
        assert ("$480,000" in answer.text) != withheld
        assert "$500,000" in answer.text
