from __future__ import annotations

import math
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.rules import OrchestrationRule, Pattern, RuleIndex, read_book
from tests.bot.rules.reference import documents, queries, scalars, values


def named(several):
    return [(f"r{place}", query) for place, query in enumerate(several)]


def tried(several, document):
    return [rule_id for rule_id, query in named(several) if Pattern(query).matches(document)]


few = st.sampled_from(["a", "b", "a.b", "a.0", "b.1.a"])
bounds = st.dictionaries(st.sampled_from(["$gt", "$gte", "$lt", "$lte"]), scalars, min_size=1, max_size=3)
pins = scalars | st.fixed_dictionaries({"$in": st.lists(scalars, max_size=4)})
likely = st.dictionaries(few, pins | bounds | st.just({"$exists": True}) | st.just({"$ne": 1}), max_size=3)
either = st.fixed_dictionaries({"$or": st.lists(likely, min_size=1, max_size=3)}, optional={"a": pins})
many = st.lists(likely | either | queries, min_size=7, max_size=40)


@settings(max_examples=80, deadline=None)
@given(many, st.lists(documents | st.dictionaries(st.sampled_from("ab"), values), min_size=1, max_size=5))
@example([{"a": {"$gte": bound, "$lt": bound + 2}} for bound in range(12)], [{"a": 3}, {"a": [1, 30]}, {"a": math.nan}])
@example([{"a": {"$gt": bound, "$lte": 99}} for bound in range(12)], [{"a": 3}, {"a": 99}, {"a": [99, 100]}])
@example([{"a": bound} for bound in (None, True, 1, 0, False, "1", math.nan, 1.0)], [{}, {"a": 1}, {"a": [True, None]}])
@example([{f"f{n}": n} for n in range(40)], [{"f3": 3, "f9": 9.0}, {"f3": [3]}])
@example([{"a.b": n} for n in range(8)], [{"a": [{"b": 1}, {"b": [2, 3]}, {}]}, {"a": {"b": 4}}, {"a": None}])
def test_the_index_finds_what_each_pattern_would_match(several, tries):
    index = RuleIndex(named(several))
    for document in tries:
        assert index.match(document) == tried(several, document), document


SETS = {
    "equality": lambda n: {"type": f"t{n % 40}", "payload.zip": f"917{n % 100:02}"},
    "in": lambda n: {"payload.zip": {"$in": [f"917{n % 100:02}", f"917{(n + 1) % 100:02}"]}},
    "lower bounds": lambda n: {"payload.price": {"$gte": n}},
    "upper bounds and text": lambda n: {"payload.price": {"$lt": n}, "type": {"$gt": f"t{n % 9}"}},
    "bands": lambda n: {"payload.price": {"$gt": n, "$lte": n + 50}},
    "wide bands": lambda n: {"payload.price": {"$gt": n % 100, "$lte": 1000 - n % 90}},
    "or": lambda n: {"$or": [{"payload.zip": f"917{n % 100:02}"}, {"payload.price": n}]},
    "fields": lambda n: {f"payload.f{n}": {"$exists": True}},
    "expressions": lambda n: {"payload.note": {"$regex": f"{n % 10}{n % 7}"}},
    "negations": lambda n: {"payload.zip": {"$ne": f"917{n % 100:02}"}},
    "nothing": lambda n: {"payload.zip": None} if n % 2 else {"payload.gone": None},
}


@pytest.mark.parametrize("made", SETS.values(), ids=SETS)
def test_hundreds_of_rules_of_one_sort_are_found(made):
    several = [made(n) for n in range(300)]
    index = RuleIndex(named(several))
    payload = {"zip": "91730", "price": 120, "note": "12 345", "f7": None, "f200": 1}
    for change in ({}, {"zip": ["91730", "91731"]}, {"price": [1, 400]}, {"price": 50.5}, {"zip": None}, {"note": []}):
        document = {"type": "t5", "payload": payload | change}
        assert index.match(document) == tried(several, document), change
    for document in ({}, {"payload": None}, {"payload": [payload, {"price": 7}]}, {"type": ["t1", "t2", "t1"]}):
        assert index.match(document) == tried(several, document), document


def test_ten_thousand_rules_are_found_in_order():
    several = [{"type": f"t{n % 50}", "payload.price": {"$gte": n % 1000}, "payload.zip": n % 7} for n in range(10_000)]
    index = RuleIndex(named(several))
    found = index.match({"type": "t3", "payload": {"price": 500, "zip": 3}})
    assert found == [f"r{n}" for n in range(3, 10_000, 50) if n % 1000 <= 500 and n % 7 == 3]


def test_a_rule_that_is_switched_off_is_not_found():
    (rule, *_) = read_book()
    off = rule.model_copy(update={"enabled": False, "rule_id": "off"})
    event = next(one.event for one in rule.examples if one.fires)
    assert isinstance(rule, OrchestrationRule)
    assert RuleIndex([off, rule]).match(event) == [rule.rule_id]


def test_a_stalling_expression_on_a_long_array_costs_its_time_limit_once():
    index = RuleIndex([("hostile", {"a": {"$regex": "^(a|aa)+$"}})])
    began = time.monotonic()
    assert index.match({"a": ["a" * 60 + "b"] * 200}) == []
    assert time.monotonic() - began < 5


def test_a_rule_may_be_given_as_a_model_a_pair_or_a_mapping():
    query = {"payload.temperature": {"$gte": 75}}
    model = OrchestrationRule(rule_id="model", name="M", description="", event_pattern=query)
    rules = RuleIndex([model, ("pair", query), {"rule_id": "mapping", "event_pattern": query}])
    assert rules.match({"payload": {"temperature": 80}}) == ["model", "pair", "mapping"]
    assert rules.match({"payload": {"temperature": 74}}) == []
