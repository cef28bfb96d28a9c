"""Texts, e-mails and homes to leads, from the call over the approval to what arrives at Twilio and Mailchimp."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from integrations.crm import CRMFactory
from integrations.marketing.copywriting import LIMITS, write_description, write_post
from integrations.marketing.errors import Refused
from integrations.models.contact import LeadQuery
from integrations.models.credit import Credit
from integrations.models.listing import ListingPage
from integrations.models.saved_search import SavedSearch
from tests.integrations.conftest import whole_world
from tests.integrations.marketing.square import HOME, OFFICE, keep, make_hub, person
from tests.integrations.marketing.town_square import clock, square
from tools.tool import Caller, Hubs
from tools.toolbox import Toolbox

__all__ = ["clock", "square", "whole_world"]
JORGE = "U0JORGE"


class Mls:
    own = False

    async def current_listing(self, _text):
        return HOME

    async def permit(self, _listing, purpose):
        return SimpleNamespace(said="Another office's listing.") if purpose == "advert" and not self.own else None

    def is_own(self, _listing):
        return self.own

    async def as_of(self):
        return None

    async def credit(self, listing):
        return Credit(office=listing.list_office_name, source=listing.originating_system)

    async def home_link(self, _listing):
        return ""

    async def search(self, query):
        return ListingPage(query=query, total=1, listings=(HOME,))


@pytest.fixture
async def box(square, clock, tmp_path, new_book):
    store = new_book(tmp_path / "jorge.db")
    marketing = make_hub(square, store, clock)
    await keep(store, person(1), person(2, sms=None), person(3, phone="+12125550103"),
               person(4, areas=("98107",), price_max=Decimal(800_000)), person(5, first_name="Ann04"))  # fmt: skip
    yield Toolbox(Hubs(store, Mls(), CRMFactory(store, {}, now=clock), marketing, now=clock), JORGE)
    await marketing.aclose()
    store.close()


async def ask(box, tool, **args):
    return await box.call(tool, args, Caller("agent", JORGE, "D1", "1.0"))


async def approved(box, tool, **args):
    outcome = await ask(box, tool, **args)
    assert outcome.error is None, outcome.error
    await box.decide(outcome.approval.token, JORGE, approve=True)
    return await box.perform(outcome.approval.id)


async def test_the_first_text_says_who_writes_and_how_to_stop_it_and_the_second_does_not(box, square):
    done = await approved(box, "text_lead", lead="Ann01 Miller", message="the showing moved to 5")
    assert done.result["recipients"] == 1
    await approved(box, "text_lead", lead="Ann01", message="See you there!")
    assert [one["body"] for one in square.texts][::-1] in (
        [
            "Hi Ann01, the showing moved to 5. Jorge Rivera, Rivera & Co. Realty. Reply STOP to opt out.",
            "Hi Ann01, See you there!",
        ],
        [
            "Hi Ann01, See you there!",
            "Hi Ann01, the showing moved to 5. Jorge Rivera, Rivera & Co. Realty. Reply STOP to opt out.",
        ],
    )


async def test_nothing_leaves_before_the_approval_and_a_repetition_sends_once(box, square):
    outcome = await ask(box, "text_lead", lead="Ann01 Miller", message="Hello there")
    assert square.texts == []
    assert outcome.approval.plan["cost"] != "0"
    assert "agreed to texts" in outcome.approval.plan["audience"]["description"]
    await box.decide(outcome.approval.token, JORGE, approve=True)
    await box.perform(outcome.approval.id)
    await box.perform(outcome.approval.id)
    assert len(square.texts) == 1


async def test_no_consent_is_refused_and_message_lead_goes_by_mail_instead(box, square):
    refused = await ask(box, "text_lead", lead="Ann02 Miller", message="Hello")
    assert "has not agreed to texts" in refused.error.message
    done = await approved(box, "message_lead", lead="Ann02 Miller", message="Hello")
    assert done.plan["channel"] == "email"
    assert [one["emails_sent"] for one in square.campaigns] == [1]


async def test_outside_the_recipients_hours_it_waits_for_their_morning(box, square, clock):
    clock.now += timedelta(hours=7)  # 19:00 in Seattle, 22:00 in New York
    outcome = await ask(box, "text_lead", lead="Ann03 Miller", message="Hello")
    assert "It is 22:00 where Ann03 is" in outcome.approval.plan["timing"]
    clock.now += timedelta(minutes=10)  # the card's clock is no fact that the approval is bound to
    await box.decide(outcome.approval.token, JORGE, approve=True)
    done = await box.perform(outcome.approval.id)
    assert done.result["status"] == "waiting"
    assert square.texts == []
    clock.now += timedelta(hours=12)
    await box.hubs.marketing.resume()
    assert len(square.texts) == 1


async def test_two_of_a_name_are_asked_about(box):
    outcome = await ask(box, "text_lead", lead="Ann04 Miller", message="Hello")
    assert outcome.error.kind == "ambiguous"
    assert outcome.error.options == ("Ann04 Miller, ann04@mail.example.com", "Ann04 Miller, ann05@mail.example.com")
    again = await ask(box, "text_lead", lead=outcome.error.options[0], message="Hello")
    assert again.approval is not None


async def test_words_that_prefer_a_class_of_people_are_refused(box):
    outcome = await ask(box, "email_lead", lead="Ann01 Miller", message="Perfect for a Christian family, no kids.")
    assert outcome.error.kind == "refused"
    assert "Fair housing" in outcome.error.message


async def test_homes_that_fit_are_mailed_with_the_other_offices_name(box, square):
    done = await approved(box, "send_matches", lead="Ann04 Miller, ann04@mail.example.com")
    assert "Listed by Rivera & Co. Realty. Source: nwmls." in done.plan["body_text"]
    assert [one["emails_sent"] for one in square.campaigns] == [1]
    nothing = await ask(box, "send_matches", lead="Ann01 Miller")
    assert "says neither where" in nothing.error.message


async def test_a_saved_search_decides_which_homes_a_lead_is_sent(box):
    lead = next(one for one in (await box.hubs.crm.search(LeadQuery(limit=50))).leads if one.name == "Ann01 Miller")
    await box.hubs.crm.save_search(SavedSearch(contact_id=lead.id, price_max=Decimal(10_000)))
    nothing = await ask(box, "send_matches", lead="Ann01 Miller")
    assert "fits your saved search for Ann01 Miller" in nothing.error.message
    await box.hubs.crm.save_search(SavedSearch(contact_id=lead.id, price_min=Decimal(500_000)))
    assert "1 home for Ann01 Miller" in (await ask(box, "send_matches", lead="Ann01 Miller")).approval.summary


async def test_direct_messages_are_not_configured(box):
    outcome = await ask(box, "message_lead", lead="Ann01 Miller", message="Hello", channel="direct")
    assert outcome.error.kind == "not_configured"


async def test_only_own_listings_are_described_and_posted(box):
    refused = await ask(box, "draft_social_post", listing_ref="5984 29th Ave NW")
    assert refused.error.kind == "refused"
    box.hubs.mls.own = True
    found = await ask(box, "write_listing_description", listing_ref="5984 29th Ave NW")
    assert found.value.text == (
        "A 3-bedroom, 2.5-bath home with 1,820 square feet, built in 1926. It is in Seattle. Offered at $750,000."
    )


@pytest.mark.parametrize("place", LIMITS)
def test_a_post_keeps_to_its_places_length_and_names_the_office(place):
    draft = write_post(HOME, OFFICE, place, "just_listed")
    assert len(draft.text) <= LIMITS[place]
    assert "Rivera & Co. Realty. Equal Housing Opportunity." in draft.text
    assert "mother-in-law" not in draft.text


def test_a_post_with_a_forbidden_phrase_is_refused_with_its_reason():
    with pytest.raises(Refused, match="42 USC 3604"):
        write_post(HOME, OFFICE, "instagram", "just_listed", "Adults only, no children.")


def test_a_description_ends_with_a_whole_sentence():
    assert write_description(HOME, 100).text.endswith(".")
    with pytest.raises(Refused):
        write_description(HOME.model_copy(update={"bedrooms_total": None, "living_area": None}), 500)
