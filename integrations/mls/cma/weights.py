"""Weights of past sales by rule: how near, how alike, how recent, and how much they repeat each other.

Ordinary kriging of what the facts do not explain. Two sales in one block tell little more than one, so they share
a weight; a sale whose price its own neighbours contradict counts less. Weights are never negative and sum to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrations.mls.cma.sales import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Kernel:
    """Parts of the variance that the facts leave open, in units of the noise of a single sale; only proportions matter.

    What homes of one place share, alike homes of one place, alike homes, homes of one area (ZIP code) and of one
    part of it (subdivision). Lengths are in units of the local distance and of unlikeness; the memory is in days.
    """

    place: float = 1.2
    place_and_kind: float = 1.0
    kind: float = 0.6
    area: float = 0.1
    part: float = 0.1
    place_length: float = 0.7
    place_and_kind_length: float = 1.5
    kind_length: float = 1.2
    memory_days: float = 400.0

    @property
    def total(self) -> float:
        """The variance of a single home's price, noise and all."""
        return self.place + self.place_and_kind + self.kind + self.area + self.part + NOISE

    def share(self, miles: Floats, unlike: Floats, days: Floats, area: Bools, part: Bools) -> Floats:
        """Covariance of what the facts leave open, of homes so far apart in place, kind and time."""
        alike = np.exp(-unlike / (2 * self.kind_length**2))
        recent = np.exp(-days / self.memory_days)
        near = self.place * np.exp(-miles / self.place_length) + self.area * area + self.part * part
        shared: Floats = near * recent + alike * (
            self.place_and_kind * np.exp(-miles / self.place_and_kind_length) + self.kind
        )
        return shared


NOISE = 1.0
_IMPUTED_NOISE = 1.5  # a price guessed from the list price tells less
_DOUBT_FROM = 1.0  # standard deviations


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weights that sum to one, what they leave open (in units of the noise's deviation), and each sale's surprise."""

    weights: Floats
    deviation: float
    surprise: Floats


@dataclass(frozen=True, slots=True)
class Around:
    """Sales around one home: places relative to it (in units of the local distance), and what else they share."""

    east: Floats
    north: Floats
    kinds: Floats  # one column a sale
    own: Floats  # the home's column
    days_back: Floats
    area: Ints
    own_area: int
    part: Ints
    own_part: int

    def between(self, kernel: Kernel) -> Floats:
        """Covariance of the sales with each other."""
        return kernel.share(
            np.hypot(self.east[:, None] - self.east, self.north[:, None] - self.north),
            squares(self.kinds),
            np.abs(self.days_back[:, None] - self.days_back),
            self.area[:, None] == self.area,
            (self.part[:, None] == self.part) & (self.part >= 0),
        )

    def toward(self, kernel: Kernel) -> Floats:
        """Covariance of the sales with the home."""
        difference = self.kinds - self.own[:, None]
        unlike = np.einsum("ij,ij->j", difference, difference)
        part = (self.part == self.own_part) & (self.part >= 0)
        miles = np.hypot(self.east, self.north)
        return kernel.share(miles, unlike, np.abs(self.days_back), self.area == self.own_area, part)


def weigh(kernel: Kernel, around: Around, adjusted: Floats, imputed: Bools) -> Weighed:
    """Weigh sales by what they share with the home and with each other."""
    between, toward = around.between(kernel), around.toward(kernel)
    diagonal = np.diag_indices(len(adjusted))
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
    solved = np.linalg.solve(between, np.column_stack([toward, np.ones(len(adjusted))]))
    multiplier = (1 - solved[:, 0].sum()) / solved[:, 1].sum()
    weights = solved[:, 0] + solved[:, 1] * multiplier
    open_ = kernel.total - float(weights @ toward) + multiplier
    weights = np.maximum(weights, 0.0)
    return Weighed(weights / weights.sum(), float(np.sqrt(max(open_, NOISE))), surprise)


def squares(kinds: Floats) -> Floats:
    """Squared unlikeness of every pair of columns."""
    inner = kinds.T @ kinds
    own = np.diag(inner)
    squares: Floats = np.maximum(own[:, None] + own - 2 * inner, 0.0)
    return squares
