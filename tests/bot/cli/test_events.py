from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import orjson
import pytest
from typer.testing import CliRunner

from bot.cli import build
from integrations.events import Event
from integrations.store import Store, quarantine
from integrations.store import events as book
from integrations.store.events import RuleRun

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)


@pytest.fixture
def jorge(tmp_path, monkeypatch):
    """The terminal in an office of its own, and the store behind it."""
    monkeypatch.setenv("JORGE_DATA_DIR", str(tmp_path / "office"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "office").mkdir()

    def run(*words):
        return CliRunner().invoke(build(), ["events", *words])

    with closing(Store(f"sqlite:///{tmp_path / 'office' / 'jorge.db'}")) as store:
        store.migrate()
        run.store = store
        yield run


def give_up(store, number, reason):
    event = Event(
        id=f"event{number:05}", source="jorge", type="lead.scored", key=str(number), occurred_at=NOW, received_at=NOW,
        payload={},
    )  # fmt: skip
    run = RuleRun(
        id=f"hot_lead:1:{event.id}", rule_id="hot_lead", rule_version=1, event_id=event.id, lane="hot",
        status="dead", started_at=NOW, error=reason,
    )  # fmt: skip
    with store.writing() as connection:
        book.record(connection, event)
        book.start_run(connection, run)
        book.mark(connection, [event.id], "dead", f"hot_lead: {reason}")


def keep(store, mark, body):
    one = quarantine.Quarantined(
        id=mark, source="followupboss", received_at=NOW, reason="no eventId", body=body, headers={"x-kind": "new"}
    )
    with store.writing() as connection:
        quarantine.set_aside(connection, one)


def test_dead_letters_are_listed_by_cause_and_replayed(jorge):
    assert "Nothing was given up" in jorge("dead").output
    give_up(jorge.store, 1, "Twilio: 503 for person 1001")
    give_up(jorge.store, 2, "Twilio: 503 for person 1002")
    said = jorge("dead").output
    assert "hot_lead, 2 given up: Twilio: 503 for person 1002" in said
    assert "event00001" in said
    assert "2 events queued again" in jorge("replay", "--dead").output
    assert "Nothing was given up" in jorge("dead").output


def test_a_webhook_in_quarantine_is_listed_shown_and_read_again(jorge):
    good = {"eventId": "e1", "event": "peopleCreated", "resourceIds": [1], "eventCreated": None}
    keep(jorge.store, "aaaa1111bbbb", b"\xff not json")
    keep(jorge.store, "cccc2222dddd", orjson.dumps(good))
    said = jorge("quarantine", "list").output
    assert "followupboss" in said
    assert "no eventId" in said
    shown = jorge("quarantine", "show", "aaaa").output
    assert "x-kind: new" in shown
    assert "\\xff not json" in shown
    done = jorge("quarantine", "replay", "--all")
    assert done.exit_code == 1
    assert "1 read and passed on" in done.output
    assert [one.event.key for one in book_of(jorge.store)] == ["e1"]
    assert jorge("quarantine", "show", "cccc").exit_code == 1
    assert jorge("quarantine", "replay", "aaaa").exit_code == 1


def test_what_is_asked_wrongly_is_refused_with_a_word(jorge):
    assert jorge("quarantine", "replay").exit_code == 2
    assert "quarantine list" in jorge("quarantine", "replay", "zzz").output


def book_of(store):
    with store.reading() as connection:
        return book.newest(connection)
