from __future__ import annotations

import asyncio
import hashlib

import pytest

from integrations.marketing import MarketingOrchestrator, NotConfigured, Refused
from integrations.models.campaign import CampaignType, Channel
from integrations.models.contact import Consent
from integrations.store import audiences, sends
from integrations.wire.errors import Unavailable
from tests.integrations.marketing.square import HOME, NOON, OFFICE, ZONE, change, keep, make_hub, person


async def plan(hub, people, **words):
    options = {"listing": HOME, "audience": "matching_buyers", "subject": None, "message": None} | words
    return await hub.plan_campaign(CampaignType.JUST_LISTED, Channel.EMAIL, contacts=people, **options)


async def test_an_approved_email_campaign_is_sent_to_exactly_those_in_the_plan(hub, square, book):
    people = await keep(book, *(person(n) for n in range(3)))
    made = await plan(hub, people)
    assert [one.name for one in made.audience.included] == ["Ann00 Miller", "Ann01 Miller", "Ann02 Miller"]
    assert square.calls == []
    sent = await hub.send_campaign(made, key="approval-1")
    assert (sent.status, sent.recipients, sent.delivered, sent.failed) == ("sent", 3, 3, 0)
    (there,) = square.campaigns
    assert sorted(there["_sent_to"]) == [f"ann{n:02}@mail.example.com" for n in range(3)]
    assert there["settings"]["subject_line"] == "Just listed: 5984 29th Ave NW, Seattle, $750,000"
    assert there["_html"] == made.body_html
    assert await hub.campaigns() == [sent]


async def test_the_same_key_sends_once_even_at_the_same_time(hub, square, book):
    made = await plan(hub, await keep(book, person(1), person(2)))
    first, second = await asyncio.gather(hub.send_campaign(made, key="k"), hub.send_campaign(made, key="k"))
    third = await hub.send_campaign(made, key="k")
    assert len(square.campaigns) == 1
    assert first.vendor_id == second.vendor_id == third.vendor_id
    assert square.count("POST", "/actions/send") == 1


async def test_a_lost_answer_to_the_sending_does_not_send_twice(hub, square, book, clock):
    made = await plan(hub, await keep(book, person(1)))
    square.behave("mailchimp", swallow_sends=1)
    sent = await hub.send_campaign(made, key="k")
    assert sent.status == "sent"
    assert square.count("POST", "/actions/send") == 1
    again = make_hub(square, book, clock)
    assert (await again.send_campaign(made, key="k")).vendor_id == sent.vendor_id
    await again.aclose()
    assert len(square.campaigns) == 1


@pytest.mark.parametrize("broken", ["segment", "create", "fill", "check", "send"])
async def test_a_crash_at_any_step_leaves_one_campaign_that_was_sent_once(
    hub, square, book, clock, broken, monkeypatch
):
    made = await plan(hub, await keep(book, person(1), person(2)))
    original = getattr(hub._mail, broken)

    async def dies_after(*args):
        await original(*args)
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(hub._mail, broken, dies_after)
        with pytest.raises(RuntimeError):
            await hub.send_campaign(made, key="k")
    again = make_hub(square, book, clock)
    sent = await again.send_campaign(made, key="k")
    await again.aclose()
    assert (sent.status, sent.recipients) == ("sent", 2)
    assert [one["status"] for one in square.campaigns] == ["sent"]


async def test_who_takes_back_consent_after_planning_gets_nothing(hub, square, book):
    people = await keep(book, person(1), person(2), person(3))
    made = await plan(hub, people)
    await change(book, people[0][0], consent=Consent(email=False))
    await book.write(audiences.suppress, "email", [people[1][0].emails[0]], "asked us to stop", "jorge", NOON)
    sent = await hub.send_campaign(made, key="k")
    assert square.campaigns[0]["_sent_to"] == [people[2][0].emails[0]]
    assert sent.recipients == 1
    assert "1 unsubscribed from e-mail" in sent.note
    assert "1 asked us to stop" in sent.note
    rows = await book.read(sends.of_campaign, sent.id)
    assert sorted(row.status for row in rows) == ["sent", "suppressed", "suppressed"]


async def test_who_unsubscribed_at_mailchimp_after_planning_is_not_mailed_nor_brought_back(hub, square, book):
    people = await keep(book, person(1), person(2))
    made = await plan(hub, people)
    account = square.mail.state.account
    account.put({"email_address": people[0][0].emails[0], "status_if_new": "unsubscribed"})
    sent = await hub.send_campaign(made, key="k")
    mark = hashlib.md5(people[0][0].emails[0].encode(), usedforsecurity=False).hexdigest()
    assert square.members[mark]["status"] == "unsubscribed"
    assert square.campaigns[0]["_sent_to"] == [people[1][0].emails[0]]
    assert sent.recipients == 1


async def test_when_nobody_is_left_nothing_is_sent_and_the_campaign_says_so(hub, square, book):
    people = await keep(book, person(1))
    made = await plan(hub, people)
    await change(book, people[0][0], consent=Consent(email=False))
    sent = await hub.send_campaign(made, key="k")
    assert (sent.status, sent.recipients, square.campaigns) == ("nobody", 0, [])


async def test_the_gates_give_their_reasons_at_planning(hub, book):
    twin = person(7, first_name="Zed", emails=("ANN01@mail.example.com",))
    people = await keep(
        book, person(1), twin, person(2, emails=()), person(3, email=False), person(4, email=None),
        person(5, emails=("not an address",)), person(6, stage="Trash"),
    )  # fmt: skip
    await book.write(audiences.put, "mailchimp", "l", [member(people[4][0], "cleaned")], NOON)
    made = await plan(hub, people)
    assert [one.name for one in made.audience.included] == ["Ann01 Miller"]
    assert {one.name: one.why for one in made.audience.excluded} == {
        "Ann02 Miller": "no e-mail address",
        "Ann03 Miller": "unsubscribed from e-mail",
        "Ann04 Miller": "their address bounces",
        "Ann05 Miller": "the e-mail address is not valid",
        "Ann06 Miller": "in the CRM's trash",
        "Zed Miller": "has the same address as somebody else",
    }


async def test_the_same_facts_give_the_same_plan_at_any_hour_and_in_any_order(hub, book, clock):
    people = await keep(book, *(person(n) for n in range(4)))
    first = await plan(hub, people)
    clock.now = clock.now.replace(hour=6)
    warmer = tuple((one.model_copy(update={"jorge_temperature": 90}), why) for one, why in people[::-1])
    assert await plan(hub, warmer) == first


async def test_the_letter_has_address_way_out_and_equal_housing_and_no_foreign_markup(hub, book):
    made = await plan(hub, await keep(book, person(1)), message="See <script>alert(1)</script> it & come")
    for body in (made.body_html, made.body_text):
        assert OFFICE.address in body
        assert "*|UNSUB|*" in body
        assert "Equal Housing Opportunity" in body
        assert "$750,000" in body
    assert "<script" not in made.body_html
    assert "&lt;b&gt;and&lt;/b&gt;" in made.body_html
    assert made.cost == 0


async def test_a_letter_without_postal_address_is_not_sent(hub, square, book):
    made = await plan(hub, await keep(book, person(1)))
    bare = made.model_copy(update={"body_html": made.body_html.replace(OFFICE.address, "")})
    with pytest.raises(Refused, match="postal address"):
        await hub.send_campaign(bare, key="k")
    assert square.calls == []


async def test_forbidden_words_are_refused_with_the_phrase_and_a_way_out(hub, book):
    people = await keep(book, person(1))
    with pytest.raises(Refused, match="no children") as refusal:
        await plan(hub, people, message="A quiet home, no children please.")
    assert "familial status" in refusal.value.hits[0]
    with pytest.raises(Refused):
        await plan(hub, people, listing=HOME.model_copy(update={"public_remarks": "Adults only building."}))
    doubtful = await plan(hub, people, message="A family-friendly street.")
    assert any("family-friendly" in warning for warning in doubtful.warnings)


async def test_a_failing_check_blocks(hub, book, monkeypatch):
    def broken(*_texts):
        raise ValueError("no rules")

    monkeypatch.setattr("integrations.marketing.fair_housing.check_text", broken)
    with pytest.raises(Refused, match="could not be done"):
        await plan(hub, await keep(book, person(1)))


async def test_an_audience_of_nobody_is_refused_with_counts(hub, book):
    people = await keep(book, person(1, emails=()), person(2, emails=()), person(3, email=False))
    with pytest.raises(Refused, match="2 no e-mail address; 1 unsubscribed"):
        await plan(hub, people)
    with pytest.raises(Refused, match="nobody to send it to"):
        await plan(hub, ())


async def test_without_a_channel_it_says_what_is_missing(book, clock):
    bare = MarketingOrchestrator(book, {}, office=OFFICE, now=clock, zone=ZONE)
    with pytest.raises(NotConfigured, match="sends e-mail"):
        await plan(bare, ())


async def test_numbers_grow_when_the_campaign_is_looked_at_later(hub, square, book, clock):
    sent = await hub.send_campaign(await plan(hub, await keep(book, *(person(n) for n in range(30)))), key="k")
    assert (sent.delivered, sent.opens) == (30, 0)
    square.town.clock = lambda: clock.running().replace(day=13)
    later = await hub.refresh_campaign(sent)
    assert later.opens
    assert later.clicks is not None
    assert later.opens >= later.clicks
    assert await hub.refresh_campaign(sent) == later


async def test_throttling_without_a_body_is_waited_out(hub, square, book):
    made = await plan(hub, await keep(book, person(1)))
    square.behave("mailchimp", throttled=2)
    assert (await hub.send_campaign(made, key="k")).status == "sent"


async def test_a_vendor_that_is_down_is_unavailable_and_the_next_try_goes_on(hub, square, book, monkeypatch):
    made = await plan(hub, await keep(book, person(1)))

    async def down(*_args):
        raise Unavailable("Mailchimp", "down")

    with monkeypatch.context() as patch:
        patch.setattr(hub._mail, "create", down)
        with pytest.raises(Unavailable):
            await hub.send_campaign(made, key="k")
    assert (await hub.send_campaign(made, key="k")).status == "sent"
    assert len(square.campaigns) == 1


def member(contact, status):
    return audiences.Member(email=contact.emails[0], status=status)
