"""Wherever another office's listing is shown stand its office, the time of the copy and the MLS's own words."""

from __future__ import annotations

import html
import json
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.alerts.brief import Brief, Match
from bot.engine.actions.notifying import alert_for
from bot.engine.payloads import listing_payload, matches_payload
from bot.reports import report_files
from bot.rules.rulebook import read_book
from bot.settings import Office
from bot.slack.views.alerts import alert_card, alert_list, shared_card
from bot.slack.views.approvals import approval_card
from bot.slack.views.brief import brief_card
from bot.slack.views.cma import cma_card
from bot.slack.views.drafts import draft_card
from bot.slack.views.home import Today, home_view
from bot.slack.views.listings import listing_list
from bot.slack.views.market import market_card
from bot.web.reports import report_routes
from integrations.events import Event
from integrations.mls.report import Brand
from integrations.mls.showing import besides
from integrations.models.cma import CMA, Comparable, MarketFacts, Override, PriceRange
from integrations.store import cmas
from integrations.store.listing_news import ListingNews
from tests.integrations.marketing.square import person
from tests.tools.display_doors import CONTACT, NOTICE, NOW, OFFICE_NAME, call, close, furnish

ZONE = "America/Los_Angeles"
BRAND = Brand("Jorge Rivera", "Rivera & Co. Realty", zone=ZONE)
NOTICED = ("as of Jun 1, 2026, 11:00 AM PDT", "Northwest says so.")
CREDITED = (OFFICE_NAME, CONTACT, *NOTICED, NOTICE)


@pytest.fixture
async def box(store):
    opened = await furnish(store, settings={"sold_display": "yes"})
    yield opened
    await close(opened)


def words(card):
    """Everything that a card or view says."""
    shown = card if isinstance(card, dict) else [card.text, *card.blocks]
    return html.unescape(json.dumps(shown, ensure_ascii=False))


def assert_said(text, wanted=CREDITED):
    flat = " ".join(text.split())
    for said in wanted:
        assert said in flat, (said, flat)


async def home_of(box):
    return (await call(box, "search_listings")).value.listings[0]


async def analysis(box):
    home = await home_of(box)
    same = {"distance_miles": 0.1, "score": 1, "weight": 1, "net_percent": 0, "why": "Near."}
    one = Comparable(listing=home, adjustments=(), adjusted_price=Decimal(640_000), **same)
    band = PriceRange(level=80, low=Decimal(600_000), high=Decimal(680_000))
    made = CMA(
        id="cma_1",
        subject=home,
        as_of=NOW,
        valuation_date=NOW.date(),
        value=Decimal(640_000),
        ranges=(band,),
        grade="B",
        grade_note="",
        comparables=(one,),
        competition=(home,),
        market=MarketFacts(area="ZIP 98103"),
    )
    return made.model_copy(update={"credits": await box.hubs.mls.door.credits([made.subject, *besides(made)])})


async def payload(box, **facts):
    home = await home_of(box)
    news = ListingNews(kind="price_change", listing=home, at=NOW, old="800000", new="640000")
    return (
        listing_payload(
            news, own=False, buyers=[(person(1), "fits")], watched=(), credit=await box.hubs.mls.credit(home)
        )
        | facts
    )


async def raised(box, rule_id, facts):
    rule = next(one for one in read_book() if one.rule_id == rule_id)
    told = next(one for one in rule.actions if one.action == "notification")
    event = Event(id="e1", source="mls", type="listing.x", key="k", occurred_at=NOW, received_at=NOW, payload=facts)
    return alert_for(told, rule, event, NOW)


async def test_lists_of_listings(box):
    assert_said(words(listing_list((await call(box, "search_listings")).value)))


async def test_the_card_of_a_value(box):
    assert_said(words(cma_card(await analysis(box))))


async def test_the_page_of_a_value_and_the_page_of_a_home(box, store):
    await store.write(cmas.keep, await analysis(box), NOW, "t", NOW.replace(year=2027))
    link = await box.hubs.mls.home_link(await home_of(box))
    mls = box.hubs.mls
    routes = report_routes(store, BRAND, mls.for_client, lambda: NOW, mls.home_page)
    with TestClient(Starlette(routes=routes)) as browser:
        for path in ("/reports/cma/t", link.removeprefix("https://j.example.com")):
            answer = browser.get(path)
            assert answer.status_code == 200
            assert_said(html.unescape(answer.text))
        assert browser.get("/h/unknown").status_code == 404


async def test_where_a_seller_wants_no_comments_the_reckoning_stays_and_jorges_own_words_go(box):
    cma = await analysis(box)
    first, *rest = cma.comparables
    quiet = first.model_copy(update={"listing": first.listing.model_copy(update={"internet_consumer_comment": False})})
    moved = Override(
        kind="moved", listing_ref=first.listing.ref, address="x", percent=5, reason="it smells", dollars=Decimal(100)
    )
    told = await box.hubs.mls.for_client(cma.model_copy(update={"comparables": (quiet, *rest), "overrides": (moved,)}))
    assert told.comparables[0].why == first.why != ""
    assert [one.reason for one in told.overrides] == [""]


async def test_the_pdf(box):
    files = await report_files(Office(), box.hubs.mls.for_client, ZONE)(await analysis(box))
    assert_said("\n".join(page.extract_text() for page in PdfReader(BytesIO(files["pdf"])).pages))


@pytest.mark.parametrize("rule_id", ["price_drop_opportunity", "back_on_market"])
async def test_alerts_and_the_home_tab(box, rule_id):
    alert = await raised(box, rule_id, await payload(box))
    for view in (
        alert_card(alert, ZONE),
        shared_card(alert, ZONE),
        alert_list([alert], NOW, ZONE),
        home_view(Today(NOW, ZONE, alerts=[alert])),
        brief_card(Brief(at=NOW, since=NOW, zone=ZONE, unanswered=[alert])),
    ):
        assert_said(words(view))


async def test_the_story_of_new_homes_for_waiting_buyers(box):
    facts = matches_payload([await payload(box)], "2026-06-01")
    alert = await raised(box, "new_listing_matches_buyers", facts)
    assert_said(words(alert_card(alert, ZONE)))


async def test_the_morning_brief(box):
    page = (await call(box, "search_listings")).value
    match = Match(page.listings[0], (person(1),), page.credits[page.listings[0].ref])
    assert_said(words(brief_card(Brief(at=NOW, since=NOW, zone=ZONE, matches=[match]))))


async def test_the_approval_of_a_message_and_a_draft(box):
    waiting = (await call(box, "send_matches", listing_ref="1001")).approval
    assert_said(words(approval_card(waiting, "U0JORGE", ZONE)))
    await call(box, "note_advert_permission", listing_ref="1001", granted_by="Rival Homes")
    assert_said(words(draft_card((await call(box, "draft_social_post", listing_ref="1001")).value)))


async def test_the_market_card_says_sources_time_and_the_mlss_words(box):
    report = (await call(box, "market_report")).value
    assert_said(words(market_card(report)), ("Northwest MLS", *NOTICED))
