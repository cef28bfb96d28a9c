from __future__ import annotations

import pytest

from integrations.crm.connectors.followupboss import connect
from integrations.simulated.followupboss.habits import Habits
from integrations.wire.errors import Unauthorized
from integrations.wire.vendor import Access
from tests.integrations.crm.conformance import COOL, HOT, Conformance, Rig


class TestFollowUpBoss(Conformance):
    @pytest.fixture
    def rig(self, block):
        async def delivery():
            async with block.client() as client:
                await client.post("webhooks", json={"event": "eventsCreated", "url": block.hook_url})
                person = {"firstName": "Bo", "emails": [{"value": "bo@example.com"}]}
                await client.post("events", json={"type": "Inquiry", "person": person})
            await block.until(lambda: bool(block.letters))
            return block.letters[0]

        return Rig(
            connect=connect,
            access=block.access,
            writes=lambda: len(block.writes()),
            fail_next=lambda times: block.fails.extend([503] * times),
            hide_new_for=lambda seconds: block.behave(hidden_for=seconds),
            delivery=delivery,
        )

    async def test_writing_stops_at_the_quota_and_goes_on(self, block, crm):
        block.behave(quotas={**Habits().quotas, "people-put": 2}, window=0.3)
        for number in range(4):
            await crm.write_temperature("1001", HOT if number % 2 else COOL)
        assert (await crm.person("1001")).temperature_there == 88

    async def test_an_archived_person_is_no_error(self, crm, block):
        external_id = await self.ana(crm)
        block.account.people[external_id]["stage"] = "Trash"
        block.account.people.touch(external_id)
        from integrations.crm import Inquiry

        assert await crm.record_inquiry(Inquiry("Inquiry", emails=("ana@example.com",))) is None

    async def test_without_the_right_to_create_fields_a_tag_and_a_note_show_the_temperature(
        self, block, crm, monkeypatch
    ):
        asked = crm._client.post

        async def refuse(path, **options):
            if path == "customFields":
                raise Unauthorized("Follow Up Boss", "403: only administrators")
            return await asked(path, **options)

        monkeypatch.setattr(crm._client, "post", refuse)
        await crm.write_temperature("1001", HOT)
        await crm.write_temperature("1001", COOL)
        assert "jorge:cold" in block.account.people["1001"]["tags"]
        assert "jorge:hot" not in block.account.people["1001"]["tags"]
        assert [note["body"][:6] for note in block.account.notes.values()] == ["88/100", "20/100"]

    async def test_a_row_that_makes_no_sense_is_set_apart(self, block, crm):
        block.account.people["1003"]["tags"] = "not a list"
        page = await crm.people(None, None)
        assert [broken.external_id for broken in page.broken] == ["1003"]
        assert len(page.records) == 39

    async def test_agents_words_on_consent_are_understood(self, block, crm):
        person = block.account.people["1001"]
        person["tags"] = ["Do Not Text", "Unsubscribed"]
        person |= {"customTextConsent": "Yes", "customEmailOptIn": "Yes"}
        consent = (await crm.person("1001")).contact.consent
        assert (consent.sms, consent.email, consent.call) == (False, False, None)

    async def test_the_vendors_words_reach_the_reader_of_an_error(self, block):
        connector = connect(Access(block.access.base_url, {"api_key": "wrong"}))
        with pytest.raises(Unauthorized, match="Authentication failed"):
            await connector.probe()
        await connector.aclose()
