from __future__ import annotations

import pytest
from sqlalchemy import create_engine, make_url, text

from integrations.store import Store, reach
from integrations.store.reach import Unreachable, wait_for_server

pytestmark = pytest.mark.postgres


class Turning:
    """A driver's `connect` that finds the server away a few times."""

    def __init__(self, connect, error, times):
        self.connect, self.error, self.times, self.calls = connect, error, times, 0

    def __call__(self, *arguments, **options):
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return self.connect(*arguments, **options)


def away(engine, monkeypatch, times: int, said: str = "connection refused") -> Turning:
    error = engine.dialect.loaded_dbapi.OperationalError(said)
    turning = Turning(engine.dialect.loaded_dbapi.connect, error, times)
    monkeypatch.setattr(engine.dialect, "connect", turning)
    return turning


@pytest.mark.parametrize("said", ["connection refused", "FATAL:  the database system is starting up"])
def test_a_new_connection_waits_for_a_server_that_restarts(postgres_url, monkeypatch, said):
    engine = wait_for_server(create_engine(postgres_url))
    turning = away(engine, monkeypatch, 2, said)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    assert turning.calls == 3
    engine.dispose()


def test_a_server_that_stays_away_is_told_in_its_own_words(postgres_url, monkeypatch):
    store = Store(postgres_url)
    away(store.engine, monkeypatch, 1000)
    with pytest.raises(Unreachable, match="connection refused"):
        reach.reach(store.engine, 0.3)
    store.close()


def test_whoever_is_turned_away_for_good_does_not_wait(postgres_url, monkeypatch):
    engine = create_engine(make_url(postgres_url).set(database="nowhere"))
    turning = away(engine, monkeypatch, 0)
    with pytest.raises(Unreachable, match="nowhere"):
        reach.reach(engine)
    assert turning.calls == 1
    engine.dispose()


def test_a_file_is_always_there(tmp_path):
    store = Store.at(tmp_path / "jorge.db")
    reach.reach(store.engine, 0)
    store.close()
