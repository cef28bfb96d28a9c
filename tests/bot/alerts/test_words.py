from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.words import read_end, read_routes, read_steps, read_user, write_routes, write_steps
from integrations.models.alert_policy import DEFAULT_STEPS, EscalationStep
from tools.errors import ToolError

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # 9:00 AM in Seattle
ZONE = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("30 min", (4, 17, 30)), ("2h", (4, 19, 0)), ("for 3 days", (7, 17, 0)), ("1 week", (11, 16, 0)),
        ("18:00", (5, 2, 0)), ("until 6pm", (5, 2, 0)), ("8 am", (5, 16, 0)),
        ("tomorrow", (5, 16, 0)), ("12am", (5, 8, 0)),
    ],
)  # fmt: skip
def test_an_end_is_read_as_people_write_it(said, end):
    day, hour, minute = end
    # A week ahead is the same number of hours, also across the change of the clocks.
    hour = 17 if said == "1 week" else hour
    assert read_end(said, NOW, ZONE) == datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("said", ["", "soon", "25:00", "13pm", "0am", "-2h", "2 fortnights", "18:75"])
def test_an_end_that_is_none_is_refused_with_examples(said):
    with pytest.raises(ToolError, match="2h"):
        read_end(said, NOW, ZONE)


def test_steps_and_routes_are_read_as_they_are_written():
    steps = (*DEFAULT_STEPS, EscalationStep(via="channel", to="#office", after=30))
    assert [EscalationStep.model_validate(one) for one in read_steps(write_steps(steps))] == list(steps)
    routes = {"price_drop": "#deals", "new_listing": "#market"}
    assert read_routes(write_routes(routes)) == routes


def test_mentions_of_slack_are_read_as_ids():
    assert read_steps("person <@U0DANA|dana> 20") == [{"via": "person", "to": "U0DANA", "after": 20}]
    assert read_routes("Price drop: <#C0DEALS|deals>") == {"price_drop": "C0DEALS"}
    assert read_user("<@U0DANA>") == "U0DANA"


@pytest.mark.parametrize("wrong", ["sms", "sms soon", "pigeon 5", "channel 5", "sms -1"])
def test_a_step_that_is_none_is_refused(wrong):
    with pytest.raises(ToolError, match="no step"):
        read_steps(wrong)


def test_a_route_without_a_channel_is_refused():
    with pytest.raises(ToolError, match="no route"):
        read_routes("price_drop deals")
