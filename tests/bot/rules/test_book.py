from __future__ import annotations

import json
import re

import pytest

from bot.rules import OrchestrationRule, RuleError, read_book
from bot.rules.actions import ToolCall
from bot.rules.rule import read_rule
from tools.toolbox import registry

BOOK = {rule.rule_id: rule for rule in read_book()}
# Tools that other parts of Jorge bring; until then these steps say NotConfigured.
TO_COME = {"run_ads", "schedule_open_house", "farm_neighbourhood"}
NEEDED = {
    "hot_lead", "price_drop_opportunity", "new_listing_matches_buyers", "own_listing_active", "back_on_market",
    "own_deal_status_change", "lead_gone_quiet", "opt_out_received", "duplicate_contact", "sync_failing", "feed_stale",
}  # fmt: skip


def test_the_book_holds_what_was_asked_for():
    assert set(BOOK) >= NEEDED


@pytest.mark.parametrize("rule", BOOK.values(), ids=BOOK)
def test_every_rule_has_an_example_that_fires_and_one_that_does_not(rule):
    assert {example.fires for example in rule.examples} == {True, False}
    for example in rule.examples:
        assert rule.fires_on(example.event) is example.fires, example


@pytest.mark.parametrize("rule", BOOK.values(), ids=BOOK)
def test_every_tool_of_the_book_exists_with_these_arguments_or_is_known_to_come(rule):
    for action in rule.actions:
        if not isinstance(action, ToolCall):
            continue
        if action.tool not in registry():
            assert action.tool in TO_COME
            continue
        known = registry()[action.tool].arguments.model_fields
        assert set(action.args) <= set(known)
        assert {name for name, one in known.items() if one.is_required()} <= set(action.args)


def test_the_scenarios_name_every_action_that_the_product_asks_for():
    kinds = {rule_id: [getattr(one, "tool", one.action) for one in BOOK[rule_id].actions] for rule_id in BOOK}
    assert set(kinds["hot_lead"]) == {"notification", "text_owner", "emit"}
    assert set(kinds["new_hot_lead"]) == {
        "crm_update", "text_lead", "email_lead", "message_lead", "search_listings", "sequence", "bot_escalation",
    }  # fmt: skip
    assert set(kinds["price_drop_opportunity"]) == {
        "notification", "run_cma", "send_matches", "launch_campaign", "draft_social_post",
    }  # fmt: skip
    assert set(kinds["own_listing_active"]) == {
        "notification", "write_listing_description", "draft_social_post", "launch_campaign", "run_ads",
        "schedule_open_house", "farm_neighbourhood", "webhook_out",
    }  # fmt: skip


def test_the_story_of_a_card_names_its_subject():
    for rule in BOOK.values():
        for action in rule.actions:
            if action.action == "notification":
                assert re.search(r"\{\w+\}", action.story), rule.rule_id


def test_a_rule_needs_five_words_and_its_actions_may_be_written_in_the_words_of_the_specification():
    rule = OrchestrationRule(
        rule_id="wide", name="Wide", description="All leads.", event_pattern={"type": "lead.scored"},
        actions=[
            {"action": "notification", "priority": "urgent", "title": "Look"},
            {"action": "tool", "name": "find_leads", "arguments": {"limit": 3}},
        ],
    )  # fmt: skip
    assert rule.actions[0].severity == "urgent"
    assert (rule.actions[1].tool, rule.actions[1].args) == ("find_leads", {"limit": 3})


@pytest.mark.parametrize("missing", ["actions", "examples"])
def test_a_rule_file_without_actions_or_examples_is_refused_by_name(missing):
    whole = {
        "rule_id": "r", "name": "R", "description": "", "event_pattern": {"type": "a"},
        "actions": [{"action": "emit", "type": "b"}], "examples": [{"event": {"type": "a"}, "fires": True}],
    }  # fmt: skip
    with pytest.raises(RuleError, match=f"r.yml: {missing}: .* at least one"):
        read_rule(json.dumps({**whole, missing: []}), "r.yml")
