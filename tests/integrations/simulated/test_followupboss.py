from __future__ import annotations

import orjson
import pytest

from integrations.simulated.followupboss.habits import Habits
from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures import check_followupboss

ANA = {"firstName": "Ana", "lastName": "Okafor", "emails": [{"value": "ana@example.com"}]}


async def test_without_the_key_nobody_gets_in(block):
    async with block.client() as client:
        reply = await client.get("people", auth=("wrong", ""))
    assert reply.status_code == 401
    assert "API key" in reply.json()["errorMessage"]


async def test_custom_fields_are_shown_only_on_request(block):
    async with block.client() as client:
        thin = (await client.get("people", params={"limit": 50})).json()["people"]
        whole = (await client.get("people", params={"limit": 50, "fields": "allFields"})).json()["people"]
    assert not any(name.startswith("custom") for person in thin for name in person)
    assert any("customPriceMax" in person for person in whole)


async def test_following_next_meets_everybody_once_and_deep_offsets_are_refused(block):
    async with block.client() as client:
        seen, params = [], {"limit": "7", "sort": "-updated", "includeTrash": "true"}
        while True:
            body = (await client.get("people", params=params)).json()
            seen += [person["id"] for person in body["people"]]
            if "next" not in body["_metadata"]:
                break
            params = {**params, "next": body["_metadata"]["next"]}
        refused = await client.get("people", params={"offset": "5000"})
    assert sorted(seen) == sorted(int(key) for key in block.account.people)
    assert refused.status_code == 400


async def test_an_event_creates_finds_passes_over_or_misses_its_person(block):
    async with block.client() as client:
        new = await client.post("events", json={"type": "Registration", "person": ANA})
        again = await client.post("events", json={"type": "Inquiry", "person": {**ANA, "firstName": "Anna"}})
        await client.put(f"people/{new.json()['id']}", json={"stage": "Trash"})
        archived = await client.post("events", json={"type": "Inquiry", "person": ANA})
        unknown = await client.post("events", json={"type": "Inquiry", "person": {"id": 999_999}})
    assert [new.status_code, again.status_code, archived.status_code, unknown.status_code] == [201, 200, 204, 404]
    assert again.json()["id"] == new.json()["id"]
    assert again.json()["firstName"] == "Ana"
    assert archived.content == b""


async def test_a_shared_phone_with_another_name_is_another_person(block):
    phones = [{"value": "(206) 555-0199"}]
    async with block.client() as client:
        first = await client.post("events", json={"person": {**ANA, "emails": [], "phones": phones}})
        same = await client.post("events", json={"person": {**ANA, "emails": [], "phones": [{"value": "2065550199"}]}})
        spouse = await client.post(
            "events", json={"person": {"firstName": "Bo", "lastName": "Okafor", "phones": phones}}
        )
    assert same.json()["id"] == first.json()["id"] != spouse.json()["id"]


async def test_posting_a_person_duplicates_unless_told_not_to(block):
    async with block.client() as client:
        first = (await client.post("people", json=ANA)).json()["id"]
        second = (await client.post("people", json=ANA)).json()["id"]
        third = (await client.post("people", params={"deduplicate": "true"}, json={**ANA, "stage": "Nurture"})).json()
    assert first != second
    assert (third["id"], third["stage"]) == (first, "Lead")


async def test_arrays_are_replaced_and_tags_merged_on_request(block):
    async with block.client() as client:
        key = (await client.post("people", json={**ANA, "tags": ["A"]})).json()["id"]
        merged = (await client.put(f"people/{key}", params={"mergeTags": "true"}, json={"tags": ["B"]})).json()
        replaced = (await client.put(f"people/{key}", json={"tags": ["C"], "emails": []})).json()
    assert merged["tags"] == ["A", "B"]
    assert (replaced["tags"], replaced["emails"]) == (["C"], [])


async def test_a_new_person_is_not_found_at_first(block):
    block.behave(hidden_for=30.0)
    async with block.client() as client:
        key = (await client.post("people", json=ANA)).json()["id"]
        assert (await client.get(f"people/{key}")).status_code == 404


async def test_the_26th_write_within_ten_seconds_waits(block):
    block.behave(quotas=Habits().quotas)
    async with block.client() as client:
        replies = [await client.put("people/1001", json={"background": str(number)}) for number in range(26)]
    assert [reply.status_code for reply in replies] == [200] * 25 + [429]
    assert replies[0].headers["x-ratelimit-context"] == "people-put"
    assert 0 < float(replies[-1].headers["retry-after"]) <= 10


async def test_a_caller_without_a_system_gets_less(block):
    block.behave(quotas=Habits().quotas)
    async with block.client(system=False) as client:
        assert (await client.get("people")).headers["x-ratelimit-limit"] == "125"


async def test_at_most_two_hooks_an_event_and_no_plain_http_to_elsewhere(block):
    async with block.client() as client:
        hooks = [
            await client.post("webhooks", json={"event": "peopleCreated", "url": f"{block.hook_url}?{n}"})
            for n in range(3)
        ]
        plain = await client.post("webhooks", json={"event": "peopleUpdated", "url": "http://crm.example.com/hook"})
    assert [hook.status_code for hook in hooks] == [201, 201, 400]
    assert plain.status_code == 400


async def test_a_hook_is_thin_and_signed_over_its_exact_bytes(block):
    async with block.client() as client:
        await client.post("webhooks", json={"event": "peopleCreated", "url": block.hook_url})
        key = (await client.post("people", json=ANA)).json()["id"]
        await block.until(lambda: bool(block.letters))
        letter = block.letters[0]
        notice = orjson.loads(letter.body)
        assert (notice["event"], notice["resourceIds"]) == ("peopleCreated", [key])
        assert "ana@example.com" not in letter.body.decode()
        assert (await client.get(f"webhookEvents/{notice['eventId']}")).json() == notice
    secret = block.access.credentials["system_key"]
    check_followupboss(letter, secret)
    with pytest.raises(Forged, match="wrong"):
        check_followupboss(Delivery(letter.headers, letter.body + b" ", letter.url), secret)
    with pytest.raises(Forged, match="FOLLOWUPBOSS_SYSTEM_KEY"):
        check_followupboss(letter, "")
    with pytest.raises(Forged, match="no FUB-Signature"):
        check_followupboss(Delivery({}, letter.body, letter.url), secret)


async def test_a_refused_hook_is_repeated_and_gone_disables_it(block):
    block.answers = [500, 503, 204, 410]
    async with block.client() as client:
        hook = (await client.post("webhooks", json={"event": "peopleCreated", "url": block.hook_url})).json()
        await client.post("people", json=ANA)
        await block.until(lambda: len(block.letters) == 3)
        assert len({letter.body for letter in block.letters}) == 1
        await client.post("people", json=ANA)
        await block.until(lambda: block.account.mail.hooks[str(hook["id"])]["status"] == "Disabled")


async def test_some_hooks_come_twice(block):
    block.behave(twice_every=1)
    async with block.client() as client:
        await client.post("webhooks", json={"event": "peopleCreated", "url": block.hook_url})
        await client.post("people", json=ANA)
        await block.until(lambda: len(block.letters) == 2)
    assert block.letters[0].body == block.letters[1].body


async def test_what_was_not_delivered_waits_on_the_shelf(block):
    block.behave(waits=(60.0,))
    block.answers = [500]
    async with block.client() as client:
        await client.post("webhooks", json={"event": "peopleCreated", "url": block.hook_url})
        await client.post("people", json=ANA)
        await block.until(lambda: len(block.letters) == 1)
        await block.account.mail.stop()
        assert len(block.town.shelf.drawer("followupboss.delivery")) == 1
        await client.get("people")
        await block.until(lambda: len(block.letters) == 2)
