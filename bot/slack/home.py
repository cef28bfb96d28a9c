from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.errors import SlackApiError

from bot.slack.card import Place
from bot.slack.dead_letters import number_given_up
from bot.slack.house import House, caller_at
from bot.slack.views.blocks import section
from bot.slack.views.home import Today, home_view
from integrations.models.approval import Approval, ApprovalStatus
from integrations.models.contact import LeadList
from integrations.store import approvals


async def publish_home(house: House, user: str) -> None:
    """Show the Home tab to a user; people's data only to Jorge."""
    deps = house.deps
    if deps.owner and user != deps.owner:
        view = {
            "type": "home",
            "blocks": [section(f"This page is <@{deps.owner}>'s. Ask me anything in our messages.")],
        }
    else:
        view = home_view(await _today(house, user))
    await house.outbound.client.views_publish(user_id=user, view=view)


async def _today(house: House, user: str) -> Today:
    deps = house.deps
    waiting = await deps.store.read(approvals.with_status, ApprovalStatus.PENDING)
    found = await deps.toolbox.call("find_leads", {"temperature": "hot", "limit": 5}, caller_at(Place("", user)))
    return Today(
        now=deps.now(),
        zone=deps.zone,
        alerts=await deps.alerts.listed(limit=8),
        policy=await deps.alerts.policies.policy(),
        approvals=waiting,
        links=await _links(house, waiting[:8]),
        leads=found.value.leads if isinstance(found.value, LeadList) else (),
        health=deps.status(),
        given_up=await number_given_up(house),
        areas=await deps.toolbox.hubs.mls.own_areas(),
    )


async def _links(house: House, waiting: Sequence[Approval]) -> dict[str, str]:
    found = {}
    for one in waiting:
        if one.channel and one.message_ts:
            try:
                answer = await house.outbound.client.chat_getPermalink(channel=one.channel, message_ts=one.message_ts)
            except SlackApiError:
                continue
            found[one.id] = str(answer["permalink"])
    return found
