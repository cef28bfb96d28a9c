from __future__ import annotations

from bot.settings import read_settings
from bot.vendors import connections


def _connected(tmp_path, environment):
    settings = read_settings(environment, folder=tmp_path)
    return {one.vendor.slug: one for one in connections(settings.vendors, settings.town_url)}


def test_the_town_connects_one_mls_and_more_only_where_the_settings_say_so(tmp_path):
    assert [slug for slug, one in _connected(tmp_path, {}).items() if one.vendor.role == "mls"] == ["mls"]
    more = _connected(tmp_path, {"BRIGHT_TOWN": "yes", "UNLOCK_TOWN": "1", "HAR_TOWN": "no"})
    assert {slug for slug, one in more.items() if one.vendor.role == "mls"} == {"mls", "bright", "unlock"}
    assert not more["bright"].access.live
    assert more["bright"].missing == ()


def test_real_credentials_go_before_the_town(tmp_path):
    found = _connected(tmp_path, {"HAR_TOKEN": "secret", "HAR_TOWN": "yes"})
    assert found["har"].access.live
    assert found["har"].access.base_url.startswith("https://api.bridgedataoutput.com")
