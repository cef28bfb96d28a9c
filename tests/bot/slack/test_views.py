from __future__ import annotations

import warnings
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.alerts.brief import Brief, Match
from bot.alerts.routing import for_others
from bot.slack.registry import commands
from bot.slack.views import (
    alert_forms,
    alert_policy,
    alerts,
    answers,
    approvals,
    brief,
    cma,
    help,  # noqa: A004
    home,
    leads,
    listings,
    sync,
    words,
)
from bot.slack.views.blocks import card, section
from integrations.models.alert import AlertStatus
from integrations.models.alert_policy import Alerts, Decided, EscalationStep, Mute, Policy, Window
from integrations.models.approval import Approval, ApprovalStatus
from integrations.models.contact import LeadList, LeadQuery
from integrations.models.listing import ListingPage, ListingQuery, StandardStatus
from integrations.models.sync import SyncReport, SyncResult
from integrations.simulated.desk.blocks import check_blocks, check_view
from tools.errors import ToolError

ZONE = "America/Los_Angeles"
WILD = st.text(max_size=5000) | st.sampled_from(
    ["<!channel>", "&" * 4000, "a" * 12_000, "", "*_~`", "<@U1>|", "\n" * 200]
)
MODEST = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def busy_policy(now) -> Policy:
    mutes = tuple(Mute(id=f"m{at}", rule_id="hot_lead", until=now, by="U1", at=now) for at in range(3))
    windows = tuple(Window(id=f"w{at}", system="mls", covers=("mls",), until=now, by="U1", at=now) for at in range(3))
    steps = (EscalationStep(via="channel", after=3, to="#office"), EscalationStep(via="person", after=9, to="U1"))
    prefer = Alerts(escalation=steps, partner="U2", routes={"price_drop": "#deals"}, brief_at=None, remind_after=0)
    return Policy(alerts=prefer, mutes=mutes, windows=windows)


def decided(now) -> Decided:
    return Decided(alert_id="a1", title="<x>", rule_id="r", at=now, outcome="defer", reason="<y>" * 90, until=now)


def full_brief(make) -> Brief:
    return Brief(
        make.now, make.now, ZONE, overnight=[make.alert()] * 9, deferred=[make.alert()] * 30,
        unanswered=[make.alert()] * 30, approvals=[approval(make)] * 9, leads=[make.lead()] * 9,
        matches=[Match(make.listing(), (make.lead(),) * 9)] * 9, missing=["new listings (down)"],
    )  # fmt: skip


def accepted(shown) -> None:
    """Slack's own validators and the desk's accept it, and it has words for phones."""
    assert shown.text.strip()
    assert len(shown.text) <= 3000
    blocks = [dict(block) for block in shown.blocks]
    check_blocks(blocks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for block in Block.parse_all(blocks):
            block.validate_json()
    assert "<!channel>" not in str([block for block in blocks if "mrkdwn" in str(block)])


def approval(make, status=ApprovalStatus.PENDING, **facts) -> Approval:
    given = {
        "id": "p1", "token": "t" * 32, "tool": "launch_campaign", "risk": "outward", "args": {"address": "x"},
        "plan": make.campaign_plan().model_dump(mode="json"), "facts_hash": "h", "summary": "Just listed: 3 people",
        "status": status, "caller": {"kind": "agent"}, "created_at": make.now, "expires_at": make.now,
    }  # fmt: skip
    return Approval.model_validate(given | facts)


def test_every_view_of_ordinary_data_is_accepted(make):
    page = ListingPage(query=ListingQuery(areas=("98103",)), total=30, listings=(make.listing(),) * 30)
    found = LeadList(query=LeadQuery(areas=("98103",), temperature_min=75), total=40, leads=(make.lead(),) * 40)
    report = SyncReport(results=(SyncResult(system="a", title="A"), SyncResult(system="b", title="B", error="down")))
    error = ToolError("ambiguous", "Two homes.", question="Which one?", options=("a", "b"))
    for shown in (
        cma.cma_card(make.cma()),
        cma.cma_card(make.cma(comparables=(), ranges=())),
        listings.listing_list(page),
        listings.listing_list(ListingPage(query=ListingQuery(), total=0, listings=())),
        leads.lead_list(found, make.now),
        leads.lead_list(LeadList(query=LeadQuery(), total=0, leads=()), make.now),
        sync.sync_report(report),
        sync.sync_report(SyncReport(results=())),
        alerts.alert_card(make.alert(), ZONE),
        alerts.alert_list([make.alert(id=str(at)) for at in range(60)], make.now, ZONE, aside="Besides: 1 alert."),
        alerts.alert_list([], make.now, ZONE),
        alerts.shared_card(for_others(make.alert()), ZONE),
        alerts.reminder_card(make.alert(), "U1"),
        alerts.snoozed_card(make.alert(snoozed_until=make.now), ZONE),
        alert_policy.policy_card(busy_policy(make.now)),
        alert_policy.silenced_card(busy_policy(make.now)),
        alert_policy.silenced_card(Policy()),
        alert_policy.log_card([decided(make.now)] * 30, ZONE),
        alert_policy.log_card([], ZONE),
        alert_policy.history_card(make.alert(), [decided(make.now)] * 9, [(make.now, "sms", "texted")], ZONE),
        brief.brief_card(full_brief(make)),
        brief.brief_card(Brief(make.now, make.now, ZONE, missing=["hot leads"])),
        answers.error_card("what I asked", error, "t"),
        answers.trouble_card(""),
        help.help_card(commands()),
        help.status_card([("MLS", "ok"), ("CRM", "down")]),
        help.status_card([]),
    ):
        accepted(shown)


def test_an_approval_is_shown_in_every_state(make):
    for status in ApprovalStatus:
        accepted(
            approvals.approval_card(approval(make, status, decided_by="U0JORGE", decided_at=make.now), "U0JORGE", ZONE)
        )
    accepted(approvals.approval_card(approval(make, plan={"other": 1}), "", ZONE))


def test_windows_are_accepted(make):
    one, who = make.alert(), make.lead(phones=("+1206", "+1207"))
    windows = (
        alert_forms.call_modal(one, who),
        alert_forms.call_modal(one, None),
        alert_forms.text_modal(who, "a1|D0|17.1"),
        alert_forms.note_modal(one, "a1"),
        alert_forms.snooze_modal(one, make.now, Policy(), 3, "a1"),
        alert_forms.mute_modal("hot_lead", [one] * 9, make.now, ZONE, "a1"),
        alert_policy.settings_modal(Policy()),
        alert_policy.settings_modal(busy_policy(make.now)),
        approvals.edit_modal(approval(make), make.campaign_plan()),
        home.value_modal(),
    )
    for window in windows:
        check_view(window, "modal")
        View(**window).validate_json()


def test_the_home_tab_is_accepted_full_and_empty(make):
    full = home.Today(
        make.now, ZONE, [make.alert(id=str(at)) for at in range(20)], [approval(make)] * 20, {"p1": "https://x.example"},
        [make.lead()] * 9, [("MLS", "ok")] * 30,
    )  # fmt: skip
    for today in (full, home.Today(make.now, ZONE)):
        check_view(home.home_view(today), "home")


@MODEST
@given(WILD, WILD, WILD)
def test_no_text_of_a_lead_breaks_an_alert(make, title, why, quote):
    for status in AlertStatus:
        wild = make.alert(
            title=title,
            why=why,
            quote=quote,
            first_step=why,
            facts=((title, why),) * 30,
            reasons=(quote,) * 30,
            status=status,
        )
        accepted(alerts.alert_card(wild, ZONE))
        accepted(alerts.shared_card(for_others(wild), ZONE))
        accepted(alerts.reminder_card(wild, "U1"))
        accepted(brief.brief_card(Brief(make.now, make.now, ZONE, deferred=[wild] * 30, unanswered=[wild] * 30)))
        for window in (
            alert_forms.snooze_modal(wild, make.now, Policy(), 3, "a1"),
            alert_forms.mute_modal("hot_lead", [wild] * 9, make.now, ZONE, "a1"),
        ):
            check_view(window, "modal")


@MODEST
@given(WILD, WILD)
def test_no_text_of_a_campaign_breaks_its_card(make, subject, body):
    plan = make.campaign_plan(
        40, subject=subject, body_text=body, title=subject, warnings=(body,) * 9, preview_text=subject
    )
    shown = approval(make, plan=plan.model_dump(mode="json"), summary=body or "x")
    accepted(approvals.approval_card(shown, "U0JORGE", ZONE))
    check_view(approvals.edit_modal(shown, plan), "modal")


@MODEST
@given(WILD, st.lists(WILD, max_size=30))
def test_no_answer_of_a_model_breaks_a_message(text, options):
    accepted(answers.answer_card(text or "x", options, "t", note=text))
    accepted(answers.error_card(text, ToolError("invalid", text or "x", options=tuple(options)), "t"))


@MODEST
@given(WILD)
def test_no_record_breaks_a_list(make, text):
    wild = make.lead(first_name=text, stage=text, record_url=f"https://x.example/{text}")
    accepted(leads.lead_list(LeadList(query=LeadQuery(name=text), total=9, leads=(wild,) * 9), make.now))
    home_for_sale = make.listing(unparsed_address=text, list_office_name=text)
    page = ListingPage(query=ListingQuery(areas=(text,)), total=1, listings=(home_for_sale,))
    accepted(listings.listing_list(page))
    accepted(cma.cma_card(make.cma(subject=home_for_sale, flags=(text,) * 9, assumptions=(text,) * 9)))


@given(st.text(max_size=80), st.integers(min_value=2, max_value=60))
def test_trimming_keeps_within_and_cuts_no_entity(text, most):
    cut = words.trim(words.esc(text), most)
    assert len(cut) <= most
    rest = cut.removesuffix("…")
    for entity in ("&amp;", "&lt;", "&gt;"):
        rest = rest.replace(entity, "")
    assert "&" not in rest


def test_a_card_never_has_more_than_fifty_blocks():
    shown = card("text", [section(str(at)) for at in range(80)])
    assert len(shown.blocks) == 50
    assert "31 more" in str(shown.blocks[-1])


def test_a_link_is_one_for_a_browser_or_none():
    assert words.link("A & B", "https://x.example/1") == "<https://x.example/1|A &amp; B>"
    assert words.link("A", "javascript:alert(1)") == "A"
    assert words.link("A", "https://x.example/|<!channel>") == "A"


def test_money_and_times_read_well(make):
    assert words.brief_money(Decimal(812_400)) == "$812k"
    assert words.brief_money(Decimal(1_250_000)) == "$1.25M"
    assert words.brief_money(Decimal(2_000_000)) == "$2M"
    assert words.moment(make.now, ZONE) == "Mar 4, 9:00 AM"
    assert words.ago(make.now, make.now) == "just now"


def test_the_cma_card_reads_like_this(make):
    shown = cma.cma_card(make.cma())
    assert shown.text == (
        "4512 Ashworth Ave N, Seattle, WA 98103 is worth about $812,000, likely $745,000 to $880,000. "
        "Grade B, 8 comparable sales."
    )
    assert shown.blocks[1]["text"]["text"].splitlines() == [
        "*$812,000*   Grade *B*",
        "$780,000 to $845,000  ·  holds in 50 of 100 cases",
        "$745,000 to $880,000  ·  holds in 80 of 100 cases",
    ]
    row = [cell["text"] for cell in shown.blocks[3]["rows"][1]]
    assert row == [
        "4512 Ashworth Ave N",
        "Jan 9, 2026",
        "$801,000",
        "$812,000 (+1%)",
        "3/2.5 bd/ba · 1,820 sq ft",
        "0.4",
    ]


def test_a_home_that_is_coming_soon_is_not_said_to_be_on_the_market(make):
    soon = make.listing(standard_status=StandardStatus.COMING_SOON, on_market_date=date(2026, 12, 5), days_on_market=0)
    shown = str(listings.listing_list(ListingPage(query=ListingQuery(), total=1, listings=(soon,))).blocks)
    assert "on the market from Dec 5, 2026" in shown
    assert "since" not in shown
    assert "days on market" not in shown
