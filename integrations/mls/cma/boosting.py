"""What the facts of a home are worth together, beyond the sum of what each is worth alone.

Small regression trees, one after the other, on what the ridge regression leaves open; each asks one question of all
homes on a level. Fitted on past sales only, and counted only as far as they price those of them better that they
have not seen. Depth was chosen on King County's sales before its
benchmark's test set and on other towns, the number of trees for speed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from integrations.mls.cma.sales import Floats, Ints

TREES: Final = 80
DEPTH, BINS = 4, 32
RATE, SHRINK, PART = 0.14, 20.0, 0.5
LEAST_SHARE, FEWEST_SALES = 0.3, 200
_SEED = 7
_BITS = 1 << np.arange(DEPTH)


@dataclass(frozen=True, slots=True)
class Trees:
    """Fitted trees. `features` and `cuts` have one row a tree and one column a level, `leaves` one column a leaf."""

    edges: tuple[Floats, ...]
    features: Ints
    cuts: Ints
    leaves: Floats

    def predict(self, table: Floats) -> Floats:
        """Log price beyond the sum of the facts; one row a home, one column a fact."""
        codes = _code(table, self.edges)
        leaf = (codes[:, self.features] > self.cuts) @ _BITS
        total: Floats = self.leaves[np.arange(len(self.features)), leaf].sum(axis=1)
        return total


@dataclass(frozen=True, slots=True)
class Halves:
    """Trees of the even and of the odd sales: a sale is told by those that have not seen it, another home by both."""

    even: Trees
    odd: Trees
    share: float

    def predict(self, table: Floats, places: Ints | None = None) -> Floats:
        """`places` are the sales' positions in the market's history; none for homes that are no sales."""
        first, second = self.even.predict(table), self.odd.predict(table)
        if places is None:
            return np.asarray(self.share * (first + second) / 2, dtype=np.float64)
        return np.asarray(self.share * np.where(places % 2, first, second), dtype=np.float64)


def learn_together(table: Floats, left: Floats, places: Ints) -> Halves | None:
    """Trees for what is left of log prices; None where they price sales that they have not seen no better."""
    if len(left) < FEWEST_SALES:
        return None
    odd = places % 2 == 1
    halves = Halves(fit_trees(table[~odd], left[~odd]), fit_trees(table[odd], left[odd]), 1.0)
    told = halves.predict(table, places)
    told = told - told.mean()
    share = float(told @ left) / max(float(told @ told), 1e-12)
    return replace(halves, share=min(share, 1.0)) if share >= LEAST_SHARE else None


def fit_trees(table: Floats, target: Floats) -> Trees:
    """Each tree on half of the sales, chosen by a fixed seed."""
    edges = tuple(_find_edges(column) for column in table.T)
    codes = _code(table, edges)
    flat = codes + np.arange(codes.shape[1]) * BINS
    left, dice = target.copy(), np.random.default_rng(_SEED)
    features, cuts, leaves = [], [], []
    for _ in range(TREES):
        some = dice.random(len(codes)) < PART
        asked, at = _grow(flat[some], codes[some], left[some])
        leaf = (codes[:, asked] > at) @ _BITS
        sums = np.bincount(leaf[some], left[some], 1 << DEPTH)
        value = RATE * sums / (np.bincount(leaf[some], minlength=1 << DEPTH) + SHRINK)
        left -= value[leaf]
        features.append(asked)
        cuts.append(at)
        leaves.append(value)
    return Trees(edges, np.array(features), np.array(cuts), np.array(leaves))


def _grow(flat: Ints, codes: Ints, left: Floats) -> tuple[Ints, Ints]:
    """The questions of one tree: at each level the one that explains most in all leaves together."""
    count, wide = codes.shape
    leaf = np.zeros(count, dtype=np.int64)
    asked, cuts = np.zeros(DEPTH, dtype=np.int64), np.zeros(DEPTH, dtype=np.int64)
    weights = np.repeat(left, wide)
    for level in range(DEPTH):
        shape = (1 << level, wide, BINS)
        index = (flat + (leaf * (wide * BINS))[:, None]).ravel()
        size = (1 << level) * wide * BINS
        sums = np.bincount(index, weights, size).reshape(shape).cumsum(axis=2)
        sizes = np.bincount(index, minlength=size).reshape(shape).cumsum(axis=2)
        over, rest = sums[:, :, -1:] - sums, sizes[:, :, -1:] - sizes
        gain = (sums**2 / (sizes + SHRINK) + over**2 / (rest + SHRINK)).sum(axis=0)
        asked[level], cuts[level] = divmod(int(gain[:, :-1].argmax()), BINS - 1)
        leaf += (codes[:, asked[level]] > cuts[level]) << level
    return asked, cuts


def _find_edges(column: Floats) -> Floats:
    known = column[np.isfinite(column)]
    if not len(known):
        return np.zeros(0)
    edges: Floats = np.unique(np.quantile(known, np.linspace(0, 1, BINS - 1)[1:-1]))
    return edges


def _code(table: Floats, edges: tuple[Floats, ...]) -> Ints:
    """Each fact's bin; the first is for a blank."""
    codes = [
        np.where(np.isfinite(column), np.searchsorted(edge, column) + 1, 0)
        for column, edge in zip(table.T, edges, strict=True)
    ]
    return np.stack(codes, axis=1).astype(np.int64)
