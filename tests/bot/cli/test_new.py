from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import build
from bot.rules.rule import read_rule


@pytest.fixture
def clone(tmp_path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def new(clone: Path, what: str, name: str):
    return CliRunner().invoke(build(), ["new", what, name, "--into", str(clone)])


@pytest.mark.parametrize("what", ["vendor", "tool", "command"])
def test_the_files_of_something_new_are_python_that_names_it(clone, what):
    done = new(clone, what, "book_showing")
    assert done.exit_code == 0, done.output
    written = list(clone.rglob("*.py"))
    assert written
    for path in written:
        text = path.read_text()
        ast.parse(text)
        assert "book_showing" in text
        assert "@name@" not in text
        assert str(path.relative_to(clone)) in done.output


def test_a_new_rule_does_what_its_own_examples_say(clone):
    assert new(clone, "rule", "cold_lead").exit_code == 0
    path = clone / "bot/rules/book/cold_lead.yml"
    rule = read_rule(path.read_text(), path.name)
    assert rule.rule_id == "cold_lead" == yaml.safe_load(path.read_text())["rule_id"]
    assert [rule.fires_on(example.event) for example in rule.examples] == [one.fires for one in rule.examples]


@pytest.mark.parametrize("name", ["Book Showing", "class", "9lives", "../evil"])
def test_a_name_that_is_no_module_name_is_refused_in_one_line(clone, name):
    done = new(clone, "tool", name)
    assert done.exit_code == 2
    assert "snake_case" in done.output
    assert not list(clone.rglob("*.py"))


def test_nothing_is_overwritten(clone):
    new(clone, "tool", "book_showing")
    (clone / "tools/book_showing.py").write_text("mine")
    assert new(clone, "tool", "book_showing").exit_code == 2
    assert (clone / "tools/book_showing.py").read_text() == "mine"
