from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import regex

from bot.rules.values import Test

_TIME_LIMIT = 0.05
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERBOSE}
_SPECIAL = frozenset(r"\.^$*+?{}[]|()")


class PatternError(ValueError):
    """The query is wrong; the message gives the path of the mistake and what is allowed there."""


def compile_regex(wanted: Any, options: Any, where: str) -> regex.Pattern[str]:
    """The compiled expression.

    Raises:
        PatternError: it does not compile, or an option is unknown.
    """
    if not isinstance(wanted, str) or not isinstance(options, str):
        raise PatternError(f"{where}: $regex and $options are strings")
    if bad := set(options) - set(_FLAGS):
        raise PatternError(f"{where}: unknown option {bad.pop()!r}; there are i, m, s, x")
    flags = 0
    for letter in options:
        flags |= _FLAGS[letter]
    try:
        return regex.compile(wanted, flags)
    except (regex.error, OverflowError, RecursionError) as error:
        raise PatternError(f"{where}: {wanted!r} is no regular expression: {error}") from error


def search(pattern: regex.Pattern[str]) -> Test:
    """A test for strings in which the expression is found.

    The test raises TimeoutError when a search takes too long. The condition then counts as "not found" for the whole
    field, so a long array cannot multiply the wait.
    """
    if (literal := _literal(pattern)) is not None:
        return literal
    find = pattern.search
    return lambda value: isinstance(value, str) and find(value, timeout=_TIME_LIMIT) is not None


def can_stall(entry: Any) -> bool:
    """Whether an operand is an expression that needs the time limit; plain text and `^plain text` do not."""
    if not isinstance(entry, Mapping) or "$regex" not in entry:
        return False
    return _literal(compile_regex(entry["$regex"], entry.get("$options", ""), "")) is None


def _literal(pattern: regex.Pattern[str]) -> Test | None:
    text = pattern.pattern
    begins = text.startswith("^")
    word = text[begins:]
    if pattern.flags & (regex.IGNORECASE | regex.MULTILINE | regex.VERBOSE) or not _SPECIAL.isdisjoint(word):
        return None
    if begins:
        return lambda value: isinstance(value, str) and value.startswith(word)
    return lambda value: isinstance(value, str) and word in value
