from __future__ import annotations

import time
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.routing import Route

from bot.slack.app import SlackHouse

SECRET = "shhh"


@pytest.fixture
async def http(room):
    before = room.slackhouse.house

    async def authorize(**_given):
        from slack_bolt.authorization import AuthorizeResult

        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="U0BOT", bot_id="B1", bot_token="xoxb")

    house = SlackHouse(before.deps, before.outbound, before.notifier, signing_secret=SECRET, authorize=authorize)
    app = Starlette(routes=[Route("/slack/events", house.handle_request, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jorge.example") as client:
        yield client
    await house.close(1)


def signed(body: str, when: float) -> dict[str, str]:
    stamp = str(int(when))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    form = "application/x-www-form-urlencoded"
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": signature or "", "content-type": form}


BODY = urlencode({"command": "/sync", "text": "nonsense", "channel_id": "D1", "user_id": "U1", "trigger_id": "t1"})


async def test_a_signed_request_is_answered(http):
    answer = await http.post("/slack/events", content=BODY, headers=signed(BODY, time.time()))
    assert answer.status_code == 200
    assert "For example" in answer.text


@pytest.mark.parametrize("age", [0, 600])
async def test_a_wrong_or_old_signature_is_refused(http, age):
    headers = signed(BODY, time.time() - age)
    if not age:
        headers["x-slack-signature"] = "v0=bad"
    assert (await http.post("/slack/events", content=BODY, headers=headers)).status_code == 401
