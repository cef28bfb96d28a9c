from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.bench.rules import run as bench_rules
from bot.cli import build
from bot.rules import read_book
from integrations.events import Event
from integrations.store import events as book

WARM = """
rule_id: warm_lead
name: Warm lead
description: Anyone above 40.
event_pattern: {type: lead.scored, payload.temperature: {$gte: 40}}
actions: [{action: text_owner, body: "Look at {name}"}]
examples:
  - event: {type: lead.scored, payload: {temperature: 40}}
    fires: true
  - event: {type: lead.scored, payload: {temperature: 39}}
    fires: %s
"""


@pytest.fixture
def jorge(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JORGE_DATA_DIR", str(tmp_path))
    return lambda *words: CliRunner().invoke(build(), list(words))


def scored(number, temperature, days_ago):
    at = datetime.now(UTC) - timedelta(days=days_ago)
    payload = {"temperature": temperature, "name": f"Maria {number}", "contact_id": f"c{number}"}
    return Event(
        id=f"{number:026}",
        source="crm",
        type="lead.scored",
        key=str(number),
        occurred_at=at,
        received_at=at,
        payload=payload,
    )


@pytest.fixture
def stored(tmp_path, new_book):
    store = new_book(tmp_path / "jorge.db")
    with store.writing() as connection:
        for event in (scored(1, 99, 90), scored(2, 50, 3), scored(3, 74, 2), scored(4, 20, 1)):
            book.record(connection, event)
    yield store
    store.close()


def test_list_shows_every_rule_of_the_book(jorge):
    done = jorge("rules", "list")
    assert done.exit_code == 0, done.output
    assert all(rule.rule_id in done.output for rule in read_book())


def test_the_examples_of_the_book_pass(jorge):
    done = jorge("rules", "test")
    assert done.exit_code == 0, done.output
    assert "pass  hot_lead" in done.output
    assert "0 failed" in done.output


def test_a_wrong_example_fails_with_the_condition_that_decided(jorge, tmp_path):
    (tmp_path / "good.yml").write_text(WARM % "false")
    (tmp_path / "bad.yml").write_text(WARM % "true")
    (tmp_path / "broken.yml").write_text("rule_id: [")
    assert jorge("rules", "test", "good.yml").exit_code == 0
    done = jorge("rules", "test", "good.yml", "bad.yml", "broken.yml")
    assert done.exit_code == 1
    assert "NO   payload.temperature $gte 40; it was 39" in done.output
    assert "1 passed, 2 failed" in done.output


def test_explain_says_what_a_near_miss_missed(jorge, stored):
    done = jorge("rules", "explain", scored(3, 74, 2).id)
    assert done.exit_code == 0, done.output
    assert "hot_lead v2: no, 1 of 2 conditions failed" in done.output
    assert "NO   payload.temperature $gte 75; it was 74" in done.output
    assert jorge("rules", "explain", "nosuch").exit_code == 1


def test_a_dry_run_tells_what_a_new_rule_would_have_done_and_writes_nothing(jorge, stored, tmp_path):
    (tmp_path / "warm.yml").write_text(WARM % "false")
    with stored.reading() as connection:
        before = book.counts(connection)
    done = jorge("rules", "dry-run", "--since", "30d", "warm.yml")
    assert done.exit_code == 0, done.output
    assert "3 events." in done.output
    assert "warm_lead v1: 2 times" in done.output
    assert "text_owner: Look at Maria 2" in done.output
    assert "Maria 1" not in done.output
    with stored.reading() as connection:
        assert book.counts(connection) == before


def test_without_a_store_there_is_nothing_to_rehearse_and_none_is_made(jorge, tmp_path):
    done = jorge("rules", "dry-run")
    assert done.exit_code == 1
    assert not list(tmp_path.iterdir())


def test_a_span_that_is_none_is_refused(jorge, stored):
    done = jorge("rules", "dry-run", "--since", "soon")
    assert done.exit_code == 2
    assert "30d" in done.output


def test_the_measurement_answers_in_json():
    figures = json.loads(json.dumps(bench_rules(seconds=0.002, rounds=1, largest=100)))
    assert set(figures["mixed"]) == {"10", "100"}
    assert 600 < figures["bytes_per_event"] < 700
    assert all(one["index"] > 0 for sizes in figures["adversarial"].values() for one in sizes.values())


def test_an_unknown_measurement_is_told_what_there_is(jorge):
    done = jorge("bench", "nosuch")
    assert done.exit_code == 1
    assert "rules" in done.output


def test_a_rule_of_a_file_is_saved_shown_and_switched(jorge, tmp_path, stored):
    (tmp_path / "warm.yml").write_text(WARM % "false")
    done = jorge("rules", "add", "warm.yml")
    assert done.exit_code == 0, done.output
    assert "saved as version 1" in done.output
    assert "warm_lead" in jorge("rules", "list").output
    assert jorge("rules", "disable", "warm_lead").output == "warm_lead is off.\n"
    shown = jorge("rules", "show", "warm_lead").output
    for part in ("v1 saved by terminal", "v1 switched off by terminal", "# version 1, off", "payload.temperature"):
        assert part in shown
    assert jorge("rules", "enable", "warm_lead").exit_code == 0
    assert "warm_lead v1: matched" in jorge("rules", "explain", f"{2:026}").output
    assert jorge("rules", "show", "nothing").exit_code == 1
    assert jorge("rules", "disable", "nothing").exit_code == 1


def test_the_examples_of_a_saved_rule_are_run_with_those_of_the_book(jorge, tmp_path, stored):
    file = tmp_path / "warm.yml"
    file.write_text(WARM % "false")
    assert jorge("rules", "add", str(file)).exit_code == 0
    found = jorge("rules", "test")
    assert found.exit_code == 0
    assert "pass  warm_lead: 2 examples" in found.output
    assert "pass  hot_lead: " in found.output


def test_a_rule_whose_example_is_wrong_is_not_saved(jorge, tmp_path, stored):
    (tmp_path / "warm.yml").write_text(WARM % "true")
    done = jorge("rules", "add", "warm.yml")
    assert done.exit_code == 1
    assert "examples.1" in done.output
    assert "warm_lead" not in jorge("rules", "list").output


def test_a_dry_run_rests_and_keeps_caps_as_the_engine_would(jorge, tmp_path, stored):
    (tmp_path / "warm.yml").write_text(WARM % "false" + "caps: [{most: 1, hours: 48}]\n")
    assert "warm_lead v1: 1 times, and rested 1 times" in jorge("rules", "dry-run", "warm.yml").output
    (tmp_path / "warm.yml").write_text(WARM % "false" + "cooldown: {minutes: 1000}\n")
    assert "warm_lead v1: 2 times\n" in jorge("rules", "dry-run", "warm.yml").output
