"""Facts to regression columns. Fitted on past sales only; the same columns serve subject and comparables."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from integrations.mls.cma.sales import Bools, Floats, Frame
from integrations.mls.cma.terms import Term

_LEVEL_NEEDS_SALES = 15
_MOST_WORD_LEVELS = 60
_BENDS = (0.1, 0.3, 0.5, 0.7, 0.85, 0.95)
_BLANKS_MATTER = 0.02
# A fact counts as far as half the spread of all but the last hundredths beyond them: no price is known for more.
_OUTER, _BEYOND = (0.01, 0.99), 0.5


@dataclass(frozen=True, slots=True)
class FittedTerm:
    """A term with what the sales taught about its shape: the blank's stand-in, the knot, the levels."""

    term: Term
    fill: float = 0.0
    knot: float = 0.0
    levels: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    bends: tuple[float, ...] = ()
    blanks: bool = False
    least: float = -np.inf
    most: float = np.inf

    def missing(self, frame: Frame) -> Bools:
        """True where the fact is blank."""
        if self.words:
            return np.asarray(frame.words[self.term.source] == "", dtype=np.bool_)
        return ~np.isfinite(frame.number(self.term.source))

    def known(self, frame: Frame) -> Floats:
        """The numbers as far as they count, a blank's stand-in where there is none."""
        value = frame.number(self.term.source)
        return np.clip(np.where(np.isfinite(value), value, self.fill), self.least, self.most)

    def columns(self, frame: Frame) -> list[Floats]:
        """The regression columns of this fact."""
        if self.words:
            values = frame.words[self.term.source]
            return [(values == word).astype(np.float64) for word in self.words]
        known = np.isfinite(frame.number(self.term.source))
        value = self.known(frame)
        if self.term.cap is not None:
            value = np.minimum(value, self.term.cap)
        shaped = self._shape(value)
        return [*shaped, (~known).astype(np.float64)] if self.blanks else shaped

    def _shape(self, value: Floats) -> list[Floats]:  # noqa: PLR0911  one return a shape
        match self.term.shape:
            case "curve":
                size = np.log(value)
                return [size, *(np.maximum(size - bend, 0.0) for bend in self.bends)]
            case "amount":
                return [(value > 0).astype(np.float64), np.log1p(np.maximum(value, 0) / self.knot)]
            case "log":
                return [np.log(value)]
            case "age":
                age = (self.knot - value) / 50.0
                late = np.maximum(value - (self.knot - self.term.knot), 0.0) / 10.0
                return [age, age * age, late, *(np.maximum(value - bend, 0.0) / 50.0 for bend in self.bends)]
            case "share":
                return [(value > 0).astype(np.float64), value]
            case "levels":
                steps = [(value == level).astype(np.float64) for level in self.levels]
                return [value / self._unit(), *steps]
            case _:
                return [value]

    def _unit(self) -> float:
        return max(1.0, float(np.ptp(self.levels))) if self.levels else 1.0


@dataclass(frozen=True, slots=True)
class Encoder:
    """All terms of a market, in order; `starts` holds each term's first column."""

    terms: tuple[FittedTerm, ...]
    starts: tuple[int, ...] = field(default=())
    width: int = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """The terms' names as a reader sees them."""
        return tuple(fitted.term.label for fitted in self.terms)

    def reads_as(self, other: Encoder) -> bool:
        """Whether the other reads the same facts, words as words and numbers as numbers."""
        return [(one.term.source, bool(one.words)) for one in self.terms] == [
            (one.term.source, bool(one.words)) for one in other.terms
        ]

    def encode(self, frame: Frame) -> Floats:
        """One row a home, one column a regressor."""
        columns = [column for fitted in self.terms for column in fitted.columns(frame)]
        return np.column_stack(columns) if columns else np.zeros((frame.size, 0))

    def missing(self, frame: Frame) -> Bools:
        """One row a home, one column a term: True where the fact is blank."""
        columns = [fitted.missing(frame) for fitted in self.terms]
        return np.column_stack(columns) if columns else np.zeros((frame.size, 0), dtype=np.bool_)


def fit_encoder(frame: Frame, terms: tuple[Term, ...], year: int) -> Encoder:
    """Learn the blanks' stand-ins, knots and levels from past sales. `year` is the valuation's."""
    fitted = tuple(_fit_term(frame, term, year) for term in terms)
    widths = [len(item.columns(frame.take(slice(0, 1)))) for item in fitted]
    starts = tuple(int(start) for start in np.cumsum([0, *widths[:-1]]))
    return Encoder(fitted, starts, sum(widths))


def _fit_term(frame: Frame, term: Term, year: int) -> FittedTerm:
    if term.source in frame.words:
        words, counts = np.unique(frame.words[term.source], return_counts=True)
        order = np.argsort(-counts, kind="stable")[:_MOST_WORD_LEVELS]
        kept = sorted(str(words[i]) for i in order if counts[i] >= min(_LEVEL_NEEDS_SALES, counts.max()) and words[i])
        return FittedTerm(term, words=tuple(kept) or ("",))
    column = frame.numbers[term.source]
    known = column[np.isfinite(column)]
    fill, blanks = float(np.median(known)), len(known) < (1 - _BLANKS_MATTER) * len(column)
    if term.shape == "levels":
        levels, counts = np.unique(known, return_counts=True)
        return FittedTerm(term, fill, levels=tuple(levels[counts >= _LEVEL_NEEDS_SALES].tolist()), blanks=blanks)
    if term.shape == "amount":
        return FittedTerm(term, fill, knot=float(np.median(known[known > 0])), blanks=blanks)
    least, most = _limits(known, in_logs=term.shape == "curve")
    bends: tuple[float, ...] = ()
    if term.shape in ("curve", "age"):
        at = np.unique(np.quantile(known, _BENDS))
        bends = tuple((np.log(at) if term.shape == "curve" else at).tolist())
    knot = float(year) if term.shape == "age" else 0.0
    return FittedTerm(term, fill, knot=knot, bends=bends, blanks=blanks, least=least, most=most)


def _limits(known: Floats, *, in_logs: bool) -> tuple[float, float]:
    """How far a fact counts; without limits where nearly all homes are the same."""
    low, high = np.quantile(np.log(known) if in_logs else known, _OUTER)
    if low == high:
        return -np.inf, np.inf
    reach = _BEYOND * (high - low)
    ends = np.array([low - reach, high + reach])
    least, most = np.exp(ends) if in_logs else ends
    return float(least), float(most)
