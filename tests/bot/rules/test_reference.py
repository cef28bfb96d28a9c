from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.rules import Pattern
from tests.bot.rules.reference import documents, queries, reference


@settings(max_examples=200, deadline=None)
@given(queries, st.lists(documents, min_size=1, max_size=4))
@example({"a": None}, [{}, {"a": []}, {"a": [None]}])
@example({"a.b": None}, [{"a": [1]}, {"a": []}, {"a": [{}]}, {"a": 1}])
@example({"a.1": 2}, [{"a": [5, [2, 4]]}, {"a": [5, {"1": 2}]}])
@example({"a.0.b": None}, [{"a": [1]}, {"a": [{}]}, {"a": [[]]}])
@example({"a": {"$elemMatch": {"$gt": 0}}}, [{"a": [[1]]}, {"a": [1]}])
@example({"a": {"$elemMatch": {"b": 1}}}, [{"a": [[{"b": 1}]]}, {"a": [{"b": [1]}]}])
@example({"a": {"$mod": [3, -1]}}, [{"a": -1}, {"a": 2}, {"a": math.inf}])
@example({"a": {"$gte": math.nan}}, [{"a": math.nan}, {"a": 1}, {}])
@example({"a": {"$in": [[1], {"b": 1}, True]}}, [{"a": [1]}, {"a": {"b": 1.0}}, {"a": 1}, {"a": [[1]]}])
def test_patterns_do_what_the_manual_says(query, several):
    pattern = Pattern(query)
    for document in several:
        assert pattern.matches(document) is reference(query, document), document


MANUAL = [  # from the pages of the manual and MongoDB's own tests of $elemMatch and of paths
    ({"a.1": 2}, {"a": [5, [2, 4]]}, False),
    ({"a.1": [2, 4]}, {"a": [5, [2, 4]]}, True),
    ({"a.1": 4}, {"a": [5, {"1": 4}, 3]}, True),
    ({"a": {"$elemMatch": {"$lt": 6, "$gt": 4}}}, {"a": [[5]]}, False),
    ({"a": {"$elemMatch": {"$elemMatch": {"$lt": 6, "$gt": 4}}}}, {"a": [[5]]}, True),
    ({"a": {"$elemMatch": {"b": {"$lt": 6, "$gt": 4}}}}, {"a": [[{"b": 5}]]}, False),
    ({"a": {"$elemMatch": {"b": {"$lt": 6, "$gt": 4}}}}, {"a": [{"b": [3, 7]}]}, True),
    ({"a.b": {"$elemMatch": {"$lt": 6, "$gt": 4}}}, {"a": [{"b": [5]}]}, True),
    ({"qty": {"$not": {"$gt": 1.99}}}, {}, True),
    ({"qty": {"$all": [[1, 2]]}}, {"qty": [1, 2]}, True),
    ({"tags": {"$in": [{"$regex": "^be"}, {"$regex": "^st"}]}}, {"tags": ["old", "best"]}, True),
    ({"tags": {"$size": 1}}, {"tags": [[1, 2]]}, True),
    ({"item": {"$type": "null"}}, {}, False),
    ({"item": {"$type": "object"}}, {"item": [{}]}, True),
]


@pytest.mark.parametrize("judge", [reference, lambda query, document: Pattern(query).matches(document)])
@pytest.mark.parametrize(("query", "document", "expected"), MANUAL)
def test_the_reference_and_the_patterns_know_the_manual(judge, query, document, expected):
    assert judge(query, document) is expected
