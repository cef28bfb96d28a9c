"""What finished workflows keep of their steps is blanked where it must be forgotten."""

from __future__ import annotations

import base64

import pytest
from sqlalchemy import text

from integrations.store.system import forget_outcomes, open_system_engine


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_outcomes_of_finished_workflows_are_blanked(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path / 'dbos.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_system_engine(url)
    assert forget_outcomes(engine, lambda _kept: True, "x") == 0
    schema = "" if kind == "sqlite" else "dbos."
    with engine.begin() as connection:
        if schema:
            connection.execute(text("CREATE SCHEMA dbos"))
        connection.execute(text(f"CREATE TABLE {schema}workflow_status (workflow_uuid TEXT, status TEXT)"))
        connection.execute(
            text(f"CREATE TABLE {schema}operation_outputs (workflow_uuid TEXT, function_id INTEGER, output TEXT)")
        )
        for place, (status, said) in enumerate([("SUCCESS", b"9 Elm St"), ("PENDING", b"9 Elm St"), ("ERROR", b"no")]):
            values = {"w": f"w{place}", "s": status, "p": place, "o": base64.b64encode(said).decode()}
            connection.execute(text(f"INSERT INTO {schema}workflow_status VALUES (:w, :s)"), values)  # ours
            connection.execute(text(f"INSERT INTO {schema}operation_outputs VALUES (:w, :p, :o)"), values)
    assert forget_outcomes(engine, lambda kept: b"Elm" in kept, "blank") == 1
    with engine.connect() as connection:
        kept = connection.execute(text(f"SELECT output FROM {schema}operation_outputs ORDER BY function_id")).scalars()
        assert [one == "blank" for one in kept] == [True, False, False]
    engine.dispose()
