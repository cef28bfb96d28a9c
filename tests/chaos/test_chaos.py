"""The short form of `make chaos`: each part is killed once, and the database lets everybody down once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos import trouble
from tests.chaos.run import Plan, run


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_nothing_is_lost_or_done_twice_when_processes_are_killed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
):
    path = tmp_path / "jorge.db"
    url = f"sqlite:///{path}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    happens = trouble.locked(path, 0.5) if kind == "sqlite" else trouble.cut(url)
    plan = Plan(kills=4, events=24, pause=0.7, troubles=(happens,), never_returns=False)
    report = await run(tmp_path, url, plan)
    assert report["settled"], report
    assert set(report["kills"].values()) == {1}
    assert report["events"] == 24
    assert (report["lost"], report["applied_twice"]) == (0, 0), report
    assert report["repeats_absorbed_by_their_key"] <= 4 * 16, report
    assert report["recovery_seconds"]["max"] < 10, report
