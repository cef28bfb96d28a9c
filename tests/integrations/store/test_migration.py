from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from integrations.models.listing import Listing, StandardStatus
from integrations.store import Store, approvals, listings
from integrations.store.migration import VERSION_TABLE, configuration, newest


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_the_migrations_make_the_tables_that_the_code_knows(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path / 'jorge.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    store = Store(url)
    store.migrate()
    with store.engine.connect() as connection:
        command.check(configuration(connection))
    store.close()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_processes_that_start_together_on_an_empty_database_all_find_their_tables(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path / 'jorge.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    words = "import sys; from integrations.store import Store; Store(sys.argv[1]).migrate()"
    starting = [
        subprocess.Popen([sys.executable, "-c", words, url], stderr=subprocess.PIPE, text=True)  # ours
        for _ in range(4)
    ]
    assert [one.communicate()[1] for one in starting] == [""] * 4
    store = Store(url)
    with store.reading() as connection:
        assert connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").all() == [(newest(),)]
    store.close()


def test_every_revision_has_a_number_of_its_own_and_follows_the_one_before():
    script = ScriptDirectory("integrations/store/migrations")
    chain = list(script.walk_revisions())
    assert [one.revision for one in chain] == [f"{at:04}" for at in range(len(chain), 0, -1)]


def test_migrating_again_changes_nothing_and_keeps_what_is_there(tmp_path: Path):
    store = Store.at(tmp_path / "jorge.db")
    store.migrate()
    now = datetime(2026, 11, 24, tzinfo=UTC)
    with store.writing() as connection:
        approvals.note(connection, now, "U0JORGE", "tried", "migration", {})
    store.migrate()
    with store.reading() as connection:
        assert connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar() == newest()
        assert connection.exec_driver_sql("SELECT who FROM audit").scalar() == "U0JORGE"
    assert {"events", "listings", "contacts", "approvals"} <= set(inspect(store.engine).get_table_names())
    store.close()


def test_homes_copied_before_are_found_as_addresses_are_spelled_now(tmp_path: Path):
    store = Store.at(tmp_path / "jorge.db")
    store.migrate()
    home = Listing(
        originating_system="X",
        listing_key="1",
        standard_status=StandardStatus.ACTIVE,
        unparsed_address="12 Saint Helens Avenue",
        modification_timestamp=datetime(2026, 11, 24, tzinfo=UTC),
    )
    with store.writing() as connection:
        listings.save(connection, "x", [home], first_copy=True, at=home.modification_timestamp)
        connection.exec_driver_sql("UPDATE listings SET street_key = '12 saint helens ave'")
    with store.engine.begin() as connection:
        command.downgrade(configuration(connection), "0009")
    store.migrate()
    with store.reading() as connection:
        assert [key for key, _, _ in listings.by_number(connection, "12")] == ["12 st helens ave"]
    store.close()
