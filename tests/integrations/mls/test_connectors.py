from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from integrations.mls.connectors import bright, crmls, har, ntreis, reso, spark, unlock
from integrations.mls.enums import read_enums
from integrations.mls.feed import Places, Span
from integrations.mls.judging import judge_odata
from integrations.mls.platforms import BRIGHT, CRMLS, CRMLS_OWN, NTREIS, RESO, UNLOCK
from integrations.mls.quotas import Pace, Quota, QuotaSpent, wait_asked
from integrations.mls.token import ClientCredentials
from integrations.wire.client import Client
from integrations.wire.errors import NotConfigured, Rejected, Unreadable
from integrations.wire.vendor import Access

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_filter_has_bounds_on_both_sides_in_utc():
    paris = timezone(timedelta(hours=2))
    span = Span(AT + timedelta(hours=1), since=datetime(2026, 6, 1, 14, tzinfo=paris))
    assert RESO.filter(span) == (
        "ModificationTimestamp ge 2026-06-01T12:00:00.000Z and ModificationTimestamp le 2026-06-01T13:00:00.000Z"
    )


def test_a_cursor_breaks_ties_by_key_and_keys_are_quoted():
    wanted = RESO.filter(Span(AT, cursor=(AT, "O'Neil")))
    assert "(ModificationTimestamp gt 2026-06-01T12:00:00.000Z or (ModificationTimestamp eq " in wanted
    assert "ListingKey gt 'O''Neil'))" in wanted
    assert "ListingKey gt 42" in BRIGHT.filter(Span(AT, cursor=(AT, "42")))


def test_a_place_filter_and_the_filter_an_mls_demands_are_joined():
    wanted = CRMLS.filter(Span(AT, places=Places(("90210",), ("Beverly Hills",))))
    assert wanted.startswith("OriginatingSystemName eq 'CRMLS' and ")
    assert wanted.endswith("(PostalCode eq '90210' or City eq 'Beverly Hills')")


CONNECTORS = {module.VENDOR.slug: module for module in (bright, crmls, har, ntreis, reso, spark, unlock)}
GIVEN = {"client_id": "a", "client_secret": "b", "token_url": "http://127.0.0.1:9/token", "token": "c"}


@pytest.mark.parametrize("slug", sorted(CONNECTORS))
async def test_every_mls_connects_with_its_credentials_and_says_what_is_missing(slug):
    module = CONNECTORS[slug]
    feed = module.connect(Access(module.VENDOR.base_url or "http://127.0.0.1:9/odata", GIVEN))
    assert feed.system == slug
    await feed.aclose()
    with pytest.raises(NotConfigured, match="missing"):
        module.connect(Access(""))


@pytest.mark.parametrize(("slug", "platform", "title"), [("crmls", "own", "own API"), ("unlock", "bridge", "Bridge")])
async def test_an_mls_on_two_platforms_is_read_by_the_chosen_one(slug, platform, title):
    feed = CONNECTORS[slug].connect(Access("", {**GIVEN, "platform": platform}))
    assert title in feed.title
    await feed.aclose()
    with pytest.raises(NotConfigured, match="unknown platform"):
        CONNECTORS[slug].connect(Access("", {**GIVEN, "platform": "fax"}))


def test_each_platform_spells_an_enumeration_its_own_way():
    types = ("Residential", "Residential Income")
    assert BRIGHT.one_of("PropertyType", types[1:]) == "PropertyType eq 'Residential Income'"
    assert NTREIS.one_of("PropertyType", types) == (
        "(PropertyType has PropertyEnums.PropertyType'Residential' or "
        "PropertyType has PropertyEnums.PropertyType'ResidentialIncome')"
    )
    assert UNLOCK.one_of("PropertyType", types) == "PropertyType in ('Residential','Residential Income')"


def test_mls_grid_asks_for_viewable_records_only_the_first_time_and_never_by_place_or_key():
    first = UNLOCK.filter(Span(AT, first=True, places=Places(("78701",))))
    assert first == (
        "OriginatingSystemName eq 'actris' and MlgCanView eq true and ModificationTimestamp le 2026-06-01T12:00:00.000Z"
    )
    again = UNLOCK.filter(Span(AT, cursor=(AT, "ACT1")))
    assert "MlgCanView" not in again
    assert "ModificationTimestamp ge " in again
    assert "ListingKey" not in again


@pytest.mark.parametrize(
    "wanted",
    [
        "OriginatingSystemName eq 'actris' or OriginatingSystemName eq 'mred'",
        "StandardStatus eq 'Active'",
        "OriginatingSystemName eq 'actris' and BedroomsTotal ge 3",
        "OriginatingSystemName eq 'actris' and (" + " or ".join(["ListingId eq 'or'"] * 7) + ")",
    ],
)
def test_what_would_suspend_the_token_is_never_sent(wanted):
    with pytest.raises(Rejected, match="not sent"):
        UNLOCK.checked(wanted)


def test_the_own_api_of_california_casts_times_and_has_numeric_keys():
    wanted = CRMLS_OWN.filter(Span(AT, cursor=(AT, "7")))
    assert "ModificationTimestamp gt cast('2026-06-01T12:00:00.000Z',Edm.DateTimeOffset)" in wanted
    assert "ListingKey gt 7" in wanted


@pytest.mark.parametrize(
    ("style", "headers", "wait"),
    [
        (
            "trestle",
            {"Hour-Quota-Available": "0", "Hour-Quota-ResetTime": str(int(AT.timestamp() * 1000) + 90_000)},
            90,
        ),
        ("trestle", {"Hour-Quota-Available": "12", "Hour-Quota-ResetTime": "9999999999999"}, None),
        ("bridge", {"Burst-RateLimit-Remaining": "0", "Burst-RateLimit-Reset": "2026-06-01T12:00:20Z"}, 20),
        ("bridge", {"Application-RateLimit-Remaining": "0", "Application-RateLimit-Reset": "nonsense"}, None),
        ("bridge", {"Burst-RateLimit-Remaining": "3", "Burst-RateLimit-Reset": "2026-06-01T12:00:20Z"}, None),
        ("spark", {}, None),
        ("none", {"Hour-Quota-Available": "0"}, None),
    ],
)
def test_quota_headers_of_each_platform_say_how_long_to_wait(style, headers, wait):
    assert wait_asked(style, headers, AT) == wait


async def test_requests_keep_to_the_quota():
    now = [0.0]
    pace = Pace(Quota(per_minute=10), clock=lambda: now[0])
    for _ in range(9):
        await pace.take("x")
    with pytest.raises(QuotaSpent):
        await pace.take("x")
    now[0] = 60.1
    await pace.take("x")


def test_numbers_of_enumerations_are_read_by_the_metadata():
    book = read_enums(
        '<EnumType Name="StandardStatus" IsFlags="true"><Member Name="Active" Value="1"/>'
        '<Member Name="ComingSoon" Value="16"/></EnumType><EnumType Name="PropertyType"><Member Name="Land"/>'
        '<Member Name="Farm"/></EnumType>'
    )
    spelled = book.spelled({"StandardStatus": 16, "PropertyType": "1", "ListPrice": 5})
    assert spelled == {"StandardStatus": "ComingSoon", "PropertyType": "Farm", "ListPrice": 5}
    assert book.spelled({"StandardStatus": 17})["StandardStatus"] == "Active,ComingSoon"
    assert book.spelled({"StandardStatus": 512})["StandardStatus"] == 512


def test_a_missing_credential_is_named():
    with pytest.raises(NotConfigured, match="client_secret"):
        reso.connect(Access("http://127.0.0.1:9/odata", {"client_id": "a", "token_url": "t"}))
    with pytest.raises(NotConfigured, match="known: reso"):
        reso.connect(Access("http://127.0.0.1:9/odata", {"dialect": "klingon"}))


async def test_a_token_is_renewed_before_it_ends(server):
    now = [0.0]
    client = Client("mls", server.root, judge=judge_odata)
    token = ClientCredentials(client, f"{server.root}/token", "a", "b", clock=lambda: now[0])
    assert await token.current() == "token-1"
    now[0] = 3000.0
    assert await token.current() == "token-1"
    now[0] = 3541.0
    assert await token.current() == "token-2"
    await client.aclose()


async def test_the_token_never_follows_a_link_to_another_host(server):
    feed = reso.connect(server.access())
    assert feed._resolve("Property?$skip=5", "Property") == f"{server.root}/odata/Property?$skip=5"
    with pytest.raises(Unreadable, match="another host"):
        feed._resolve("https://evil.example/odata/Property", "Property")
    await feed.aclose()


async def test_an_mls_keeps_its_limit_over_all_processes(server, home):
    class Turns:
        taken = 0

        async def turn(self, _request: str = "") -> None:
            self.taken += 1

        async def hold(self, _seconds: float, _request: str = "") -> None: ...

    server.rows, server.page_size, turns = [home(number) for number in range(30)], 10, Turns()
    feed = reso.connect(replace(server.access(), pace=turns))
    assert [page async for page in feed.pages(Span(AT + timedelta(days=1)))]
    await feed.aclose()
    assert turns.taken == len(server.requests) + 1  # and one for the token
    for module in (crmls, ntreis, unlock):
        assert all(rate.limit / rate.seconds < 3 for rate in module.VENDOR.rates)
    assert unlock.VENDOR.rates[0].limit / unlock.VENDOR.rates[0].seconds < 2


async def test_a_gone_record_is_none(server, home):
    server.rows = [home(1)]
    feed = reso.connect(server.access())
    assert (await feed.one("K00001"))["ListingId"] == "1001"
    assert await feed.one("K00002") is None
    await feed.aclose()
