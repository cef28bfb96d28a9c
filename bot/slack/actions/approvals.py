from __future__ import annotations

import structlog

from bot.slack.card import Card, Place
from bot.slack.house import House
from bot.slack.parts import Click, Clicked, Submission, Submitted
from bot.slack.replies import show_outcome
from bot.slack.views.answers import said_card
from bot.slack.views.approvals import APPROVE, CANCEL, EDIT, EDITED, edit_modal, plan_of
from bot.slack.views.words import esc
from integrations.models.approval import Approval, ApprovalStatus
from integrations.store import approvals
from tools.errors import ToolError

_log = structlog.get_logger(__name__)


async def approve(click: Click, house: House) -> None:
    """Jorge said yes: once, and to exactly what the card shows."""
    approval = await _decide(click, house, yes=True)
    if approval is not None:
        await house.deps.approved(approval.id)


async def cancel(click: Click, house: House) -> None:
    """Jorge said no."""
    await _decide(click, house, yes=False)


async def edit(click: Click, house: House) -> None:
    """Open a window to change what would be sent."""
    approval = await house.deps.store.read(approvals.by_token, click.value)
    plan = plan_of(approval) if approval else None
    if approval is None or plan is None:
        await house.whisper(click.place, said_card("This approval is no longer known. Ask again."))
    elif click.user != house.deps.owner:
        await house.whisper(click.place, _only(house.deps.owner))
    elif approval.status is not ApprovalStatus.PENDING:
        await house.whisper(click.place, said_card(f"This was already {approval.status}."))
        await house.notifier.show_approval(approval)
    else:
        await house.outbound.client.views_open(trigger_id=click.trigger_id, view=edit_modal(approval, plan))


async def edited(form: Submission, house: House) -> None:
    """Replace the approval by one with the changed facts, on a new card."""
    old = await house.deps.store.read(approvals.by_token, form.about)
    if old is None:
        return
    place = Place(old.channel or "", form.user, old.thread_ts or "")
    changes = {name: value or None for name, value in form.values.items()}
    plan = plan_of(old)
    if plan is not None and changes.get("subject") == plan.subject:
        # The words Jorge left alone stay generated, so that they follow a changed audience or price.
        changes.pop("subject")
    try:
        outcome = await house.deps.toolbox.amend(form.about, form.user, changes)
    except ToolError as error:
        await house.whisper(place, said_card(esc(error.message)))
        await _refresh(house, form.about)
        return
    await _refresh(house, form.about)
    await show_outcome(house, place, outcome, old.summary, form.key)


async def _decide(click: Click, house: House, *, yes: bool) -> Approval | None:
    try:
        approval = await house.deps.toolbox.decide(click.value, click.user, approve=yes)
    except ToolError as error:
        await house.whisper(click.place, said_card(error.message))
        await _refresh(house, click.value, only_if_decided=True)
        return None
    await house.notifier.show_approval(approval)
    return approval


async def _refresh(house: House, token: str, *, only_if_decided: bool = False) -> None:
    approval = await house.deps.store.read(approvals.by_token, token)
    if approval and not (only_if_decided and approval.status is ApprovalStatus.PENDING):
        await house.notifier.show_approval(approval)


def _only(owner: str) -> Card:
    if not owner:
        return said_card("Nobody may approve yet: set JORGE_SLACK_OWNER to Jorge's Slack user id.")
    return said_card(f"Only <@{owner}> can decide this.")


CLICKS: dict[str, Clicked] = {APPROVE: approve, EDIT: edit, CANCEL: cancel}
SUBMISSIONS: dict[str, Submitted] = {EDITED: edited}
