"""Weights of past sales by rule: how near, how alike, how recent, and how much they repeat each other.

Ordinary kriging of what the facts do not explain. Two sales in one block tell little more than one, so they share
a weight; a sale whose price its own neighbours contradict counts less. Weights are never negative and sum to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrations.mls.cma.sales import Bools, Floats

# Parts of the variance that the facts leave open, in units of the noise of a single sale: what homes of one
# place share, what alike homes of one place share, what alike homes share. Only their proportions matter.
PLACE, PLACE_AND_KIND, KIND, NOISE = 1.2, 1.0, 0.6, 1.0
PLACE_LENGTH, PLACE_AND_KIND_LENGTH = 0.7, 1.5  # in units of the local distance
KIND_LENGTH = 1.2  # in units of unlikeness
MEMORY_DAYS = 400.0
_IMPUTED_NOISE = 1.5  # a price guessed from the list price tells less
_DOUBT_FROM = 1.0  # standard deviations


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights that sum to one, what they leave open (in units of the noise's deviation), and each sale's surprise."""

    weights: Floats
    deviation: float
    surprise: Floats


def weigh(
    east: Floats, north: Floats, kinds: Floats, days_back: Floats, own: Floats, adjusted: Floats, imputed: Bools
) -> Weighed:
    """Weigh sales at (`east`, `north`) around the subject, `kinds` one column a sale, `own` the subject's column."""
    between = _share(
        np.hypot(east[:, None] - east, north[:, None] - north),
        _squares(kinds),
        np.abs(days_back[:, None] - days_back),
    )
    difference = kinds - own[:, None]
    toward = _share(np.hypot(east, north), np.einsum("ij,ij->j", difference, difference), np.abs(days_back))
    diagonal = np.diag_indices(len(east))
    known = between.copy()
    noises = np.where(imputed, NOISE * _IMPUTED_NOISE, NOISE)
    known[diagonal] += noises
    inverse = np.linalg.inv(known)
    sums, own_share = inverse.sum(axis=1), np.diag(inverse)
    middle = float(sums @ adjusted) / float(sums.sum())
    left = inverse @ (adjusted - middle)
    surprise = left / own_share  # error of each when priced from the others
    noise = float(np.median(np.abs(left) / np.sqrt(own_share))) / 0.6745 or 1.0
    doubt = np.abs(left) / np.sqrt(own_share) / (noise * _DOUBT_FROM)
    between[diagonal] += noises * np.maximum(1.0, doubt) ** 2
    solved = np.linalg.solve(between, np.column_stack([toward, np.ones(len(east))]))
    multiplier = (1 - solved[:, 0].sum()) / solved[:, 1].sum()
    weights = solved[:, 0] + solved[:, 1] * multiplier
    open_ = PLACE + PLACE_AND_KIND + KIND + NOISE - float(weights @ toward) + multiplier
    weights = np.maximum(weights, 0.0)
    return Weighed(weights / weights.sum(), float(np.sqrt(max(open_, NOISE))), surprise)


def _share(miles: Floats, unlike: Floats, days: Floats) -> Floats:
    """Covariance of what the facts leave open."""
    alike = np.exp(-unlike / (2 * KIND_LENGTH**2))
    recent = np.exp(-days / MEMORY_DAYS)
    place = PLACE * recent * np.exp(-miles / PLACE_LENGTH)
    shared: Floats = place + alike * (PLACE_AND_KIND * np.exp(-miles / PLACE_AND_KIND_LENGTH) + KIND)
    return shared


def _squares(kinds: Floats) -> Floats:
    inner = kinds.T @ kinds
    own = np.diag(inner)
    squares: Floats = np.maximum(own[:, None] + own - 2 * inner, 0.0)
    return squares
