from __future__ import annotations

from hypothesis import given, settings

from bot.rules import Pattern
from bot.rules.explain import explain
from tests.bot.rules.reference import documents, queries

QUERY = {
    "type": "lead.scored",
    "payload.temperature": {"$gte": 75, "$lt": 101},
    "payload.stage": {"$ne": "Trash"},
    "$or": [{"payload.zip": "91730"}, {"payload.tags": {"$in": ["investor"]}, "payload.cash": True}],
}
EVENT = {"type": "lead.scored", "payload": {"temperature": 74, "tags": ["investor", "cash"]}}


def test_a_near_miss_names_the_condition_that_failed_and_the_value_that_was_there():
    findings = explain(QUERY, EVENT)
    assert [(one.said, one.held, one.saw) for one in findings if not one.parts] == [
        ('type = "lead.scored"', True, '"lead.scored"'),
        ("payload.temperature $gte 75", False, "74"),
        ("payload.temperature $lt 101", True, "74"),
        ('payload.stage $ne "Trash"', True, "missing"),
    ]


def test_an_either_or_shows_each_way():
    either = explain(QUERY, EVENT)[-1]
    assert (either.said, either.held) == ("any of", False)
    nearby, cash = either.parts
    assert (nearby.said, nearby.saw) == ('payload.zip = "91730"', "missing")
    assert [(one.said, one.held) for one in cash.parts] == [
        ('payload.tags $in ["investor"]', True),
        ("payload.cash = true", False),
    ]


@settings(max_examples=60, deadline=None)
@given(queries, documents)
def test_a_query_matches_exactly_where_every_finding_held(query, document):
    assert all(one.held for one in explain(query, document)) is Pattern(query).matches(document)
