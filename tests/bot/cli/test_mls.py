"""`jorge mls`: what the last check showed, and a takedown accepted in the terminal."""

from __future__ import annotations

from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import bot.session
from bot.cli import build
from bot.diagnosis import diagnose
from bot.settings import read_settings
from integrations.mls import ReconcileRefused
from integrations.mls.verifying import Difference, Verification
from integrations.store import Store, rounds

AT = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
HOMES = [f"{number} Elm St (K{number}, Active)" for number in range(1, 31)]


@pytest.fixture
def jorge(tmp_path, monkeypatch):
    """The terminal in an office of its own, over an MLS whose feed lacks 30 of 100 listings."""
    monkeypatch.setenv("JORGE_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def run(*words, say=""):
        return CliRunner().invoke(build(), ["mls", *words], input=say)

    async def reconcile(system, *, most_missing=0):
        run.asked.append(most_missing)
        if run.lacks > most_missing or run.lacks == 100:
            raise ReconcileRefused(system, run.lacks, 100, HOMES, nothing_there=run.lacks == 100)
        return run.lacks

    with closing(Store(f"sqlite:///{tmp_path / 'jorge.db'}")) as store:
        store.migrate()
        hubs = SimpleNamespace(mls=SimpleNamespace(reconcile=reconcile, systems=("mls",)), now=lambda: AT)
        run.store, run.lacks, run.asked = store, 30, []

        @asynccontextmanager
        async def session(_settings, **_how):
            yield SimpleNamespace(hubs=hubs, store=store)

        monkeypatch.setattr(bot.session, "terminal_session", session)
        yield run


def test_a_takedown_is_shown_and_asked_about_before_it_is_accepted(jorge):
    said = jorge("accept", say="y\n")
    assert said.exit_code == 0, said.output
    assert "30 of 100 listings of mls are missing from its feed:\n  1 Elm St (K1, Active)\n" in said.output
    assert "and 10 more\n" in said.output
    assert "30 listings removed that mls has no more." in said.output
    assert jorge.asked == [0, 30]
    with jorge.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT who, what FROM audit").all() == [("terminal", "takedown.accepted")]


def test_a_takedown_that_is_not_confirmed_removes_nothing(jorge):
    said = jorge("accept", say="n\n")
    assert (said.exit_code, jorge.asked) == (1, [0])
    assert said.output.endswith("Nothing was removed.\n")


def test_a_feed_that_lists_nothing_is_not_believed_with_yes_either(jorge):
    jorge.lacks = 100
    said = jorge("accept", "--yes")
    assert (said.exit_code, jorge.asked) == (1, [0])
    assert "never believed" in said.output


@pytest.fixture
def checked(jorge):
    differences = (Difference(ref="X:K1", field="list_price", ours="500000", theirs="480000"),)
    found = Verification(system="mls", title="NWMLS", sampled=200, fields=8000, equal=7900, differences=differences)
    with jorge.store.writing() as connection:
        rounds.found(connection, "mls", "check", found.kept, AT)
        rounds.worked(connection, "mls", "copy", AT)
    return jorge


def test_the_last_check_is_shown_without_asking_anybody(checked):
    said = checked("verify", "--last")
    assert said.exit_code == 1  # below the aim
    assert said.output == (
        "Last checked: mls Wed Mar 4, 9:00 AM\n"
        "NWMLS: 98.7500% of 8,000 fields equal, 200 records read anew\n"
        "  X:K1 list_price: ours 500000, theirs 480000\n"
    )


def test_without_a_check_it_says_how_to_make_one(jorge):
    said = jorge("verify", "--last")
    assert (said.exit_code, said.output) == (1, "No check was made yet. `jorge mls verify` makes one now.\n")


async def test_doctor_says_how_each_copy_stands(checked):
    rows = {row.part: row for row in await diagnose(read_settings())}
    row = rows["MLS (RESO Web API), copy"]
    assert row.state == "broken"
    assert row.now == "copied Wed Mar 4, 9:00 AM; 98.75 % of 8,000 fields equal, checked Wed Mar 4, 9:00 AM"
    with checked.store.writing() as connection:
        rounds.failed(connection, "mls", "copy", "503 for /odata", AT)
    row = {row.part: row for row in await diagnose(read_settings())}["MLS (RESO Web API), copy"]
    assert row.now.startswith("cannot be copied since Wed Mar 4, 9:00 AM: 503 for /odata; ")
