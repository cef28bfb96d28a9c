"""The short form of `make chaos`: three kills on each database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.run import Plan, run


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_nothing_is_lost_or_done_twice_when_processes_are_killed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
):
    url = f"sqlite:///{tmp_path / 'jorge.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    report = await run(tmp_path, url, Plan(kills=3, events=24, pause=1.6, never_returns=False))
    assert report["settled"], report
    assert report["events"] == 24
    assert (report["lost"], report["applied_twice"]) == (0, 0), report
    assert report["repeats_absorbed_by_their_key"] <= 3 * 16, report
    assert report["recovery_seconds"]["max"] < 10, report
