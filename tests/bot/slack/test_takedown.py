"""A listing that its MLS takes back is nowhere any more: not in the store, the files, the memory, nor in Slack."""

from __future__ import annotations

import asyncio
import base64
import pickle
import socket
import sqlite3
from contextlib import closing
from datetime import timedelta
from decimal import Decimal

import pytest
import uvicorn
from langgraph.checkpoint.base import empty_checkpoint
from sqlalchemy import insert, select

from bot.agent.memory import open_memory
from bot.purging import Purger
from bot.slack.card import Card
from bot.slack.manifest import build_manifest
from bot.slack.outbound import Outbound
from bot.slack.taking_back import TakingBack
from bot.slack.views.listings import listing_list
from integrations.events import Event
from integrations.models.approval import Approval, ApprovalStatus
from integrations.models.cma import CMA, Comparable, MarketFacts
from integrations.models.listing import ListingQuery
from integrations.simulated.desk import DeskOptions, create_desk
from integrations.simulated.shelf import Shelf
from integrations.store import approvals, cmas, events, home_links, permissions, quarantine, sends, slack, slack_said
from integrations.store.schema import metadata
from integrations.store.tables.alerts import alerts
from integrations.store.tables.events import rule_runs
from integrations.store.tables.listing_parts import listing_media
from tests.integrations.mls.conftest import clock, home_fixture, hub, noon, server

__all__ = ["clock", "home_fixture", "hub", "noon", "server"]
STREET, KEY = "7731 Tangletown Way N", "K00001"
TOLD = f"{STREET}, Seattle is new at $500,000"
DM = "D0JORGE"


@pytest.fixture
async def desk(tmp_path, store):
    """A desk on a socket, and what Jorge says there."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    shelf = Shelf(tmp_path / "desk.db")
    app = create_desk(shelf, build_manifest(), base_url=url, options=DeskOptions(files_folder=tmp_path / "uploads"))
    running = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    task = asyncio.create_task(running.serve(sockets=[listener]))
    yield Outbound("xoxb-desk", store, base_url=f"{url}/api/")
    running.should_exit = True
    await task
    shelf.close()


@pytest.fixture
async def town(hub, server, home, store, tmp_path):
    """Two homes copied; what is withdrawn is purged everywhere."""
    server.rows = [
        home(1, UnparsedAddress=STREET, PublicRemarks="Quiet."),
        home(2, UnparsedAddress="77 Pine St", ListingId="2222"),
    ]
    await hub.sync_property_data()
    hub.on_purge(Purger(store, tmp_path))
    return hub


def analysis(name, subject, *comparables):
    shown = [
        Comparable(listing=one, distance_miles=0.1, score=1, weight=1, adjustments=(), adjusted_price=Decimal(1),
                   net_percent=0, why="Near.")
        for one in comparables
    ]  # fmt: skip
    at = subject.modification_timestamp
    return CMA(id=name, subject=subject, as_of=at, valuation_date=at.date(), value=Decimal(800_000),
               ranges=(), grade="B", grade_note="", comparables=tuple(shown),
               market=MarketFacts(area="ZIP 98117"))  # fmt: skip


async def plant_in_store(store, ref, at):
    """Into every table that may tell of a listing."""
    event = Event(id="e1", source="mls", type="listing.new", key=f"{ref}:new:1", occurred_at=at, received_at=at,
                  payload={"listing_ref": ref, "own": False, "address": TOLD, "price": "$500,000"})  # fmt: skip
    await store.write(events.record, event)
    many = {"refs": [ref, "RAINIER:K00002"], "reasons": [TOLD, "77 Pine St"]}
    await store.write(events.record, event.model_copy(update={"id": "e2", "key": "m", "payload": many}))
    approval = Approval(id="a1", token="t1", tool="send_matches", risk="outward", args={"listing_ref": ref},
                        plan={"body_text": TOLD}, facts_hash="h", summary=f"Send {STREET}", caller={"kind": "agent"},
                        status=ApprovalStatus.PENDING, created_at=at, expires_at=at + timedelta(days=1))  # fmt: skip
    await store.write(approvals.add, approval)
    await store.write(approvals.note, at, "agent", "tool.run_cma", ref, {"args": {"address": STREET}})
    text = sends.Send(key="s1", channel="sms", point="+12065550100", body=TOLD, status="deferred", created_at=at,
                      updated_at=at, not_before=at)  # fmt: skip
    await store.write(sends.add, text)
    await store.write(slack.keep_offer, "o1", {"options": [STREET]}, at)
    await store.write(slack.saw, "q1", at, {"text": f"what is {STREET.lower()} worth?"})
    await store.write(home_links.token_of, ref, at, "page")
    await store.write(permissions.note, ref, "Rival Homes", "Jorge", at, None)
    body = f'{{"ResourceRecordKey": "{KEY}"}}'.encode()
    await store.write(
        quarantine.set_aside, quarantine.Quarantined(id="w", source="mls", received_at=at, reason="odd", body=body)
    )
    with store.writing() as connection:
        run = {"id": "r1", "rule_id": "x", "rule_version": 1, "event_id": "e1", "lane": "normal", "status": "dead",
               "started_at": at, "steps": [{"said": TOLD}], "error": f"no answer about {STREET}"}  # fmt: skip
        connection.execute(insert(rule_runs), [run])
        alert = {"id": "l1", "story": f"listing:{ref}", "kind": "listing.new", "severity": "normal", "title": TOLD,
                 "why": "", "first_step": "", "facts": [["Address", STREET]], "reasons": [], "quote": "", "people": [],
                 "listing_ref": ref, "rule_id": "x", "event_id": "e1", "status": "open", "count": 1, "opened_at": at,
                 "updated_at": at, "round": 0, "shown_count": 0, "effects": []}  # fmt: skip
        connection.execute(insert(alerts), [alert, alert | {"id": "l2", "story": "matches", "listing_ref": None}])
        photo = {"ref": "RAINIER:M1", "feed": "mls", "listing_ref": ref, "originating_system": "RAINIER",
                 "media_key": "M1", "resource_record_key": KEY, "media_url": "https://p", "order": 0, "media_category":
                 "Photo",
                 "preferred_photo": True, "permission": [], "may_be_linked": True, "local": {},
                 "short_description": STREET, "modification_timestamp": at}  # fmt: skip
        connection.execute(insert(listing_media), [photo])


async def plant_beside(store, hub, desk, folder, at):
    """Into files, conversations and Slack."""
    subject, other = await hub.listing(f"RAINIER:{KEY}"), await hub.listing("RAINIER:K00002")
    await store.write(cmas.keep, analysis("cma_1", other, subject), at, "token", at + timedelta(days=30))
    await store.write(cmas.keep, analysis("cma_2", other), at, "other", at + timedelta(days=30))
    (folder / "files").mkdir()
    (folder / "files" / "cma_1.pdf").write_bytes(STREET.encode())
    memory = await open_memory(folder / "memory.db")
    config = {"configurable": {"thread_id": "1", "checkpoint_ns": ""}}
    await memory.aput(config, {**empty_checkpoint(), "channel_values": {"messages": [TOLD]}}, {}, {})
    await memory.conn.close()
    page = await hub.search(ListingQuery())
    await desk.post(DM, listing_list(page), key="list")
    sent = await desk.post(DM, Card("Working …"), key="edited")
    await desk.edit(DM, sent.message_ts, Card(f"Done: {STREET}"))
    await desk.post(DM, Card("19 homes in Ballard"), key="other")
    await desk.attach(DM, [("map.png", STREET, f"\x89PNG {STREET}".encode())], shows=[subject.ref, STREET])


def plant_steps(path):
    """What DBOS keeps of the steps of jobs, in its own tables."""
    with closing(sqlite3.connect(path)) as system, system:
        system.execute("CREATE TABLE workflow_status (workflow_uuid TEXT, status TEXT)")
        system.execute("CREATE TABLE operation_outputs (workflow_uuid TEXT, function_id INTEGER, output TEXT)")
        system.executemany("INSERT INTO workflow_status VALUES (?, ?)", [("w1", "SUCCESS"), ("w2", "PENDING")])
        for place, (workflow, said) in enumerate([("w1", TOLD), ("w1", "done"), ("w2", TOLD)]):
            row = (workflow, place, base64.b64encode(pickle.dumps({"result": said})).decode())
            system.execute("INSERT INTO operation_outputs VALUES (?, ?, ?)", row)


def steps_kept(path):
    with closing(sqlite3.connect(path)) as system:
        found = system.execute("SELECT output FROM operation_outputs ORDER BY function_id").fetchall()
    return [pickle.loads(base64.b64decode(row[0]))["result"] for row in found]  # noqa: S301  # we wrote it


async def test_what_finished_jobs_keep_of_it_goes_and_what_runs_goes_on(town, server, tmp_path):
    plant_steps(tmp_path / "dbos.db")
    server.rows = server.rows[1:]
    await town.refresh("mls", KEY)
    assert steps_kept(tmp_path / "dbos.db") == ["A listing that the MLS has withdrawn from us", "done", TOLD]


def everything(store, folder):
    """All that is kept: every row of every table, and every file."""
    with store.reading() as connection:
        rows = [str(row) for table in metadata.sorted_tables if table.name != "listing_tombstones"
                for row in connection.execute(select(table)).all()]  # fmt: skip
    for name in ("memory.db", "desk.db"):
        if not (folder / name).is_file():
            continue
        with closing(sqlite3.connect(folder / name)) as database:
            rows += list(database.iterdump())
    rows += [path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file() and "db" not in path.name]
    return "\n".join(rows).lower()


async def test_a_takedown_at_the_town_reaches_every_place(town, server, store, desk, tmp_path, clock):
    ref, at = f"RAINIER:{KEY}", clock()
    await plant_in_store(store, ref, at)
    await plant_beside(store, town, desk, tmp_path, at)
    assert everything(store, tmp_path).count(STREET.lower()) > 15
    server.rows = server.rows[1:]
    assert await town.refresh("mls", KEY) == "removed"
    await TakingBack(desk, store)()
    left = everything(store, tmp_path)
    assert STREET.lower() not in left
    assert KEY.lower() not in left
    assert "77 pine st" in left
    assert "19 homes in ballard" in left
    assert await store.read(slack_said.withdrawn) == []
    approval = await store.read(approvals.get, "a1")
    assert (approval.status, approval.note[:9]) == (ApprovalStatus.CANCELLED, "A listing")
    assert (await store.read(sends.get, "s1")).status == "suppressed"
    assert await store.read(cmas.by_token, "other", at) is not None


async def test_a_purge_that_a_crash_cut_short_is_finished_at_the_next_start(hub, server, home, store, tmp_path, clock):
    server.rows = [home(1, UnparsedAddress=STREET)]
    await hub.sync_property_data()
    await plant_in_store(store, f"RAINIER:{KEY}", clock())

    async def crash(_refs):
        raise RuntimeError("the machine went down")

    hub.on_purge(crash)
    server.rows = server.rows[1:]
    with pytest.raises(RuntimeError):
        await hub.refresh("mls", KEY)
    await Purger(store, tmp_path).finish()
    with store.reading() as connection:
        left = str([connection.execute(select(table)).all() for table in metadata.sorted_tables
                    if table.name != "listing_tombstones"])  # fmt: skip
    assert STREET not in left


async def test_the_street_of_a_home_that_is_listed_again_stays(hub, server, home, store, tmp_path, clock):
    server.rows = [home(1, UnparsedAddress=STREET), home(2, UnparsedAddress=STREET, ParcelNumber="P1")]
    await hub.sync_property_data()
    hub.on_purge(Purger(store, tmp_path))
    await store.write(approvals.note, clock(), "agent", "asked", "home", {"address": STREET})
    server.rows = server.rows[1:]
    await hub.refresh("mls", KEY)
    with store.reading() as connection:
        kept = str(connection.execute(select(metadata.tables["audit"])).all())
    assert STREET in kept


async def test_a_message_about_a_withdrawn_record_goes_though_the_home_has_another(
    hub, server, home, store, desk, tmp_path
):
    server.rows = [home(1, UnparsedAddress=STREET), home(2, UnparsedAddress=STREET, StandardStatus="Closed")]
    await hub.sync_property_data()
    hub.on_purge(Purger(store, tmp_path))
    card = Card(f"{STREET} is for sale").showing([f"RAINIER:{KEY}"])
    await desk.post(DM, card, key="a")
    await desk.post(DM, Card(f"{STREET} was sold").showing(["RAINIER:K00002"]), key="b")
    server.rows = server.rows[1:]
    await hub.refresh("mls", KEY)
    await TakingBack(desk, store)()
    shown = everything(store, tmp_path)
    assert "is for sale" not in shown
    assert "was sold" in shown
