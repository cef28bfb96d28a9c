from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import Pattern, PatternError, read_book

CASES = [
    ({"a": 1}, {"a": 1}, True),
    ({"a": 1}, {"a": 1.0}, True),
    ({"a": 1}, {"a": True}, False),
    ({"a": True}, {"a": 1}, False),
    ({"a": "1"}, {"a": 1}, False),
    ({"a": None}, {}, True),
    ({"a": None}, {"a": None}, True),
    ({"a": {"$ne": None}}, {}, False),
    ({"a": {"$exists": False}}, {"a": None}, False),
    ({"a": {"$gte": 75}}, {"a": 75}, True),
    ({"a": {"$gte": 75}}, {"a": "90"}, False),
    ({"a": {"$gt": False}}, {"a": 1}, False),
    ({"a": {"$gt": 1, "$lt": 3}}, {"a": [0, 5]}, True),
    ({"a": {"$elemMatch": {"$gt": 1, "$lt": 3}}}, {"a": [0, 5]}, False),
    ({"a": {"$ne": 2}}, {"a": [1, 2]}, False),
    ({"a": {"$nin": [3]}}, {}, True),
    ({"a": [1, 2]}, {"a": [1, 2]}, True),
    ({"a": 2}, {"a": [1, 2]}, True),
    ({"a.b": 2}, {"a": [{"b": 1}, {"b": 2}]}, True),
    ({"a.0": 7}, {"a": [7, 8]}, True),
    ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}}, False),
    ({"a": {"$size": 2}}, {"a": [1, 2]}, True),
    ({"a": {"$all": []}}, {"a": []}, False),
    ({"a": {"$all": [1, 2]}}, {"a": [2, 1, 3]}, True),
    ({"a": {"$mod": [4, 0]}}, {"a": 8}, True),
    ({"a": {"$type": "number"}}, {"a": True}, False),
    ({"a": {"$regex": "^san", "$options": "i"}}, {"a": "San Juan"}, True),
    ({"a": {"$not": {"$gt": 5}}}, {}, True),
    ({"$or": [{"a": 1}, {"b": 2}]}, {"b": 2}, True),
    ({"$nor": [{"a": 1}, {"b": 2}]}, {"b": 2}, False),
    ({"a": {"$in": []}}, {"a": 1}, False),
    ({"a": {"$in": [None]}}, {}, True),
    ({"a": {"$elemMatch": {"b": 1, "c": {"$gt": 2}}}}, {"a": [{"b": 1, "c": 1}, {"b": 2, "c": 3}]}, False),
]


@pytest.mark.parametrize(("query", "document", "expected"), CASES)
def test_a_pattern_reads_a_document_as_mongodb_would(query, document, expected):
    assert Pattern(query).matches(document) is expected


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"a": {"$foo": 1}}, "a.$foo"),
        ({"$where": "1"}, "$where"),
        ({"a": {"$in": 3}}, "a.$in"),
        ({"$or": []}, "$or"),
        ({"$and": [{"a": {"$gt": {}}}]}, "$and.0.a.$gt"),
        ({"a": {"$not": 5}}, "a.$not"),
        ({"a": {"$regex": "("}}, "a.$regex"),
        ({"a": {"$gt": 1, "b": 2}}, "a"),
    ],
)
def test_a_wrong_query_fails_at_load_and_names_the_place(query, place):
    with pytest.raises(PatternError) as told:
        Pattern(query)
    assert str(told.value).startswith(f"{place}:")


def test_a_hostile_regular_expression_cannot_hang_the_matcher():
    assert Pattern({"a": {"$regex": "^(a|aa)+$"}}).matches({"a": "a" * 60 + "b"}) is False


values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "y"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)
documents = st.dictionaries(st.sampled_from("ab"), values, max_size=2)


@given(documents, values.filter(lambda value: not isinstance(value, dict)))
def test_not_equal_is_always_the_opposite_of_equal(document, value):
    equal = Pattern({"a": {"$eq": value}}).matches(document)
    assert Pattern({"a": {"$ne": value}}).matches(document) is not equal


@given(documents, st.lists(values.filter(lambda value: not isinstance(value, dict)), max_size=3))
def test_in_is_the_same_as_or_of_equalities(document, wanted):
    either = any(Pattern({"a": {"$eq": one}}).matches(document) for one in wanted)
    assert Pattern({"a": {"$in": wanted}}).matches(document) is either


@pytest.mark.parametrize("rule", read_book(), ids=lambda rule: rule.rule_id)
def test_every_rule_of_the_book_does_what_its_examples_say(rule):
    for example in rule.examples:
        assert rule.fires_on(example.event) is example.fires, example
