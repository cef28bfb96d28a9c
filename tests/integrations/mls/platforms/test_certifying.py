"""The town's MLS keeps the promises of the RESO Web API Core, asked as a stranger's certification would ask."""

from __future__ import annotations

from integrations.mls.certifying import certify
from integrations.wire.client import Client


async def test_the_towns_mls_keeps_every_promise_of_the_standard(plain):
    token = await plain.feed._token.current()
    client = Client("stranger", plain.feed._root, judge=lambda _reply: None)
    found = await certify(client, plain.feed._root, {"Authorization": f"Bearer {token}"})
    await client.aclose()
    assert [(one.promise, one.said) for one in found if not one.kept] == []
    assert len(found) == 20


async def test_a_server_that_breaks_a_promise_is_found_out(plain):
    plain.behave(shuffle=True, enums="compact")
    token = await plain.feed._token.current()
    client = Client("stranger", plain.feed._root, judge=lambda _reply: None)
    found = {one.promise: one for one in await certify(client, plain.feed._root, {"Authorization": f"Bearer {token}"})}
    await client.aclose()
    assert not found["$orderby of every kind, both ways"].kept
    assert not found["in, has and Lookup for enumerations"].kept
    assert found["$select"].kept
