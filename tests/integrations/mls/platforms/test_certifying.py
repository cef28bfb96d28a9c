"""The town's MLSs keep the promises of the RESO Web API Core, asked as a stranger's certification would ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from integrations.mls.certifying import NotExamined, certify
from integrations.mls.platforms import DIALECTS
from integrations.mls.promises import PROMISES
from integrations.mls.quotas import Quota
from integrations.wire.client import Client


async def examine(ground):
    dialect = replace(ground.feed._dialect, quota=Quota())
    token = await ground.feed._token.current()
    client = Client("stranger", ground.feed._root, judge=lambda _reply: None)
    found = await certify(client, ground.feed._root, {"Authorization": f"Bearer {token}"}, dialect)
    await client.aclose()
    return {one.promise: one for one in found}


@pytest.mark.parametrize("ground", ["bright", "crmls", "har", "reso", "unlock"], indirect=True)  # and so the others
async def test_every_platform_keeps_every_promise_but_those_it_is_known_to_break(ground):
    ground.behave(page_max=1000)
    found = await examine(ground)
    assert [(one.promise, one.said) for one in found.values() if not one.kept and not one.known] == []
    assert found.keys() == PROMISES.keys()
    broken = {one.promise for one in found.values() if not one.kept}
    assert broken <= ground.feed._dialect.quirks.keys()
    assert bool(broken) == (ground.system in {"bright", "unlock"})


@pytest.mark.parametrize(
    ("path", "token", "said"),
    [("", "wrong", "refuses the token"), ("/elsewhere", None, "Give the address up to /Property"),
     ("https://127.0.0.1:1", None, "cannot be examined")],
)  # fmt: skip
async def test_who_cannot_come_in_is_told_what_to_mend(plain, path, token, said):
    root = path if path.startswith("http") else plain.feed._root.rstrip("/") + path
    token = token or await plain.feed._token.current()
    client = Client("stranger", root, judge=lambda _reply: None)
    with pytest.raises(NotExamined, match=said):
        await certify(client, root, {"Authorization": f"Bearer {token}"})
    await client.aclose()


def test_what_a_platform_is_known_to_break_is_a_promise():
    assert {promise for dialect in DIALECTS.values() for promise in dialect.quirks} <= PROMISES.keys()


async def test_a_server_that_breaks_a_promise_is_found_out(plain):
    plain.behave(shuffle=True, enums="compact")
    found = await examine(plain)
    assert not found["$orderby of every kind, both ways"].kept
    assert not found["in, has and Lookup for enumerations"].kept
    assert not any(one.known for one in found.values())
    assert found["$select"].kept
