from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from integrations.crm import CRMFactory
from integrations.models.contact import HOT, ContactKind, LeadQuery
from integrations.wire.errors import NotConfigured

INQUIRY = {
    "type": "Property Inquiry",
    "source": "Website",
    "person": {
        "firstName": "Ana",
        "lastName": "Okafor",
        "emails": [{"value": "ana@example.com"}],
        "phones": [{"value": "+12065550199"}],
        "customTimeframe": "0-3 Months",
        "customPreApproved": "Yes",
        "customTextConsent": "Yes",
    },
    "property": {"street": "8303 Winslow Ave N", "city": "Seattle", "state": "WA", "code": "98103", "price": 584950},
}


@pytest.fixture
def clock():
    class Clock:
        moment = datetime.now(UTC)

        def __call__(self):
            return self.moment

    return Clock()


@pytest.fixture
async def crm(block, store, clock):
    factory = CRMFactory(store, {"followupboss": block.access}, now=clock)
    yield factory
    await factory.aclose()


async def sync(crm, **options):
    return (await crm.sync_all_crms(**options))["followupboss"]


async def everybody(crm):
    return (await crm.search(LeadQuery(limit=1000))).leads


async def create(block, **changes):
    async with block.client() as client:
        return str((await client.post("events", json={**INQUIRY, **changes})).json()["id"])


async def test_the_first_sync_copies_everybody_and_writes_nothing_there(block, crm):
    seen = []
    result = await sync(crm, on_progress=lambda system, read, total: seen.append((system, read, total)))
    await crm.settle()
    assert (result.read, result.added, result.error) == (40, 40, "")
    assert seen == [("followupboss", 40, 40)]
    assert block.writes() == []
    leads = await everybody(crm)
    assert len(leads) == sum(person["stage"] != "Trash" for person in block.account.people.values())
    assert all(reason.label for lead in leads for reason in lead.jorge_insights)


async def test_a_second_sync_finds_nothing_new_and_quietens_down(block, crm):
    await sync(crm)
    for _ in range(4):
        result = await sync(crm)
        await crm.settle()
    assert (result.added, result.changed, result.changes) == (0, 0, ())
    before = len(block.writes())
    await sync(crm)
    await crm.settle()
    assert len(block.writes()) == before


async def test_a_sync_reads_only_what_changed(block, crm):
    await sync(crm)
    external_id = await create(block)
    result = await sync(crm)
    assert (result.added, result.incremental) == (1, True)
    assert result.read < 5
    assert [kind for kind, _ in result.changes] == ["changed", "hot"]
    (contact,) = await crm.contacts_at("ANA@example.com")
    assert contact.external_ids == {"followupboss": external_id}
    assert contact.jorge_temperature >= HOT
    assert contact.areas == ("98103",)


async def test_a_missed_webhook_of_a_known_persons_inquiry_is_found_by_the_sync(block, crm):
    await create(block, type="Registration")
    await sync(crm)
    await create(block)
    result = await sync(crm)
    assert ("hot", (await crm.contacts_at("2065550199"))[0].id) in result.changes


async def test_an_interrupted_first_sync_goes_on_where_it_stopped(block, crm, monkeypatch):
    connector = crm.get_connector("followupboss")
    monkeypatch.setattr("integrations.crm.connectors.followupboss._PAGE", 15)
    monkeypatch.setattr(connector._client, "_attempts", 1)
    asked, pages = connector.people, []

    async def people(since, token):
        pages.append(token)
        if len(pages) == 2:
            block.fails.append(503)
        return await asked(since, token)

    monkeypatch.setattr(connector, "people", people)
    broken = await sync(crm)
    assert broken.watermark is None
    assert "503" in broken.error
    assert len(await everybody(crm)) > 0
    whole = await sync(crm)
    assert (whole.error, whole.read) == ("", 25)
    assert pages[2] == pages[1] is not None
    assert len(await crm._store.read(lambda c: c.exec_driver_sql("select 1 from contacts").all())) == 40
    assert whole.watermark is not None


async def test_the_watermark_never_passes_a_row_that_failed(block, crm):
    block.account.people["1001"]["tags"] = "not a list"
    failed_at = datetime.fromisoformat(block.account.people["1001"]["updated"])
    result = await sync(crm)
    assert (result.quarantined, result.watermark) == (1, failed_at)
    assert await crm._store.read(_known, "1001") is None
    block.account.people["1001"]["tags"] = []
    assert (await sync(crm)).quarantined == 0
    assert await crm._store.read(_known, "1001") is not None


def _known(connection, external_id):
    from integrations.store.contacts import by_external_id

    return by_external_id(connection, "followupboss", external_id)


async def test_a_crm_that_is_down_is_told_and_loses_nothing(block, crm):
    await sync(crm)
    before = await everybody(crm)
    block.fails = [401]
    result = await sync(crm)
    assert "401" in result.error
    assert await everybody(crm) == before


async def test_who_was_deleted_there_is_hidden_here_and_comes_back_with_the_same_id(block, crm):
    external_id = await create(block)
    contact = await crm.refresh_contact("followupboss", external_id)
    kept = block.account.people.pop(external_id)
    assert await crm.refresh_contact("followupboss", external_id) is None
    assert await crm.contacts_at("ana@example.com") == []
    block.account.people[external_id] = kept
    back = await crm.refresh_contact("followupboss", external_id)
    assert back is not None
    assert back.id == contact.id


async def test_only_a_complete_scan_removes_and_not_when_too_many_are_missing(block, crm, clock):
    await sync(crm)
    clock.moment += timedelta(minutes=5)
    gone = list(block.account.people)[:3]
    for key in gone:
        del block.account.people[key]
    assert (await sync(crm)).removed == 0
    assert (await sync(crm, full=True)).removed == 3
    clock.moment += timedelta(minutes=5)
    for key in list(block.account.people)[:20]:
        del block.account.people[key]
    result = await sync(crm, full=True)
    assert result.removed == 0
    assert "missing" in result.error


async def test_a_changed_address_is_the_same_contact(block, crm):
    external_id = await create(block)
    before = await crm.refresh_contact("followupboss", external_id)
    async with block.client() as client:
        await client.put(f"people/{external_id}", json={"emails": [{"value": "new@example.com"}]})
    after = await crm.refresh_contact("followupboss", external_id)
    assert (after.id, after.emails) == (before.id, ("new@example.com",))
    assert await crm.contacts_at("ana@example.com") == []


async def test_a_score_cools_by_itself_at_the_next_sync(block, crm, clock):
    await create(block)
    await sync(crm)
    warm = (await crm.contacts_at("ana@example.com"))[0].jorge_temperature
    clock.moment += timedelta(days=60)
    await sync(crm)
    assert (await crm.contacts_at("ana@example.com"))[0].jorge_temperature < warm / 2


async def test_a_budget_taken_from_homes_does_not_make_warmer_when_scored_again(block, crm, clock):
    external_id = await create(block)
    contact = await crm.refresh_contact("followupboss", external_id)
    assert contact.price_max == Decimal(645_000)
    again = await crm.refresh_contact("followupboss", external_id)
    assert again.jorge_insights == contact.jorge_insights


async def test_a_crm_that_is_not_set_up_is_named(crm):
    with pytest.raises(NotConfigured, match="followupboss"):
        crm.get_connector("lofty")


async def test_leads_are_found_by_what_they_want(block, crm):
    await sync(crm)
    await create(block)
    await sync(crm)
    leads = await everybody(crm)

    async def found(**query):
        zips = query.pop("zips", None)
        return (await crm.search(LeadQuery(limit=1000, **query), area_zips=zips)).leads

    cheap = await found(kind=ContactKind.BUYER, price_max=Decimal(600_000), areas=("Fremont",), zips={"98103", "98107"})
    assert [lead.id for lead in cheap] == [
        lead.id
        for lead in leads
        if lead.kind is not ContactKind.SELLER
        and lead.price_max
        and lead.price_max <= 600_000
        and set(lead.areas) & {"98103", "98107"}
    ]
    assert [lead.name for lead in await found(name="anna okafor")] == ["Ana Okafor"]
    assert all(lead.jorge_temperature >= HOT for lead in await found(temperature_min=HOT))
    assert [lead.name for lead in await found(created_within_days=0)] == ["Ana Okafor"]
    assert all("Homeowner" in lead.tags for lead in await found(tag="homeowner"))
    newest = await crm.search(LeadQuery(sort="newest", limit=1))
    assert (newest.leads[0].name, newest.total) == ("Ana Okafor", len(leads))
