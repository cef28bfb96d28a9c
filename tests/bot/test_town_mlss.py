from __future__ import annotations

import hashlib
import hmac
from types import SimpleNamespace

import pytest

from bot.house import webhook_sources
from bot.settings import read_settings
from bot.vendors import connections
from integrations.wire.inbound import Delivery, Forged
from tools.tool import Hubs


def _connected(tmp_path, environment):
    settings = read_settings(environment, folder=tmp_path)
    return {one.vendor.slug: one for one in connections(settings.vendors, settings.town_url)}


def test_the_town_connects_one_mls_and_more_only_where_the_settings_say_so(tmp_path):
    assert [slug for slug, one in _connected(tmp_path, {}).items() if one.vendor.role == "mls"] == ["mls"]
    more = _connected(tmp_path, {"BRIGHT_TOWN": "yes", "UNLOCK_TOWN": "1", "HAR_TOWN": "no"})
    assert {slug for slug, one in more.items() if one.vendor.role == "mls"} == {"mls", "bright", "unlock"}
    assert not more["bright"].access.live
    assert more["bright"].missing == ()


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"CRMLS_TOWN": "yes"}, "/trestle/odata"),
        ({"CRMLS_TOWN": "yes", "CRMLS_PLATFORM": "own"}, "/crmls-own/RESO/OData"),
        ({"CRMLS_TOWN": "yes", "CRMLS_PLATFORM": "trestle"}, "/trestle/odata"),
        ({"UNLOCK_TOWN": "yes"}, "/mlsgrid/v2"),
        ({"UNLOCK_TOWN": "yes", "UNLOCK_PLATFORM": "bridge"}, "/unlock_bridge/api/v2/OData/actris_ref"),
    ],
)
def test_an_mls_on_two_platforms_can_be_tried_on_each(tmp_path, settings, path):
    (slug,) = {name.partition("_")[0].lower() for name in settings}
    found = _connected(tmp_path, settings)[slug]
    assert found.access.base_url.endswith(path)
    assert found.access.credentials.get("platform", "trestle") == settings.get(f"{slug.upper()}_PLATFORM", "trestle")


def test_real_credentials_go_before_the_town(tmp_path):
    found = _connected(tmp_path, {"HAR_TOKEN": "secret", "HAR_TOWN": "yes"})
    assert found["har"].access.live
    assert found["har"].access.base_url.startswith("https://api.bridgedataoutput.com")


EVENT = b'{"EntityEventSequence": 7, "ResourceName": "Property", "ResourceRecordKey": "K1"}'


def _sources(tmp_path, environment):
    settings = read_settings(environment, folder=tmp_path)
    nobody = SimpleNamespace(systems=(), sources=dict)
    connected = connections(settings.vendors, settings.town_url)
    return webhook_sources(
        SimpleNamespace(settings=settings, connected=connected, hubs=Hubs(None, None, nobody, nobody))
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"MLS_PUSH_TOKEN": "tok"},
        {"MLS_PUSH_TOKEN": "tok", "MLS_CLIENT_ID": "a", "MLS_CLIENT_SECRET": "b", "MLS_BASE_URL": "https://mls.test/"},
    ],
    ids=["town", "real"],
)
def test_a_push_with_the_token_of_the_settings_is_taken_in_the_town_and_from_the_real_mls(tmp_path, environment):
    source = _sources(tmp_path, environment)["mls"]
    delivery = Delivery({"authorization": "Bearer tok"}, EVENT, "")
    source.verify(delivery)
    (hint,) = source.read(delivery)
    assert (hint.payload["system"], hint.payload["key"]) == ("mls", "K1")
    with pytest.raises(Forged, match="does not carry our token"):
        source.verify(Delivery({"authorization": "Bearer other"}, EVENT, ""))


def test_a_signed_push_of_spark_is_taken_in_the_town(tmp_path):
    source = _sources(tmp_path, {"SPARK_TOWN": "yes", "SPARK_PUSH_SECRET": "sec"})["spark"]
    signature = hmac.new(b"sec", EVENT, hashlib.sha256).hexdigest()
    source.verify(Delivery({"signature": signature}, EVENT, ""))
    assert source.read(Delivery({}, EVENT, ""))[0].payload["key"] == "K1"


def test_a_push_secret_alone_is_no_half_finished_connection(tmp_path):
    assert _connected(tmp_path, {"MLS_PUSH_TOKEN": "tok"})["mls"].missing == ()
    assert _connected(tmp_path, {"MLS_PUSH_TOKEN": "tok", "MLS_CLIENT_ID": "a"})["mls"].missing == ("client_secret",)


def test_whoever_pushes_to_an_mls_without_a_secret_is_told_which_setting_is_missing(tmp_path):
    source = _sources(tmp_path, {})["mls"]
    with pytest.raises(Forged, match=r"MLS_PUSH_TOKEN \(or push_token under \[vendors.mls\]\) is set") as refused:
        source.verify(Delivery({"authorization": "Bearer tok"}, EVENT, ""))
    assert refused.value.reason == "no_secret"
