from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys

import pytest
import uvicorn
from typer.testing import CliRunner

from bot.cli import build
from integrations.simulated.openai import Call, Script, create_app
from integrations.store import Store


@pytest.fixture
def jorge(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = build()

    def run(*arguments):
        return CliRunner().invoke(app, ["ask", *arguments])

    return run


def test_a_plan_is_one_json_object(jorge):
    done = jorge("3/2 under 600k in 98103", "--plan", "--json", "--date", "2026-03-12")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "text": "3/2 under 600k in 98103",
        "tool_calls": [
            {
                "name": "search_listings",
                "args": {"areas": ["98103"], "price_max": 600000, "bedrooms_min": 3, "bathrooms_min": 2},
            }
        ],
        "approvals": [],
        "answer": "",
    }


def test_a_plan_makes_no_folder(jorge, tmp_path):
    jorge("what is 9999 Nowhere Blvd worth?", "--plan", "--json")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_address_is_passed_on_as_given(jorge):
    said = json.loads(jorge("what is 9999 Nowhere Blvd worth?", "--plan", "--json").stdout)
    assert said["tool_calls"] == [{"name": "run_cma", "args": {"address": "9999 Nowhere Blvd"}}]


def test_a_campaign_says_that_it_would_wait(jorge):
    said = jorge("send a just-listed for 12 Oak St to matching buyers", "--plan")
    assert "would wait for Jorge's approval" in said.stdout


def test_what_is_missing_is_asked(jorge):
    said = json.loads(jorge("what's my house worth?", "--plan", "--json").stdout)
    assert said["tool_calls"] == []
    assert "address" in said["answer"]


def test_the_day_given_is_today(jorge):
    said = json.loads(
        jorge("what came on the market today in Ballard?", "--plan", "--json", "--date", "2025-02-03").stdout
    )
    assert said["tool_calls"][0]["args"]["listed_since"] == "2025-02-03"


def test_a_file_gives_one_object_a_line_in_order(jorge, tmp_path):
    lines = [f"buyers in Ballard under {600 + at}k" for at in range(400)]
    lines[7] = ""
    (tmp_path / "requests.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = jorge("--plan", "--file", "requests.txt")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["text"] for one in said] == lines
    assert said[3]["tool_calls"][0]["args"]["price_max"] == 603000
    assert said[7]["tool_calls"] == []


def test_the_places_of_a_store_are_known(jorge, tmp_path):
    (tmp_path / ".jorge").mkdir()
    store = Store.at(tmp_path / ".jorge" / "jorge.db")
    store.migrate()
    store.close()
    said = json.loads(jorge("homes in Ballard", "--plan", "--json").stdout)
    assert said["tool_calls"][0]["args"] == {"areas": ["Ballard"]}


def test_a_broken_store_does_not_stop_a_plan(jorge, tmp_path):
    (tmp_path / ".jorge").mkdir()
    (tmp_path / ".jorge" / "jorge.db").write_bytes(b"no database" * 100)
    said = json.loads(jorge("homes in Ballard", "--plan", "--json").stdout)
    assert said["tool_calls"][0]["args"] == {"areas": ["Ballard"]}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "say what you want"),
        (("leads", "--plan", "--date", "soon"), "is no date"),
        (("--plan", "--file", "missing.txt"), "cannot be read"),
    ],
)
def test_a_wrong_call_says_what_to_do(jorge, arguments, says):
    done = jorge(*arguments)
    assert done.exit_code == 2
    assert says in " ".join(done.output.replace("│", " ").split())


def test_a_plan_loads_no_language_model_library():
    heavy = "('langchain', 'langgraph', 'openai')"
    code = f"import bot.agent.planning, sys; print([name for name in sys.modules if name.startswith({heavy})])"
    done = subprocess.run(  # our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


async def test_with_a_key_the_real_model_plans(jorge, monkeypatch):
    script = Script(Call("find_leads", {"kind": "buyer"}))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(script), log_level="error", lifespan="off"))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
        done = await asyncio.to_thread(jorge, "my buyers", "--plan", "--json", "--date", "2026-03-12")
        server.should_exit = True
        await task
    assert json.loads(done.stdout)["tool_calls"] == [{"name": "find_leads", "args": {"kind": "buyer"}}]
    assert "2026-03-12" in script.requests[0]["messages"][0]["content"]
