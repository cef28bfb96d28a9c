from __future__ import annotations

import csv
import json
import random
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from bot.cli import build


@pytest.fixture(scope="module")
def sales(tmp_path_factory):
    path = tmp_path_factory.mktemp("sales") / "sales.csv"
    dice = random.Random(1)  # noqa: S311
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(("ListingKey", "ParcelNumber", "CloseDate", "ClosePrice", "PostalCode", "LivingArea", "x_grade"))
        for at in range(300):
            size, grade = dice.randint(800, 3000), dice.randint(1, 5)
            price = round(900 * size**0.75 * 1.1**grade * dice.uniform(0.9, 1.1))
            closed = date(2024, 1, 1) + timedelta(days=at)
            table.writerow((f"K{at}", f"P{at}", closed, price, "98103", size, grade))
    return path


def run(*words):
    return CliRunner().invoke(build(), ["cma", *map(str, words)])


def test_the_backtest_prints_its_scores_as_json_and_writes_the_predictions(sales, tmp_path):
    out = tmp_path / "out.csv"
    done = run("backtest", "--sales", sales, "--predictions", out, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["n"], told["hit_rate"], told["test_from"]) == (60, 100, "2024-08-28")
    assert told["mdape"] < 8
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == ["ListingKey", "actual", "estimate", "low80", "high80"]
    assert len(rows) == 60
    assert all(float(row["low80"]) < float(row["estimate"]) < float(row["high80"]) for row in rows)
    inside = sum(float(row["low80"]) <= float(row["actual"]) <= float(row["high80"]) for row in rows)
    assert told["coverage_80"] == pytest.approx(100 * inside / 60, abs=0.01)


def test_the_backtest_says_its_scores_in_words(sales):
    done = run("backtest", "--sales", sales, "--lag-days", 30, "--test-share", 0.1)
    assert done.exit_code == 0
    assert "30 of 300 sales tested" in done.stdout
    assert "priced 30 days before closing" in done.stdout
    for word in (
        "MdAPE",
        "within 5 / 10 / 20 %",
        "bias",
        "50 % range",
        "80 % range",
        "COD / PRD / PRB",
        "ms an estimate",
    ):
        assert word in done.stdout


def test_a_file_that_cannot_serve_ends_in_one_clear_line(tmp_path, sales):
    missing = run("backtest", "--sales", tmp_path / "none.csv")
    assert missing.exit_code == 2
    assert "No such file" in missing.output
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    assert "no column CloseDate and no column ClosePrice" in run("backtest", "--sales", other).output
    assert "test share between 0 and 1" in run("backtest", "--sales", sales, "--test-share", 2).output
