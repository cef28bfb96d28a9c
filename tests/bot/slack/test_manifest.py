from __future__ import annotations

from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from bot.cli import manifest as cli
from bot.slack.manifest import bot_scopes, build_manifest, render_manifest
from bot.slack.registry import clicks, commands, events, submissions

ROOT = Path(__file__).parents[3]
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
NEEDS = {"app_mention": "app_mentions:read", "message.im": "im:history", "reaction_added": "reactions:read"}


def test_the_file_is_what_the_code_says():
    assert (ROOT / "manifest.yml").read_text("utf-8") == render_manifest(), "run `jorge manifest --write`"


def test_every_command_is_declared_and_every_declared_one_handled():
    declared = {one["command"] for one in MANIFEST["features"]["slash_commands"]}
    assert declared == {one.name for one in commands()}
    assert declared == {"/cma", "/market", "/sync", "/leads", "/campaign", "/alerts", "/rules", "/jorge"}


def test_every_event_is_subscribed_and_every_subscribed_one_handled():
    subscribed = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    assert subscribed == {one.name for one in events()}
    assert {"message.im", "app_mention", "app_home_opened", "agent_session_stopped"} <= subscribed


async def test_bolt_listens_to_exactly_that(room):
    app = room.slackhouse.app
    assert len(app._async_listeners) == len(commands()) + len(events()) + len(clicks()) + len(submissions())


def test_scopes_cover_events_and_calls():
    scopes = set(MANIFEST["oauth_config"]["scopes"]["bot"])
    assert scopes == set(bot_scopes())
    for event, scope in NEEDS.items():
        assert event not in MANIFEST["settings"]["event_subscriptions"]["bot_events"] or scope in scopes
    assert {"chat:write", "commands", "files:write", "assistant:write", "im:write"} <= scopes


def test_it_obeys_slacks_schema():
    about, features = MANIFEST["display_information"], MANIFEST["features"]
    assert 1 <= len(about["name"]) <= 35
    assert 1 <= len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert 4 <= len(about["background_color"]) <= 7
    assert "assistant_view" not in features
    agent = features["agent_view"]
    assert len(agent["agent_description"]) <= 300
    assert len(agent["suggested_prompts"]) <= 4
    assert all(set(prompt) == {"title", "message"} for prompt in agent["suggested_prompts"])
    for command in features["slash_commands"]:
        assert 2 <= len(command["command"]) <= 32
        assert 1 <= len(command["description"]) <= 2000
        assert 1 <= len(command["usage_hint"]) <= 1000
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True
    assert set(MANIFEST) == {"_metadata", "display_information", "features", "oauth_config", "settings"}


@pytest.fixture
def jorge():
    app = typer.Typer()
    cli.register(app)
    app.command("other")(lambda: None)
    return app


def test_the_command_line_prints_writes_and_checks(jorge, tmp_path):
    run, file = CliRunner().invoke, tmp_path / "manifest.yml"
    assert yaml.safe_load(run(jorge, ["manifest"]).output) == build_manifest()
    assert run(jorge, ["manifest", "--check", "--file", str(file)]).exit_code == 1
    assert run(jorge, ["manifest", "--write", "--file", str(file)]).exit_code == 0
    assert run(jorge, ["manifest", "--check", "--file", str(file)]).exit_code == 0
