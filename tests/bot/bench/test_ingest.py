from __future__ import annotations

from bot.bench import ingest


async def test_what_is_answered_is_on_disk_and_set_beside_ceiling_and_floor():
    figures = await ingest.run(seconds=0.2, connections=8)
    sqlite = figures["stores"]["sqlite"]
    for kind in ("group_commit", "commit_per_request"):
        assert set(sqlite[kind]["answers"]) == {"204"}
        assert sqlite[kind]["lost"] == 0
        assert sqlite[kind]["p50_ms"] <= sqlite[kind]["p99_ms"]
    assert figures["ceiling"]["events_per_second"] > 0
    assert sqlite["of_ceiling"] > 0
    assert ingest.NAME == figures["bench"] == "ingest"
