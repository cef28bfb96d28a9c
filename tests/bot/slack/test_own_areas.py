from __future__ import annotations

from tests.bot.slack.test_home import DM, open_home


async def change(room, said):
    shown = await open_home(room)
    message = {"blocks": shown["view"]["blocks"], "channel": "", "ts": ""}
    await room.click(message, "areas.change")
    return await room.submit(room.slack.of("views.open")[-1]["view"], {"areas": said})


async def test_home_tells_where_jorge_works_and_how_that_is_known(room):
    shown = str((await open_home(room))["view"])
    assert "98117" in shown
    assert "Where your listings and sales are" in shown


async def test_the_areas_are_changed_in_a_window_and_told(room):
    await change(room, "ballard, 98103")
    assert room.mls.own.areas == ("Ballard", "98103")
    assert room.slack.posts(DM)[-1]["text"] == "Your areas: Ballard, 98103"
    assert "As you told me" in str(room.slack.of("views.publish")[-1]["view"])


async def test_an_unknown_area_is_told_in_the_window_with_what_it_may_be(room):
    answer = await change(room, "Ballard, Atlantis")
    assert "Atlantis" in answer.body
    assert "Atlantic, Adelaide" in answer.body
    assert room.mls.own.areas == ("98117",)


async def test_an_empty_window_lets_the_listings_tell_again(room):
    await change(room, "Ballard")
    await change(room, "")
    assert (room.mls.own.areas, room.mls.own.source) == (("98117",), "listings")
