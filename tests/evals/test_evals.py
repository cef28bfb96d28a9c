"""Requests as people write them, against the calls they mean; the folder's YAML files are the cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.agent.offline.conversation import think
from bot.agent.offline.gazetteer import Gazetteer, built_in
from tools.toolbox import registry

TODAY = date(2026, 3, 12)
CASES = [
    pytest.param(str(say), case, id=f"{path.stem}: {say}")
    for path in sorted(Path(__file__).parent.glob("*.yml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
    for say in case["say"]
]


def as_data(step):
    return [{call.tool: call.args} for call in step.calls]


@pytest.mark.parametrize(("say", "case"), CASES)
def test_a_request_means_what_it_says(say, case):
    step = think(say, TODAY, built_in())
    if "asks" in case:
        assert as_data(step) == []
        assert step.pending is not None
        assert step.pending.missing == case["asks"]
        return
    assert as_data(step) == case["calls"]
    for call in step.calls:
        registry()[call.tool].arguments.model_validate(call.args)


def test_there_are_enough_cases():
    assert len(CASES) >= 400


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda text: f"  {text} 🙏 ", lambda text: f"hey jorge, {text}"]
)
def test_case_and_decoration_do_not_change_the_tool(change):
    for parameter in CASES:
        say, case = parameter.values
        if "calls" not in case or not case["calls"] or '"' in say:
            continue
        if change is str.lower and any(len(word) > 1 and word[0].isupper() for word in say.split()[1:]):
            continue  # a name of a person is told from other words by its capitals
        wanted = [next(iter(call)) for call in case["calls"]]
        assert [call.tool for call in think(change(say), TODAY, built_in()).calls] == wanted, say


def test_a_store_adds_places_and_takes_none_away():
    places = Gazetteer.of(("Zephyr Cove", "Ballard"), ("12345",), ("24 ave nw",))
    step = think("homes in zephyr cove or ballard under 700k", TODAY, places)
    assert step.calls[0].args == {"areas": ["Zephyr Cove", "Ballard"], "price_max": 700000}
    assert think("buyers under 12345", TODAY, places).calls[0].args == {"kind": "buyer", "areas": ["12345"]}
