"""The adjusted grid: choose the nearest in place and kind, weigh them by rule, adjust line by line in logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from integrations.mls.cma.candidates import (
    NO_CHOICE,
    Candidates,
    Choice,
    Market,
    Subject,
    find_candidates,
    local_distance,
)
from integrations.mls.cma.sales import Floats, Ints
from integrations.mls.cma.weights import Around, Weighed, weigh

COMPARABLES = 8
EVIDENCE_SALES = 60
TIME_SCALE_DAYS = 200.0
DISTANCE_SCALE = 0.7
_SAME_KIND_SALES = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """What the grid says about one subject. `rows` are the sales shown, by position in the market, heaviest first.

    The value is the weighted middle of all `evidence`; `others_*` tell of the part that is not shown.
    """

    rows: Ints
    scores: Floats
    miles: Floats
    weights: Floats
    lines: Floats  # one row a comparable, one column a term, then all together, then time; logs
    adjusted: Floats  # adjusted log prices
    log_value: float
    scale_parts: Floats
    radius: float
    pool: Ints  # candidates, for near misses
    pool_scores: Floats
    pool_miles: Floats
    evidence: Ints
    evidence_weights: Floats
    evidence_scores: Floats
    others: int
    others_weight: float
    others_log: float
    imputed_weight: float
    beyond: float  # what the home's facts are worth together, beyond their sum; logs
    moved: Floats  # what Jorge added to each comparable by hand, in logs


def score_gaps(market: Market, subject: Subject, rows: Ints, miles: Floats, unit: float) -> Floats:
    """One row a reason for unlikeness (distance, time, then one a term), one column a sale."""
    gaps = market.likeness.by_term(market.likeness.gaps(subject.likeness, rows))
    time = (subject.day - market.days[rows]) / TIME_SCALE_DAYS
    return np.vstack([miles / unit / DISTANCE_SCALE, time, gaps])


def value_by_grid(market: Market, subject: Subject, choice: Choice = NO_CHOICE) -> Grid | None:
    """The value in logs with its comparables, or None without any candidate."""
    pool = find_candidates(market, subject, choice)
    if not len(pool.rows):
        return None
    unit = local_distance(pool.miles)
    scores = _score(market, subject, pool, unit)
    kept = _best(scores, pool.rows, EVIDENCE_SALES)
    if choice.with_:
        kept = np.union1d(kept, np.flatnonzero(np.isin(pool.rows, choice.with_)))
    near = pool.take(kept)
    rows = near.rows
    lines = _adjust(market, subject, rows)
    adjusted = market.log_price[rows] + lines.sum(axis=1)
    found = weigh(market.kernel, look_around(market, subject, near, unit), adjusted, market.imputed[rows])
    if choice.weighed:
        found = replace(found, weights=_weigh_by_hand(found.weights, rows, choice.weighed))
    # What is moved by hand changes the value, never the rule's weights.
    moved = np.array([choice.moved.get(int(row), 0.0) for row in rows])
    adjusted = adjusted + moved
    value = float(found.weights @ adjusted)
    shown = choose_shown(market, subject, rows, found.weights, choice.with_)
    rest = np.setdiff1d(np.arange(len(rows)), shown)
    rest_weight = float(found.weights[rest].sum())
    return Grid(
        rows=rows[shown],
        scores=scores[kept][shown],
        miles=near.miles[shown],
        weights=found.weights[shown],
        lines=lines[shown],
        adjusted=adjusted[shown],
        log_value=value,
        scale_parts=_doubt(market, near, found, adjusted, value, shown, scores[kept]),
        radius=pool.radius,
        pool=pool.rows,
        pool_scores=scores,
        pool_miles=pool.miles,
        evidence=rows,
        evidence_weights=found.weights,
        evidence_scores=scores[kept],
        others=len(rest),
        others_weight=rest_weight,
        others_log=float(found.weights[rest] @ adjusted[rest]) / rest_weight if rest_weight > 0 else value,
        imputed_weight=float(found.weights[market.imputed[rows]].sum()),
        beyond=subject.beyond,
        moved=moved[shown],
    )


def _weigh_by_hand(weights: Floats, rows: Ints, factors: Mapping[int, float]) -> Floats:
    """The rule's weights times Jorge's factors; a sale the rule gave nothing starts at an equal share."""
    wished = np.isin(rows, list(factors))
    least = np.where(wished & (weights <= 0), 1 / len(rows), weights)
    made: Floats = least * np.array([factors.get(int(row), 1.0) for row in rows])
    return made / made.sum() if made.sum() > 0 else weights


def look_around(market: Market, subject: Subject, near: Candidates, unit: float) -> Around:
    """The sales as seen from the home, in units of likeness and of the local distance."""
    kinds = subject.likeness[:, None] + market.likeness.gaps(subject.likeness, near.rows)
    return Around(
        east=near.east / unit,
        north=near.north / unit,
        kinds=np.nan_to_num(kinds),
        own=np.nan_to_num(subject.likeness),
        days_back=(subject.day - market.days[near.rows]).astype(np.float64),
        area=market.areas[near.rows],
        own_area=subject.area,
        part=market.parts[near.rows],
        own_part=subject.part,
    )


def _score(market: Market, subject: Subject, pool: Candidates, unit: float) -> Floats:
    gaps = market.likeness.gaps(subject.likeness, pool.rows)
    time = (subject.day - market.days[pool.rows]) / TIME_SCALE_DAYS
    place = pool.miles / (unit * DISTANCE_SCALE)
    scores: Floats = np.sqrt(place * place + time * time + np.einsum("ij,ij->j", gaps, gaps))
    return scores


def choose_shown(market: Market, subject: Subject, rows: Ints, weights: Floats, wanted: tuple[int, ...]) -> Ints:
    """The heaviest, those Jorge wants first; the last gives way where all are larger, or all smaller, than the home."""
    order = np.lexsort((rows, -weights))
    order = np.concatenate([order[np.isin(rows[order], wanted)], order[~np.isin(rows[order], wanted)]])
    shown = order[:COMPARABLES]
    sizes = market.frame.number("living_area")[rows]
    own = float(subject.frame.number("living_area")[0])
    for smaller in (True, False):
        side = sizes < own if smaller else sizes > own
        spare = order[COMPARABLES:][side[order[COMPARABLES:]] & (weights[order[COMPARABLES:]] > 0)]
        if not side[shown].any() and len(spare) and len(shown) > len(wanted):
            shown = np.append(shown[:-1], spare[0])
    return shown[np.lexsort((rows[shown], -weights[shown]))].astype(np.int64)


def _doubt(
    market: Market, near: Candidates, found: Weighed, adjusted: Floats, value: float, shown: Ints, scores: Floats
) -> Floats:
    """What makes an error likely; see `ranges.SCALE_WEIGHTS`."""
    weights = found.weights
    heavy = np.argsort(scores, kind="stable")[:_SAME_KIND_SALES]
    sizes = market.size_price[near.rows[heavy]]
    sizes = sizes[np.isfinite(sizes)]
    first = weights[shown] / max(float(weights[shown].sum()), 1e-12)
    return np.array(
        [
            1.0,
            np.sqrt(weights @ (adjusted - value) ** 2),
            float(sizes.std()) if len(sizes) else 0.0,
            float(np.sort(scores)[:5].mean()),
            min(float(near.miles[shown].mean()), 4.0),
            found.deviation - 1.0,
            float(weights @ np.abs(found.surprise)),
            abs(float(first @ adjusted[shown]) - value),
        ]
    )


def _best(scores: Floats, pool: Ints, count: int) -> Ints:
    """Positions of the lowest scores, ties by the sale's own order, so that input order changes nothing."""
    if len(scores) > count:
        cut = np.partition(scores, count - 1)[count - 1]
        short = np.flatnonzero(scores <= cut)
    else:
        short = np.arange(len(scores))
    order = np.lexsort((pool[short], scores[short]))
    return short[order][:count].astype(np.int64)


def _adjust(market: Market, subject: Subject, rows: Ints) -> Floats:
    hedonic = market.hedonic
    effects = (subject.row - hedonic.design[rows]) * hedonic.coefficients
    starts = np.array(hedonic.encoder.starts, dtype=np.int64)
    lines = np.add.reduceat(effects, starts, axis=1) if effects.shape[1] else np.zeros((len(rows), 0))
    lines[market.missing[rows] | subject.missing] = 0.0
    back = (subject.day - market.days[rows]).astype(np.float64)
    # Nothing together where a fact is blank, or where none differs.
    silent = market.missing[rows].any(axis=1) | ~lines.any(axis=1)
    together = np.where(silent, 0.0, subject.beyond - hedonic.beyond[rows])
    return np.column_stack([lines, together, -hedonic.time_effect(back)])
