"""What stands around the listings: photos, agents, offices, visiting hours, and fields that no model names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from integrations.store import feeds, listing_parts, listings


async def held(ground):
    return await ground.store.read(listing_parts.counts)


async def a_ref(ground, number: int = 0) -> tuple[str, str]:
    """A listing of the town: its key there, and the store's ref."""
    key = ground.some(number)
    refs = await ground.store.read(listings.keys_of, ground.system)
    return key, next(ref for wire, ref in refs.items() if wire.endswith(key.removeprefix("RMLS")))


async def test_photos_agents_offices_and_visiting_hours_are_copied_with_the_listings(ground):
    result = await ground.sync()
    assert [part.error for part in result.parts if part.error] == []
    assert sum(part.quarantined for part in result.parts) == 0
    found, world = await held(ground), ground.town.world
    assert (found["Member"], found["Office"]) == (len(world.agents), len(world.offices))
    photos = sum(one.photos for one in ground.town.market.listings.values())
    assert found["Media"] == photos + len(world.sales)
    if any(one.resource == "OpenHouse" for one in ground.feed._dialect.beside):
        assert found["OpenHouse"] == len(ground.town.market.open_houses())
    key, ref = await a_ref(ground)
    media = await ground.store.read(listing_parts.media_of, ref)
    assert len(media) == ground.town.market.find(key).photos
    assert media[0].preferred_photo
    assert media[0].media_url.endswith(f"/{key}/1.svg")
    assert {one.may_be_linked for one in media} == {ground.feed._dialect.photo_links}
    again = await ground.sync()
    assert sum(part.added + part.changed + part.removed for part in again.parts) == 0


async def test_photos_that_were_taken_down_are_gone_here_too(ground):
    await ground.sync()
    key, ref = await a_ref(ground)
    ground.town.market.set_photos(key, 2)
    await ground.sync()
    await ground.hub.reconcile(ground.system)
    assert [one.order for one in await ground.store.read(listing_parts.media_of, ref)] == [1, 2]
    ground.town.market.set_photos(key, 4)
    ground.clock[0] += timedelta(days=2)  # where photos can only be read whole, that happens once a day
    await ground.sync()
    assert [one.order for one in await ground.store.read(listing_parts.media_of, ref)] == [1, 2, 3, 4]


async def test_what_belongs_to_a_listing_goes_with_it(ground):
    await ground.sync()
    before, (key, ref) = await held(ground), await a_ref(ground)
    photos = len(await ground.store.read(listing_parts.media_of, ref))
    assert await ground.store.read(listing_parts.extras_of, ref)
    ground.town.market.remove(key)
    await ground.sync()
    await ground.hub.reconcile(ground.system)
    assert await ground.store.read(listing_parts.media_of, ref) == []
    assert await ground.store.read(listing_parts.extras_of, ref) == {}
    assert (await held(ground))["Media"] == before["Media"] - photos


async def test_fields_that_no_model_names_are_kept_aside_and_private_ones_are_not(ground):
    await ground.sync()
    _, ref = await a_ref(ground)
    extra = await ground.store.read(listing_parts.extras_of, ref)
    assert {"StreetName", "ListOfficeKey", "Levels", "CumulativeDaysOnMarket"} <= extra.keys()
    assert not {"PrivateRemarks", "ShowingInstructions", "Media", "ListPrice"} & extra.keys()
    (member,) = await ground.store.read(listing_parts.by_refs, "Member", [await _someone(ground)])
    assert "MemberFirstName" in member.local


async def _someone(ground) -> str:
    return next(iter((await ground.store.read(listing_parts.keys_of, "Member", ground.system)).values()))


async def test_a_resource_that_fails_stops_neither_the_listings_nor_the_others(ground, monkeypatch):
    whole = ground.feed._dialect.beside
    broken = [
        replace(one, route=replace(one.route, entity="Lookup")) if one.resource == "Member" else one for one in whole
    ]
    for server, beside in zip(ground.feed._servers, broken, strict=True):
        server._beside = beside
    result = await ground.sync()
    assert (result.error, result.added) == ("", ground.records)
    (member,) = [part for part in result.parts if part.resource == "Member"]
    assert member.error or member.quarantined
    assert (await held(ground))["Office"] == len(ground.town.world.offices)
    states = {state.scope: state for state in await ground.store.read(feeds.load_all)}
    assert bool(states["#Member"].last_error) == bool(member.error)


async def test_a_server_without_expand_or_the_other_resources_is_copied_all_the_same(plain):
    for server in plain.feed._servers:
        server._beside = replace(server._beside, route=replace(server._beside.route, entity="Nowhere"))
    plain.feed._expands = False
    result = await plain.sync()
    assert (result.error, result.added, result.parts) == ("", plain.records, ())


async def test_events_about_agents_and_photos_are_followed(plain):
    await plain.sync()
    member = plain.town.world.agents[3].key
    (ref,) = [
        ref for key, ref in (await plain.store.read(listing_parts.keys_of, "Member", "mls")).items() if key == member
    ]
    await plain.store.write(listing_parts.remove, "Member", [ref])
    from integrations.mls.feed import EntityEvent

    key, listing = await a_ref(plain)
    photo = (await plain.store.read(listing_parts.media_of, listing))[0].media_key
    events = [EntityEvent(1, "Member", member), EntityEvent(2, "Media", photo), EntityEvent(3, "Rooms", "R1")]
    plain.town.market.set_photos(key, 1)
    assert await plain.hub.take_push("mls", events) == [(member, "added"), (photo, "changed")]
    assert len(await plain.store.read(listing_parts.media_of, listing)) == 1
