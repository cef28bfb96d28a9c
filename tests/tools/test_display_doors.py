"""Who may be shown what, asked at every door through the tools: by purpose, permission and wish of the seller."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import insert

from integrations.mls.terms import read_terms
from integrations.models.cma import CMA, MarketFacts
from integrations.store import feeds, listings
from integrations.store.feeds import FeedState
from integrations.store.tables.listing_parts import listing_media
from tests.tools.display_doors import CONTACT, NOTICE, NOW, OFFICE_NAME, STREET, call, close, furnish, record

SOLD = {"StandardStatus": "Closed", "ClosePrice": 630000, "CloseDate": "2026-05-01"}
HIDDEN = {"InternetAddressDisplayYN": False}
OFF = {"InternetEntireListingDisplayYN": False}
PERMISSION, LICENCE, INTERNET = "written permission", "Northwest MLS grants", "off the internet"
STALE, PRICES, PASSED_ON = "13 hours old", "sold prices", "may not pass it on"
MONEY = "set `sold_display`"


@pytest.fixture
async def doors(store):
    """What each door says of a listing: None where it lets it through, else why not."""
    opened = []

    async def ask(**facts):
        box = await furnish(store, **facts)
        opened.append(box)
        return {name: await look(box) for name, look in _DOORS.items()}

    yield ask
    for box in opened:
        await close(box)


async def _search(box):
    page = (await call(box, "search_listings", status="any")).value
    return None if page.listings else page.withheld[0] if page.withheld else "not there"


async def _value(box):
    error = (await call(box, "run_cma", address="1001")).error
    return None if "closed sales" in error.message else error.message  # one listing is too little to value by


async def _market(box):
    error = (await call(box, "market_report")).error
    return error.message if error else None


async def _letter(box):
    plan = (await call(box, "email_lead", lead="Ann01 Miller", purpose="first_answer", about="1001")).approval.plan
    return next((said for said in plan["warnings"] if "not named" in said), None)


async def _text(box):
    plan = (await call(box, "text_lead", lead="Ann01 Miller", purpose="first_answer", about="1001")).approval.plan
    return next((said for said in plan["warnings"] if "not named" in said), None)


async def _matches(box):
    error = (await call(box, "send_matches", listing_ref="1001")).error
    return error.message if error else None


async def _campaign(box):
    error = (await call(box, "launch_campaign", campaign_type="just_listed", address="1001", audience="everyone")).error
    return error.message if error else None


async def _post(box):
    error = (await call(box, "draft_social_post", listing_ref="1001")).error
    return error.message if error else None


_DOORS = {"search": _search, "value": _value, "market": _market, "letter": _letter, "text": _text, "matches": _matches,
          "campaign": _campaign, "post": _post}  # fmt: skip
_CLIENT, _ADVERT = ("letter", "text", "matches"), ("campaign", "post")


@pytest.mark.parametrize(
    ("given", "internal", "valuation", "client", "advert"),
    [
        ({}, None, None, None, PERMISSION),
        ({"own": True}, None, None, None, None),
        (HIDDEN, None, None, None, PERMISSION),
        (HIDDEN | {"own": True}, None, None, None, None),
        (OFF, "not there", None, INTERNET, PERMISSION),
        (OFF | {"own": True}, None, None, None, INTERNET),
        ({"settings": {"licence": "IDX"}}, None, "BO or PT", None, PERMISSION),
        ({"settings": {"licence": "VOW"}}, None, "BO or PT", None, PERMISSION),
        ({"settings": {"licence": "BO"}}, None, None, LICENCE, PERMISSION),
        ({"settings": {"licence": "PT"}}, None, None, None, PERMISSION),
        ({"MlgCanUse": ["BO"]}, None, None, LICENCE, PERMISSION),
        ({"MlgCanUse": ["VOW"], "settings": {"licence": "IDX,BO"}}, LICENCE, LICENCE, LICENCE, PERMISSION),
        ({"MlgCanUse": ["IDX"]}, None, LICENCE, None, PERMISSION),
        ({"ListingId": "1001", "settings": {"licence": "BO"}, "own": True}, None, None, None, None),
        (SOLD, None, None, PRICES, PERMISSION),
        (SOLD | {"settings": {"sold_display": "yes"}}, None, None, None, PERMISSION),
        (SOLD | {"own": True}, None, None, None, None),
        ({"hours": 13}, None, None, STALE, PERMISSION),
        ({"hours": 13, "own": True}, None, None, STALE, STALE),
        ({"hours": 11}, None, None, None, PERMISSION),
    ],
)
async def test_each_door_asks_for_its_purpose(doors, given, internal, valuation, client, advert):
    said = await doors(**given)
    wanted = {
        "search": internal,
        "value": valuation,
        **dict.fromkeys(_CLIENT, client),
        **dict.fromkeys(_ADVERT, advert),
    }
    for door, fragment in wanted.items():
        assert (said[door] is None) == (fragment is None), (door, said[door])
        assert (fragment or "") in (said[door] or ""), (door, said[door])
    whole_feed = "settings" in given and valuation == "BO or PT"
    assert (said["market"] is not None) == whole_feed
    for one in said.values():
        assert one in (None, "not there") or "Northwest MLS" in one, one


async def test_a_refusal_says_the_rule_the_mls_and_what_to_do(doors):
    said = await doors(settings={"licence": "IDX"})
    assert said["value"] == (
        "Northwest MLS grants IDX for NW:K00001; this use needs BO or PT. Ask Northwest MLS for that licence and name "
        "it in `licence` of [vendors.nw]."
    )
    assert "Rival Homes has given it, tell me so" in said["post"]


async def test_with_written_permission_another_offices_listing_is_advertised_with_its_credit(store):
    box = await furnish(store)
    noted = await call(box, "note_advert_permission", listing_ref="1001", granted_by="Rival Homes, by e-mail")
    assert noted.value.address.startswith(STREET)
    plan = (
        await call(box, "launch_campaign", campaign_type="open_house", address="1001", audience="everyone")
    ).approval.plan
    assert_credited(plan["body_text"])
    assert "I have just put this home" not in plan["body_text"]
    assert_credited((await call(box, "draft_social_post", listing_ref="1001")).value.text)
    described = await call(box, "write_listing_description", listing_ref="1001")
    assert "another office's listing" in described.error.message
    await call(box, "note_advert_permission", listing_ref="1001", granted_by="Rival Homes", withdrawn=True)
    assert PERMISSION in (await call(box, "draft_social_post", listing_ref="1001")).error.message
    await close(box)


async def test_a_permission_ends_with_its_last_day(store):
    box = await furnish(store)
    await call(box, "note_advert_permission", listing_ref="1001", granted_by="Rival Homes", until="2026-05-31")
    assert PERMISSION in (await call(box, "draft_social_post", listing_ref="1001")).error.message
    await close(box)


def assert_credited(text):
    """Office and contact, time on the reader's clock, the MLS's own words."""
    for said in (OFFICE_NAME, CONTACT, "as of Jun 1, 2026, 11:00 AM PDT", "Northwest says so.", NOTICE):
        assert said in text, (said, text)


async def test_every_message_to_a_lead_credits_the_home(store):
    box = await furnish(store)
    about = {"lead": "Ann01 Miller", "purpose": "first_answer", "about": "1001"}
    letter = (await call(box, "email_lead", **about)).approval.plan
    assert_credited(letter["body_text"])
    assert_credited(letter["body_html"])
    assert_credited((await call(box, "send_matches", listing_ref="1001")).approval.plan["body_text"])
    assert_credited((await call(box, "send_matches", lead="Ann01 Miller")).approval.plan["body_text"])
    await close(box)


async def test_a_text_carries_the_short_form_with_a_link_to_the_whole_or_all_of_it(store):
    box = await furnish(store)
    short = (
        await call(box, "text_lead", lead="Ann01 Miller", message="I can show it at 5.", about="1001")
    ).approval.plan
    said, _, link = short["body_text"].partition("https://j.example.com/h/")
    assert said == "Hi Ann01, I can show it at 5. Listed by Rival Homes (206-555-0177). "
    assert len(short["body_text"]) <= 200
    shown = await box.hubs.mls.home_page(link.split(" ")[0])
    assert (shown.listing.listing_key, shown.credit.contact) == ("K00001", CONTACT)
    words = "I can show it at 5 today, at 6 tomorrow or at any time on Saturday and Sunday: which of them suits?"
    whole = (await call(box, "text_lead", lead="Ann01 Miller", message=words, about="1001")).approval.plan
    assert_credited(whole["body_text"])
    await close(box)


async def test_a_hidden_address_is_in_nothing_that_anybody_is_shown(store):
    box = await furnish(store, **HIDDEN)
    shown = [(await call(box, "search_listings")).value.model_dump_json()]
    about = {"lead": "Ann01 Miller", "purpose": "first_answer", "about": "1001"}
    for tool, args in (("email_lead", about), ("text_lead", about), ("send_matches", {"listing_ref": "1001"})):
        shown.append(str((await call(box, tool, **args)).approval.plan))
    seen = await box.hubs.mls.for_client(analysis(record(**HIDDEN)))
    shown.append(seen.model_dump_json())
    for secret in (STREET, "47.661", "-122.331", "P7731", "Sunny"):
        assert not [one for one in shown if secret in one], secret
    await close(box)


def analysis(subject, **facts):
    return CMA(id="cma_1", subject=subject, as_of=NOW, valuation_date=NOW.date(), value=640_000, ranges=(), grade="B",
               grade_note="", comparables=(), market=MarketFacts(area="ZIP 98103"), **facts)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({}, None),
        ({"InternetAutomatedValuationDisplayYN": False}, "no automated value beside"),
        ({"InternetAutomatedValuationDisplayYN": False, **SOLD}, None),
        ({"InternetAutomatedValuationDisplayYN": False, "own": True}, None),
        ({"InternetEntireListingDisplayYN": False}, INTERNET),
        ({"hours": 13}, STALE),
    ],
)
async def test_a_value_page_asks_what_the_seller_wants(store, facts, rule):
    box = await furnish(store, **facts)
    subject = await box.hubs.mls.current_listing("1001")
    seen = await box.hubs.mls.for_client(analysis(subject))
    assert (rule or "") in (getattr(seen, "said", ""))
    assert isinstance(seen, CMA) == (rule is None)
    await close(box)


@pytest.mark.parametrize(
    ("permission", "shown"),
    [([], True), (["Public"], True), (["IDX"], True), (["Private"], False), (["Firm Only"], False)],
)
async def test_only_photos_that_anybody_may_see_stand_beside_a_listing(store, permission, shown):
    box = await furnish(store)
    photo = {"ref": "NW:M1", "feed": "nw", "listing_ref": "NW:K00001", "originating_system": "NW", "media_key": "M1",
             "resource_record_key": "K00001", "media_url": "https://photos.example.com/1.jpg", "order": 0, "local": {},
             "media_category": "Photo", "preferred_photo": True, "permission": permission, "may_be_linked": True,
             "modification_timestamp": NOW}  # fmt: skip
    with store.writing() as connection:
        connection.execute(insert(listing_media), [photo])
    page = (await call(box, "search_listings")).value
    assert bool(page.around["NW:K00001"].photo_url) == shown
    await close(box)


async def test_statistics_leave_out_the_mls_that_grants_no_back_office_use(store):
    box = await furnish(store, OnMarketDate="2026-05-20")
    other = SimpleNamespace(system="idx", title="Display MLS", terms=read_terms({"licence": "IDX"}))
    box.hubs.mls._feeds["idx"] = other
    theirs = record(
        ListingKey="K2",
        OriginatingSystemName="D",
        UnparsedAddress="5 Elm St",
        ParcelNumber="P5",
        OnMarketDate="2026-05-20",
    )
    await store.write(listings.save, "idx", [theirs], first_copy=True, at=NOW)
    await store.write(feeds.keep, FeedState("idx", as_of=NOW, revision=1))
    report = (await call(box, "market_report")).value
    assert (report.now.active, report.sources) == (1, ("Northwest MLS",))
    (said,) = report.withheld
    assert said == (
        "Display MLS grants IDX; values and statistics need BO or PT. Ask Display MLS for that licence and name it in "
        "`licence` of [vendors.idx]."
    )
    await close(box)
