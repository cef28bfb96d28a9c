"""The built wheel is what people get: it holds everything, its names are its own, and `jorge` runs from it."""

from __future__ import annotations

import importlib.metadata
import os
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def environment(unpacked: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONUNBUFFERED": "1", **more}


def jorge(unpacked: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(unpacked), capture_output=True, text=True, timeout=90, check=False
    )


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_the_wheel_holds_only_our_packages_and_every_data_file(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bot", "tools", "integrations", "prompts"}
    for needed in (
        "integrations/simulated/data/king_county_sales.csv.gz",
        "integrations/simulated/data/README.md",
        "integrations/simulated/desk/page/index.html",
        "integrations/mls/report/report.typ",
        "integrations/crm/weights.toml",
        "bot/rules/book/hot_lead.yml",
        "bot/scaffold/tool.txt",
        "prompts/agent.md",
    ):
        assert needed in names, needed
    assert any(name.endswith("extra_metadata/manifest.yml") for name in names)


def test_each_top_level_name_belongs_to_this_distribution_alone():
    owners = importlib.metadata.packages_distributions()
    for name in ("bot", "tools", "integrations", "prompts"):
        assert set(owners.get(name, ["jorge"])) == {"jorge"}


def test_jorge_plans_from_the_wheel_in_an_empty_folder(unpacked, tmp_path):
    done = jorge(unpacked, tmp_path, "ask", "--plan", "--json", "what's 12 Nowhere St worth?")
    assert done.returncode == 0, done.stderr
    assert '"address": "12 Nowhere St"' in done.stdout


def test_jorge_starts_from_the_wheel_and_stops_on_ctrl_c(unpacked, tmp_path):
    ports = {f"JORGE_{name}_PORT": free_port() for name in ("DESK", "TOWN", "WEB")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=tmp_path,
        env=environment(unpacked, **ports),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = ""
    for line in process.stdout:
        said += line
        if "Ready for questions" in line:
            break
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=20)
    assert "Jorge is there" in said
    assert process.returncode == 0, said + rest
    assert "Traceback" not in said + rest


def test_an_unwritable_data_folder_is_one_clear_line(unpacked, tmp_path):
    (tmp_path / "blocked").write_text("a file, no folder")
    done = jorge(unpacked, tmp_path, "run", "--data-dir", "blocked/inside")
    assert done.returncode == 2
    assert done.stderr.startswith("jorge: The data folder blocked/inside cannot be written")
    assert done.stderr.count("\n") == 1


def test_a_wrong_setting_names_the_variable(unpacked, tmp_path):
    (tmp_path / "jorge.toml").write_text('timezone = "Mars/Base"\n')
    done = jorge(unpacked, tmp_path, "doctor")
    assert done.returncode == 2
    assert "JORGE_TIMEZONE" in done.stderr
    assert "Mars/Base" in done.stderr
