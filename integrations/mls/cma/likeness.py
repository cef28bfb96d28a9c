"""How alike two homes are: every fact in units of unlikeness, so that a plain distance says it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from integrations.mls.cma.encoder import Encoder
from integrations.mls.cma.sales import Floats, Frame, Ints
from integrations.mls.cma.terms import standard_deviations, to_units

# A fact counts twice: as it is, on a scale of its own, and by what it is worth in log price. The second needs no
# knowledge of the field, so that a town's own fields count as much as its market says.
WORTH_SCALE = 0.12
_BY_FACT, _BY_WORTH = 0.85, 0.53
_UNKNOWN_GAP = 0.5
_OTHER_KIND_GAP = 3.0
_KIND = "property_sub_type"


@dataclass(frozen=True, slots=True)
class Likeness:
    """The facts of all sales of a fit: one row a fact and way of counting, one column a sale."""

    values: Floats
    groups: Ints  # each row's term
    encoder: Encoder
    coefficients: Floats
    scales: tuple[tuple[int, float], ...]
    kinds: tuple[str, ...]

    def read(self, frame: Frame, design: Floats) -> Floats:
        """Other homes in the same units."""
        return np.stack(_rows(self.encoder, self.coefficients, self.scales, self.kinds, frame, design)[0])

    def join(self, frame: Frame, design: Floats) -> Likeness:
        """The same with more sales after its own."""
        return replace(self, values=np.hstack([self.values, self.read(frame, design)]))

    def gaps(self, home: Floats, rows: Ints) -> Floats:
        """Differences from one home; a blank counts as half a unit."""
        gaps = self.values[:, rows] - home[:, None]
        return np.where(np.isfinite(gaps), gaps, _UNKNOWN_GAP)

    def by_term(self, gaps: Floats) -> Floats:
        """The gaps of each term, one row a term."""
        square = np.zeros((len(self.encoder.terms), gaps.shape[1]))
        np.add.at(square, self.groups, gaps * gaps)
        return np.sqrt(square)


def measure_likeness(frame: Frame, encoder: Encoder, coefficients: Floats, design: Floats) -> Likeness:
    """Likeness of all sales of a fit."""
    terms = tuple(item.term for item in encoder.terms)
    spread = standard_deviations(frame, terms)
    scales = tuple(
        (at, term.gap_scale or (term.gap_deviations or 1.0) * spread[term.source])
        for at, term in enumerate(terms)
        if term.source in frame.numbers and (term.gap_scale is not None or term.gap_deviations is not None)
    )
    kinds = next((item.words for item in encoder.terms if item.term.source == _KIND), ())
    rows, groups = _rows(encoder, coefficients, scales, kinds, frame, design)
    values = np.stack(rows) if rows else np.zeros((0, frame.size))
    return Likeness(values, np.array(groups, dtype=np.int64), encoder, coefficients, scales, kinds)


def _rows(
    encoder: Encoder,
    coefficients: Floats,
    scales: tuple[tuple[int, float], ...],
    kinds: tuple[str, ...],
    frame: Frame,
    design: Floats,
) -> tuple[list[Floats], list[int]]:
    rows, groups = [np.zeros(frame.size)], [0]  # never empty, even without any fact
    for at, scale in scales:
        term = encoder.terms[at].term
        rows.append(_BY_FACT * to_units(term, frame.number(term.source)) / scale)
        groups.append(at)
    ends = (*encoder.starts[1:], encoder.width)
    for at, (start, end) in enumerate(zip(encoder.starts, ends, strict=True) if encoder.width else ()):
        rows.append(_BY_WORTH / WORTH_SCALE * (design[:, start:end] @ coefficients[start:end]))
        groups.append(at)
    for kind in kinds:
        rows.append(_OTHER_KIND_GAP / np.sqrt(2) * (frame.words[_KIND] == kind).astype(np.float64))
        groups.append(next(i for i, item in enumerate(encoder.terms) if item.term.source == _KIND))
    return rows, groups
