"""What every CRM connector must do, whatever its vendor. A new connector's test is a subclass with a `rig` fixture."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from integrations.crm import BaseCRMConnector, Changes, Inquiry
from integrations.models.contact import Reason, Temperature
from integrations.wire.errors import Rejected, Unauthorized, Unavailable, Unreadable
from integrations.wire.inbound import Delivery, Forged, WebhookSource
from integrations.wire.vendor import Access

HOT = Temperature(score=88, reasons=(Reason(label="Asked about a home", points=54.0),))
COOL = Temperature(score=20, reasons=(Reason(label="Signed up", points=14.0),))


@dataclass(frozen=True)
class Rig:
    """A connector with its stand-in: how to connect, what was written, and how to misbehave."""

    connect: Callable[[Access], BaseCRMConnector]
    access: Access
    writes: Callable[[], int]
    fail_next: Callable[[int], None]
    hide_new_for: Callable[[float], None]
    delivery: Callable[[], Awaitable[Delivery]]


class Conformance:
    @pytest.fixture
    async def crm(self, rig):
        connector = rig.connect(rig.access)
        yield connector
        await connector.aclose()

    async def ana(self, crm) -> str:
        inquiry = Inquiry(
            "General Inquiry", "Ana", "Okafor", ("ana@example.com",), ("+12065550199",), message="Hello", tags=("VIP",)
        )
        external_id = await crm.record_inquiry(inquiry)
        assert external_id is not None
        return external_id

    async def test_it_says_whose_account_it_is(self, crm):
        assert await crm.probe()

    async def test_wrong_credentials_are_told_as_such(self, rig):
        connector = rig.connect(Access(rig.access.base_url, dict.fromkeys(rig.access.credentials, "wrong")))
        with pytest.raises(Unauthorized):
            await connector.probe()
        await connector.aclose()

    async def test_a_walk_meets_everybody_once_newest_first(self, crm):
        token, met = None, []
        while True:
            page = await crm.people(None, token)
            met += page.records
            token = page.token
            if token is None:
                break
        assert len({record.external_id for record in met}) == len(met) == page.total
        if crm.capabilities.delta == "watermark":
            times = [record.updated_at for record in met]
            assert times == sorted(times, reverse=True)

    async def test_a_walk_stops_at_the_watermark(self, crm):
        since = datetime.now(UTC) - timedelta(seconds=2)
        external_id = await self.ana(crm)
        page = await crm.people(since, None)
        assert external_id in {record.external_id for record in page.records}
        if crm.capabilities.delta == "watermark":
            assert page.token is None
            assert len(page.records) == 1

    async def test_an_inquiry_finds_its_person_again(self, crm):
        assert await self.ana(crm) == await self.ana(crm)
        done = await crm.activities(await self.ana(crm))
        assert [activity.kind for activity in done] == ["General Inquiry"] * 3
        assert len({activity.external_id for activity in done}) == 3

    async def test_a_new_person_that_is_not_visible_yet_is_waited_for(self, rig, crm):
        rig.hide_new_for(0.25)
        record = await crm.person(await self.ana(crm))
        assert record is not None
        assert (record.contact.name, record.contact.emails) == ("Ana Okafor", ("ana@example.com",))

    async def test_somebody_who_is_not_there_is_none(self, crm):
        assert await crm.person("99999999") is None

    async def test_a_change_leaves_everything_else_as_it_was(self, crm):
        external_id = await self.ana(crm)
        await crm.update(external_id, Changes(add_emails=("second@example.com",), add_tags=("Golf",), stage="Nurture"))
        contact = (await crm.person(external_id)).contact
        assert contact.emails == ("ana@example.com", "second@example.com")
        assert len(contact.phones) == 1
        assert contact.tags == ("VIP", "Golf")
        assert (contact.stage, contact.first_name) == ("Nurture", "Ana")

    async def test_a_change_that_changes_nothing_is_not_written(self, rig, crm):
        external_id = await self.ana(crm)
        before = rig.writes()
        await crm.update(external_id, Changes(first_name="Ana", add_tags=("vip",), add_emails=("ANA@example.com",)))
        assert rig.writes() == before

    async def test_the_temperature_is_shown_once_and_read_back(self, rig, crm):
        external_id = await self.ana(crm)
        assert await crm.write_temperature(external_id, HOT) is not None
        before = rig.writes()
        assert await crm.write_temperature(external_id, HOT) is None
        assert rig.writes() == before
        record = await crm.person(external_id)
        assert record.temperature_there == 88
        assert record.contact.tags == ("VIP",)
        await crm.write_temperature(external_id, COOL)
        assert (await crm.person(external_id)).temperature_there == 20

    async def test_a_note_on_nobody_is_refused(self, crm):
        await crm.add_note(await self.ana(crm), "Call", "Called, no answer.")
        with pytest.raises(Rejected):
            await crm.add_note("99999999", "Call", "Nobody")

    async def test_a_short_outage_is_bridged_for_reading_and_told_for_creating(self, rig, crm):
        external_id = await self.ana(crm)
        rig.fail_next(1)
        assert await crm.person(external_id) is not None
        rig.fail_next(1)
        with pytest.raises(Unavailable):
            await self.ana(crm)

    async def test_webhooks_are_registered_once_and_follow_a_new_address(self, rig, crm):
        await crm.listen("http://127.0.0.1:1/webhooks/crm")
        before = rig.writes()
        await crm.listen("http://127.0.0.1:1/webhooks/crm")
        assert rig.writes() == before
        for port in (2, 3, 4):
            await crm.listen(f"http://127.0.0.1:{port}/webhooks/crm")

    async def test_a_webhook_is_checked_and_leads_to_its_person(self, rig, crm):
        assert isinstance(crm, WebhookSource)
        delivery = await rig.delivery()
        crm.verify(delivery)
        (hint,) = crm.read(delivery)
        assert hint.key
        (external_id,) = await crm.people_of(hint)
        assert await crm.person(external_id) is not None
        if crm.capabilities.signed_webhooks:
            with pytest.raises(Forged):
                crm.verify(Delivery(delivery.headers, delivery.body + b" ", delivery.url))
            with pytest.raises(Forged):
                crm.verify(Delivery({}, delivery.body, delivery.url))

    async def test_a_webhook_that_makes_no_sense_is_unreadable(self, crm):
        for body in (b"", b"[]", b"{}", b"\xff", b'{"eventId": 1}', b"null"):
            with pytest.raises(Unreadable):
                crm.read(Delivery({}, body, ""))

    async def test_many_at_once_do_not_disturb_each_other(self, crm):
        ids = await asyncio.gather(
            *(crm.record_inquiry(Inquiry("Registration", f"P{n}", "Q", (f"p{n}@example.com",))) for n in range(10))
        )
        assert len(set(ids)) == 10
