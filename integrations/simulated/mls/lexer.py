"""Cuts an OData expression into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from integrations.simulated.mls.problems import Problem, bad_filter

_MOST_TOKENS = 600
_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<timestamp>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))
  | (?P<date>\d{4}-\d\d-\d\d)
  | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<string>'(?:[^']|'')*')
  | (?P<enum>[A-Za-z_][\w.]*'(?:[^']|'')*')
  | (?P<name>[A-Za-z_][\w.]*)
  | (?P<sign>[(),/:])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `value` is ready for comparing, `text` is as written."""

    kind: str
    text: str
    value: object


def cut(text: str) -> list[Token]:
    """Return the tokens of an expression.

    Raises:
        Problem: a character that belongs to no token (400), or an expression of more than 600 tokens (413).
    """
    tokens = []
    place = 0
    while place < len(text):
        match = _PATTERN.match(text, place)
        if match is None or match.lastgroup is None:
            raise bad_filter(f"Unexpected {text[place]!r} at position {place}.")
        if match.lastgroup != "space":
            tokens.append(_token(match.lastgroup, match.group()))
        place = match.end()
    if len(tokens) > _MOST_TOKENS:
        raise Problem(413, "RequestTooComplex", f"The filter has more than {_MOST_TOKENS} tokens.", target="$filter")
    return tokens


def _token(kind: str, text: str) -> Token:
    if kind == "string":
        return Token(kind, text, text[1:-1].replace("''", "'"))
    if kind == "enum":
        return Token(kind, text, text.partition("'")[2][:-1].replace("''", "'"))
    if kind == "number":
        return Token(kind, text, float(text) if set(text) & set(".eE") else int(text))
    if kind == "date":
        _check(text)
        return Token(kind, text, text)
    if kind == "timestamp":
        return Token(kind, text, sortable(_check(text)))
    return Token(kind, text, text)


def _check(text: str) -> datetime:
    # Python reads at most six digits of a second's fraction; more would not change the answer.
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        raise bad_filter(f"{text} is no date or time.") from None


def sortable(when: datetime) -> str:
    """Return a moment as text that sorts among the records' own (UTC, milliseconds, `Z`).

    A moment between two milliseconds ends in `~`, which sorts after `Z` and before the next one.
    """
    text = when.astimezone(UTC).isoformat(timespec="microseconds")
    return text[:23] + ("Z" if text[23:26] == "000" else "~")


class Tokens:
    """The tokens of an expression, one after the other."""

    def __init__(self, text: str) -> None:
        """Begin at the first."""
        self._tokens = cut(text)
        self._place = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token so far ahead."""
        place = self._place + ahead
        return self._tokens[place] if place < len(self._tokens) else Token("end", "the end", None)

    def next(self) -> Token:
        """Take the next token, whatever it is."""
        token = self.peek()
        self._place += 1
        return token

    def take(self, text: str) -> bool:
        """Take the next token if it is this one."""
        if self.peek().kind != "string" and self.peek().text == text:
            self._place += 1
            return True
        return False

    def need(self, text: str) -> None:
        """Take the next token, which must be this one. Raises `Problem`."""
        if not self.take(text):
            raise bad_filter(f"Expected {text!r}, found {self.peek().text!r}.")

    def finish(self) -> None:
        """Nothing may be left. Raises `Problem`."""
        if self._place < len(self._tokens):
            raise bad_filter(f"Unexpected {self._tokens[self._place].text!r}.")
