from __future__ import annotations

import asyncio

import pytest

from bot.rules import OrchestrationRule
from bot.rules.rulebook import Rulebook
from integrations.store import rule_book as shelf
from tools.errors import ToolError


def rule(rule_id="warm", at_least=60, **facts):
    given = {
        "rule_id": rule_id,
        "name": rule_id,
        "description": "said",
        "event_pattern": {"type": "lead.scored", "payload.temperature": {"$gte": at_least}},
        "actions": [{"action": "text_owner", "body": "{name}"}],
    }
    return OrchestrationRule.model_validate(given | facts)


BOOK = (rule("hot", 75), rule("quiet", 10, enabled=False))


@pytest.fixture
def book(store):
    return Rulebook(store, BOOK)


async def test_without_rows_the_book_holds(book):
    await book.refresh()
    assert [one.rule_id for one in book.current()] == ["hot", "quiet"]
    assert book.is_of_the_book(book.get("hot"))


async def test_a_saved_rule_holds_at_once_and_every_version_is_kept(book, store):
    assert (await book.save(rule(), "U1", {"event": "lead.scored"})).version == 1
    assert (await book.save(rule(at_least=70), "U2")).version == 2
    assert book.get("warm").event_pattern["payload.temperature"] == {"$gte": 70}
    kept = await store.read(shelf.versions, "warm")
    assert [(one.version, one.made_by) for one in kept] == [(2, "U2"), (1, "U1")]
    assert kept[1].wish == {"event": "lead.scored"}
    assert (await book.find("warm", 1)).event_pattern["payload.temperature"] == {"$gte": 60}
    assert await book.find("warm", 3) is None


async def test_an_edited_rule_of_the_book_is_a_row_over_it_and_the_old_version_stays_known(book):
    saved = await book.save(rule("hot", 80), "U1")
    assert saved.version == 2
    assert not book.is_of_the_book(book.get("hot"))
    assert (await book.find("hot", 1)).event_pattern["payload.temperature"] == {"$gte": 75}


async def test_rules_are_switched_whether_they_are_rows_or_of_the_book(book, store):
    await book.save(rule(), "U1")
    await book.switch("hot", "U1", enabled=False)
    await book.switch("warm", "U1", enabled=False)
    await book.switch("quiet", "U1", enabled=True)
    assert {one.rule_id: one.enabled for one in book.current()} == {"hot": False, "quiet": True, "warm": False}
    assert book.get("hot").version == 1
    said = [(one.what, one.who) for one in await store.read(shelf.changes, "warm")]
    assert said == [("switched off", "U1"), ("saved", "U1")]


async def test_an_unknown_rule_is_not_switched(book):
    with pytest.raises(ToolError, match="There are: hot, quiet"):
        await book.switch("cold", "U1", enabled=False)


async def test_another_process_sees_an_edit_within_seconds_and_as_a_whole(book, store, monkeypatch):
    monkeypatch.setattr("bot.rules.rulebook.LOOK_AGAIN", 0.02)
    other = Rulebook(store, BOOK)
    await other.start()
    before = other.current()
    await book.save(rule(), "U1")
    async with asyncio.timeout(5):
        while other.current() is before:  # noqa: ASYNC110  # another task looks
            await asyncio.sleep(0.01)
    await other.stop()
    assert other.get("warm").version == 1
    assert [one.rule_id for one in before] == ["hot", "quiet"]


async def test_nothing_new_leaves_the_same_tuple(book):
    await book.refresh()
    before = book.current()
    await book.refresh()
    assert book.current() is before


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"actions": []}, "does nothing"),
        (
            {"examples": [{"event": {"type": "lead.scored", "payload": {"temperature": 1}}, "fires": True}]},
            "examples.0",
        ),
    ],
)
async def test_a_rule_that_is_wrong_is_not_saved(book, store, wrong, why):
    with pytest.raises(ToolError, match=why):
        await book.save(rule(**wrong), "U1")
    assert await store.read(shelf.versions, "warm") == []


async def test_of_two_who_save_at_once_both_are_kept_or_one_is_told(book, store):
    said = await asyncio.gather(
        *[Rulebook(store, BOOK).save(rule(at_least=at), "U1") for at in (61, 62)], return_exceptions=True
    )
    kept = {one.version for one in await store.read(shelf.versions, "warm")}
    assert kept == {one.version for one in said if isinstance(one, OrchestrationRule)}
    assert all(isinstance(one, OrchestrationRule | ToolError) for one in said)


async def test_a_row_that_nobody_can_read_silences_no_other(book, store):
    await book.save(rule(), "U1")
    await book.save(rule("other"), "U1")
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE rule_versions SET body = '{\"name\": 1}' WHERE rule_id = 'warm'")
        shelf.switch(connection, "hot", 1, "U1", shelf.versions(connection, "other")[0].made_at, enabled=True)
    await book.refresh()
    assert [one.rule_id for one in book.current()] == ["hot", "other", "quiet"]
