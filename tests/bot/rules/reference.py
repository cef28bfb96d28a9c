"""A slow reading of MongoDB's manual that shares no code with the patterns, and what to try them on."""

from __future__ import annotations

import math
import re
from functools import partial

from hypothesis import strategies as st

NOTHING = object()  # a key that is not there
BRACKETS = ((bool, "bool"), ((int, float), "number"), (str, "string"), (dict, "object"), (list, "array"))


def bracket(value):
    if value is None:
        return "null"
    return next((name for classes, name in BRACKETS if isinstance(value, classes)), "nothing")


def equal(left, right):
    if bracket(left) != bracket(right):
        return False
    if bracket(left) == "array":
        return len(left) == len(right) and all(equal(left[i], right[i]) for i in range(len(left)))
    if bracket(left) == "object":
        return list(left.keys()) == list(right.keys()) and all(equal(left[key], right[key]) for key in left)
    if bracket(left) == "number" and math.isnan(left):
        return math.isnan(right)
    return left == right


def candidates(value, steps, *, into_last_array):
    """Every value a path means, or NOTHING; arrays on the way stand for each object in them, or for one index."""
    if not steps:
        return [*value, value] if into_last_array and isinstance(value, list) else [value]
    if isinstance(value, dict):
        inner = value.get(steps[0], NOTHING)
        return candidates(inner, steps[1:], into_last_array=into_last_array)
    if not isinstance(value, list):
        return [NOTHING]
    found = []
    for place, item in enumerate(value):
        if isinstance(item, dict):
            found += candidates(item, steps, into_last_array=into_last_array)
        if steps[0] == str(place) and len(steps) == 1:
            found.append(item)
        elif steps[0] == str(place) and isinstance(item, (dict, list)):
            found += candidates(item, steps[1:], into_last_array=into_last_array)
    return found


def one_holds(name, operand, value, options=""):  # noqa: C901, PLR0911, PLR0912
    """Whether one operator holds for one value."""
    same_bracket = bracket(value) == bracket(operand)
    comparable = same_bracket and bracket(value) in {"number", "string", "bool"}
    match name:
        case "$eq":
            return value in (None, NOTHING) if operand is None else equal(value, operand)
        case "$in":
            return any(
                one_holds("$regex", one["$regex"], value, one.get("$options", ""))
                if isinstance(one, dict) and "$regex" in one
                else one_holds("$eq", one, value)
                for one in operand
            )
        case "$gt":
            return comparable and value > operand
        case "$lt":
            return comparable and value < operand
        case "$gte":
            return one_holds("$eq", operand, value) or one_holds("$gt", operand, value)
        case "$lte":
            return one_holds("$eq", operand, value) or one_holds("$lt", operand, value)
        case "$exists":
            return value is not NOTHING
        case "$type":
            return bracket(value) in (operand if isinstance(operand, list) else [operand])
        case "$regex":
            flags = re.IGNORECASE if "i" in options else 0
            return isinstance(value, str) and re.search(operand, value, flags) is not None
        case "$mod":
            if bracket(value) != "number" or math.isnan(value) or math.isinf(value):
                return False
            return math.fmod(math.trunc(value), math.trunc(operand[0])) == math.trunc(operand[1])
        case "$size":
            return isinstance(value, list) and len(value) == operand
        case "$elemMatch":
            return isinstance(value, list) and any(element_holds(operand, item) for item in value)
    raise AssertionError(name)


def is_expression(wanted):
    return isinstance(wanted, dict) and bool(wanted) and next(iter(wanted)).startswith("$")


def element_holds(inner, item):
    if is_expression(inner) and not set(inner) <= {"$and", "$or", "$nor"}:
        return expression_holds(inner, lambda test, **_: test(item))
    if isinstance(item, list):
        item = {str(place): one for place, one in enumerate(item)}
    return isinstance(item, dict) and reference(inner, item)


def expression_holds(wanted, some):
    """`some(test, into_last_array=)` says whether a test holds for one of the values in question."""
    return all(operator_holds(name, operand, wanted, some) for name, operand in wanted.items())


def operator_holds(name, operand, wanted, some):  # noqa: PLR0911
    match name:
        case "$options":
            return True
        case "$ne":
            return not operator_holds("$eq", operand, wanted, some)
        case "$nin":
            return not operator_holds("$in", operand, wanted, some)
        case "$not":
            return not expression_holds(operand, some)
        case "$exists" if not operand:
            return not operator_holds("$exists", 1, wanted, some)
        case "$all":
            each = [one if isinstance(one, dict) and "$elemMatch" in one else {"$in": [one]} for one in operand]
            return bool(each) and all(expression_holds(one, some) for one in each)
    options = wanted.get("$options", "")
    return some(
        lambda value: one_holds(name, operand, value, options), into_last_array=name not in {"$size", "$elemMatch"}
    )


def reaches(document, steps, test, *, into_last_array):
    return any(test(value) for value in candidates(document, steps, into_last_array=into_last_array))


def reference(query, document):
    for field, wanted in query.items():
        if field in {"$and", "$or", "$nor"}:
            held = [reference(one, document) for one in wanted]
            if not {"$and": all(held), "$or": any(held), "$nor": not any(held)}[field]:
                return False
            continue

        some = partial(reaches, document, field.split("."))
        if not expression_holds(wanted if is_expression(wanted) else {"$eq": wanted}, some):
            return False
    return True


numbers = st.sampled_from([-3, -1, 0, 1, 2, 3, 1.0, 0.5, 2.5, -2.5, math.nan, math.inf, 10**20])
scalars = st.none() | st.booleans() | numbers | st.sampled_from(["", "x", "y", "xy", "Xy", "1", "0"])
names = st.sampled_from(["a", "b", "0", "1"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(names, values, max_size=4)
paths = st.lists(names | st.sampled_from(["00", "²"]), min_size=1, max_size=3).map(".".join)
bounds = st.sampled_from(["$gt", "$gte", "$lt", "$lte"])
expressions = st.sampled_from(["x", "^x", "y$", "x.?", "^X|1"])
regexes = st.fixed_dictionaries({"$regex": expressions}, optional={"$options": st.sampled_from(["", "i"])})
types = st.sampled_from(["number", "string", "object", "array", "bool", "null"])


def operators(inner):
    """Expressions on one field; `inner` makes queries for `$elemMatch`."""
    simple = st.one_of(
        st.fixed_dictionaries({}, optional={"$gt": numbers, "$lte": numbers}).filter(bool),
        st.dictionaries(bounds, scalars, min_size=1, max_size=2),
        st.dictionaries(st.sampled_from(["$eq", "$ne"]), values, min_size=1, max_size=2),
        st.dictionaries(st.sampled_from(["$in", "$nin"]), st.lists(values | regexes, max_size=3), min_size=1),
        regexes,
        st.fixed_dictionaries({"$exists": st.booleans()}),
        st.fixed_dictionaries({"$type": types | st.lists(types, max_size=2)}),
        st.fixed_dictionaries({"$mod": st.sampled_from([[2, 0], [3, 1], [3, -1], [-2, 1], [2.5, 1.5]])}),
        st.fixed_dictionaries({"$size": st.integers(0, 3)}),
    )
    return st.recursive(
        simple,
        lambda deeper: st.one_of(
            st.fixed_dictionaries({"$not": deeper}),
            st.fixed_dictionaries({"$elemMatch": deeper | inner}),
            st.fixed_dictionaries(
                {"$all": st.lists(values | regexes | st.fixed_dictionaries({"$elemMatch": deeper | inner}), max_size=2)}
            ),
        ),
        max_leaves=3,
    )


queries = st.deferred(
    lambda: st.one_of(
        st.dictionaries(paths, values | operators(queries), max_size=3),
        st.dictionaries(
            st.sampled_from(["$and", "$or", "$nor"]), st.lists(queries, min_size=1, max_size=3), min_size=1, max_size=2
        ),
    )
)
