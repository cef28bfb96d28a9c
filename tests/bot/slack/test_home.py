from __future__ import annotations

from copy import deepcopy

DM, OWNER = "D0JORGE", "U0JORGE"


async def open_home(room, user=OWNER):
    await room.event({"type": "app_home_opened", "tab": "home", "user": user, "channel": DM})
    return room.slack.of("views.publish")[-1]


async def test_home_shows_what_is_open_waiting_and_hot(room, make):
    await room.tell(make.alert())
    await room.command("/campaign", "just-listed 4512 Ashworth Ave N")
    shown = await open_home(room)
    assert shown["user_id"] == OWNER
    for part in (
        "1 open alert",
        "Maria Lopez is hot",
        "1 approval waiting",
        "https://slack.example/D0JORGE",
        "refuses our key",
    ):
        assert part in str(shown["view"])


async def test_nobody_else_sees_jorges_leads(room):
    shown = await open_home(room, "U0DANA")
    assert "Maria" not in str(shown["view"])


async def test_a_button_on_the_home_tab_refreshes_it(room, make):
    await room.tell(make.alert())
    shown = await open_home(room)
    message = {"blocks": deepcopy(shown["view"]["blocks"]), "channel": "", "ts": ""}
    await room.click(message, "alert.done")
    assert (await room.alerts.get("a1")).status == "done"
    assert len(room.slack.of("views.publish")) == 2


async def test_a_home_is_valued_from_the_home_tab(room):
    shown = await open_home(room)
    message = {"blocks": shown["view"]["blocks"], "channel": "", "ts": ""}
    await room.click(message, "home.value")
    await room.submit(room.slack.of("views.open")[0]["view"], {"address": "4512 Ashworth Ave N"})
    assert "$812,000" in room.slack.posts(DM)[0]["text"]


async def test_opening_the_conversation_offers_things_to_try_without_a_thread(room):
    await room.event({"type": "app_home_opened", "tab": "messages", "user": OWNER, "channel": DM})
    (offered,) = room.slack.of("assistant.threads.setSuggestedPrompts")
    assert "thread_ts" not in offered
    assert len(offered["prompts"]) == 4
    assert "4512 Ashworth Ave N" in str(offered["prompts"][0])
