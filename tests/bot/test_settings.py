from __future__ import annotations

import pytest

from bot.settings import SettingsError, read_settings


def test_an_empty_environment_means_the_town_the_desk_sqlite_and_the_offline_model(tmp_path):
    settings = read_settings({}, folder=tmp_path)
    assert not settings.slack.live
    assert settings.store_url.startswith("sqlite:///")
    assert settings.owner == "U0JORGE"
    assert settings.model.api_key == ""
    assert settings.vendors == {}


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / "jorge.toml").write_text(
        'web_port = 9000\n[office]\nagent = "Ana Ruiz"\n[vendors.mls]\nclient_id = "a"\n'
    )
    settings = read_settings({"JORGE_WEB_PORT": "9001", "MLS_CLIENT_SECRET": "s"}, folder=tmp_path)
    assert settings.web_port == 9001
    assert settings.office.agent == "Ana Ruiz"
    assert settings.vendors["mls"] == {"client_id": "a", "client_secret": "s"}


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"JORGE_WEB_PORT": "eighty"}, "JORGE_WEB_PORT"),
        ({"JORGE_WEB_PORT": "99999"}, "JORGE_WEB_PORT"),
        ({"JORGE_TIMEZONE": "Mars"}, "America/Los_Angeles"),
        ({"SLACK_MODE": "pigeon"}, "SLACK_MODE"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_to_do(tmp_path, environment, words):
    with pytest.raises(SettingsError, match=words):
        read_settings(environment, folder=tmp_path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('color = "teal"', "write it like #0f766e"),
        ('logo = "nowhere.png"', "there is no file nowhere.png"),
        ('logo = "jorge.toml"', "is no SVG, PNG or JPEG"),
    ],
)
def test_a_brand_that_cannot_be_printed_says_what_to_do(tmp_path, line, words):
    (tmp_path / "jorge.toml").write_text(f"[office]\n{line}\n")
    with pytest.raises(SettingsError, match=words):
        read_settings({}, folder=tmp_path)


def test_a_file_that_cannot_be_read_says_so(tmp_path):
    (tmp_path / "jorge.toml").write_text("not = = toml")
    with pytest.raises(SettingsError, match=r"jorge\.toml"):
        read_settings({}, folder=tmp_path)


def test_real_slack_needs_an_app_token_or_a_signing_secret_and_an_owner(tmp_path):
    bare = read_settings({"SLACK_BOT_TOKEN": "xoxb-1"}, folder=tmp_path)
    assert "SLACK_APP_TOKEN" in bare.slack.missing
    assert bare.owner == ""
    http = read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, folder=tmp_path)
    assert http.slack.by_http
    assert not http.slack.missing
    socket = read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, folder=tmp_path)
    assert not socket.slack.by_http
    assert not socket.slack.missing


def test_the_costs_of_selling_are_set_in_the_file(tmp_path):
    (tmp_path / "jorge.toml").write_text("[net_sheet]\nlisting_commission_percent = 2.0\ntransfer_tax_percent = 1.5\n")
    costs = read_settings({}, folder=tmp_path).net_sheet
    assert (str(costs.listing_commission_percent), str(costs.transfer_tax_percent)) == ("2.0", "1.5")
    (tmp_path / "jorge.toml").write_text("[net_sheet]\nlisting_commission_percent = 60\n")
    with pytest.raises(SettingsError, match="listing_commission_percent"):
        read_settings({}, folder=tmp_path)
