from __future__ import annotations

from collections import Counter

from pydantic import ValidationError

from bot.slack.card import Block, Card
from bot.slack.views.blocks import (
    actions,
    alert,
    button,
    card,
    confirm,
    context,
    divider,
    header,
    modal,
    section,
    text_input,
)
from bot.slack.views.rules import ALLOW
from bot.slack.views.words import count, esc, moment, money_cents, one_line, quoted
from integrations.models.approval import Approval, ApprovalStatus
from integrations.models.campaign import Campaign, CampaignPlan, Channel

APPROVE, EDIT, CANCEL = "approval.approve", "approval.edit", "approval.cancel"
EDITED = "approval.edited"
_LEVELS = {
    ApprovalStatus.DONE: "success",
    ApprovalStatus.FAILED: "error",
    ApprovalStatus.EXPIRED: "warning",
    ApprovalStatus.CANCELLED: "warning",
}


def approval_card(approval: Approval, owner: str, zone: str) -> Card:
    """What Jorge is asked to approve with all its facts, or what became of it."""
    plan = plan_of(approval)
    title = plan.title if plan else approval.summary
    state = _state(approval, zone)
    waiting = approval.status is ApprovalStatus.PENDING
    text = f"Waiting for approval: {esc(approval.summary)}" if waiting else f"{esc(approval.summary)}. {state}"
    return card(
        text,
        [
            header(f"Approve? {title}" if waiting else title),
            *(_campaign(plan, whole=waiting) if plan else [section(esc(approval.summary)), *_arguments(approval)]),
            _buttons(approval, plan) if waiting else alert(state, _LEVELS.get(approval.status, "info")),
            context(_deadline(approval, owner, zone)) if waiting else None,
        ],
    ).showing([plan.listing_ref if plan else None])


def plan_of(approval: Approval) -> CampaignPlan | None:
    """The campaign an approval is about; None where it is about something else."""
    try:
        return CampaignPlan.model_validate(approval.plan)
    except ValidationError:
        return None


def edit_modal(approval: Approval, plan: CampaignPlan) -> Block:
    """A window to change subject, message and audience before it is approved."""
    email = plan.channel is Channel.EMAIL
    many = approval.tool == "launch_campaign"
    audience = str(approval.args.get("audience", "matching_buyers"))
    chosen = {"text": {"type": "plain_text", "text": _AUDIENCES.get(audience, audience)}, "value": audience}
    people = [{"text": {"type": "plain_text", "text": label}, "value": name} for name, label in _AUDIENCES.items()]
    select = {"type": "static_select", "action_id": "value", "options": people, "initial_option": chosen}
    said = str(approval.args.get("message") or "") or ("" if email else plan.body_text if not many else "")
    return modal(
        EDITED,
        "Edit before sending",
        "Show me",
        [
            text_input("subject", "Subject", initial=plan.subject, most=150) if email else None,
            {
                **text_input(
                    "message",
                    "Opening words" if email or many else "Text",
                    initial=said,
                    lines=True,
                    hint="Empty: the words on the card.",
                ),
                "optional": True,
            },
            {
                "type": "input",
                "block_id": "audience",
                "label": {"type": "plain_text", "text": "Audience"},
                "element": select,
            }
            if many
            else None,
            context("Nothing is sent yet: you get a new card with the audience and the text as they will be."),
        ],
        approval.token,
    )


_AUDIENCES = {
    "matching_buyers": "Buyers whose wishes fit the home",
    "buyers": "All buyers",
    "sellers": "All sellers",
    "everyone": "Everyone",
}


def _campaign(plan: CampaignPlan, *, whole: bool) -> list[Block]:
    included, excluded = plan.audience.included, plan.audience.excluded
    by_why = Counter(one.why or "no reason given" for one in excluded)
    out = "\n".join(f"• {amount} {one_line(why, 120)}" for why, amount in by_why.most_common(8))
    names = ", ".join(one_line(one.name, 40) for one in included[:5]) + (" …" if len(included) > 5 else "")  # noqa: PLR2004
    people = (
        f"*{count(len(included), 'person', 'people')}* by {plan.channel}: {esc(plan.audience.description)}\n{names}"
    )
    cost = money_cents(plan.cost) if plan.cost else "no cost"
    facts = [section(people.rstrip()), section(f"*Cost* {cost} {one_line(plan.cost_note)}".rstrip())]
    facts += [context(esc(plan.timing))] if plan.timing else []
    if not whole:
        return facts[:1]
    left = section(f"*{count(len(excluded), 'person', 'people')} left out*\n{out}") if excluded else None
    subject = f"*Subject* {one_line(plan.subject)}" if plan.subject else ""
    preview = f"\n_{one_line(plan.preview_text)}_" if plan.preview_text else ""
    message = section(f"{subject}{preview}\n{quoted(plan.body_text, 2000)}".strip())
    warned = [alert(f"{one_line(warning, 400)}", "warning") for warning in plan.warnings[:5]]
    return [block for block in (facts[0], left, divider(), message, divider(), *facts[1:], *warned) if block]


def _arguments(approval: Approval) -> list[Block]:
    lines = [f"*{esc(name)}* {one_line(value)}" for name, value in approval.args.items()]
    return [section("\n".join(lines))] if lines else []


def _buttons(approval: Approval, plan: CampaignPlan | None) -> Block | None:
    who = count(len(plan.audience.included), "person", "people") if plan else ""
    ask = confirm("Send it now?", f"{approval.summary}. This cannot be taken back.", "Approve")
    label = f"Approve and send to {who}" if who else "Approve"
    return actions(
        [
            button(label, APPROVE, approval.token, style="primary", ask=ask),
            button("Edit", EDIT, approval.token) if plan and not plan.steps else None,
            button("Cancel", CANCEL, approval.token, style="danger"),
            _always(approval),
        ]
    )


def _always(approval: Approval) -> Block | None:
    """What a rule asks for may be allowed to it once and for all, within limits."""
    if approval.caller.get("kind") != "rule":
        return None
    rule_id = str(approval.caller.get("key") or "").partition(":")[0]
    return button("Always allow for this rule …", ALLOW, rule_id) if rule_id else None


def _deadline(approval: Approval, owner: str, zone: str) -> str:
    who = f"<@{owner}>" if owner else "nobody yet (set JORGE_SLACK_OWNER)"
    return f"Only {who} can decide. Expires {moment(approval.expires_at, zone)}."


def _state(approval: Approval, zone: str) -> str:
    by = f" by <@{approval.decided_by}>" if approval.decided_by else ""
    at = f", {moment(approval.decided_at, zone)}" if approval.decided_at else ""
    said = {
        ApprovalStatus.APPROVED: f"Approved{by}{at}. Starting now.",
        ApprovalStatus.RUNNING: f"Approved{by}{at}. Sending …",
        ApprovalStatus.DONE: f"{_result(approval)} Approved{by}{at}.",
        ApprovalStatus.FAILED: f"It could not be done: {one_line(approval.note, 600)} (approved{by}{at})",
        ApprovalStatus.CANCELLED: f"Cancelled{by}{at}. Nothing was sent.",
        ApprovalStatus.EXPIRED: "Expired without an answer. Nothing was sent. Ask again to see today's facts.",
        ApprovalStatus.SUPERSEDED: "Replaced by the edited version below. Nothing was sent from this card.",
    }
    return said.get(approval.status, "")


def _result(approval: Approval) -> str:
    try:
        done = Campaign.model_validate(approval.result)
    except ValidationError:
        return "Done."
    counts = [f"{done.delivered} delivered"]
    counts += [f"{done.failed} failed"] if done.failed else []
    counts += [f"{done.opens} opened"] if done.opens is not None else []
    counts += [f"{done.clicks} clicked"] if done.clicks is not None else []
    note = f" {one_line(done.note, 300)}" if done.note else ""
    return f"{esc(done.status).capitalize()} at {esc(done.vendor)} to {done.recipients}: {', '.join(counts)}.{note}"
