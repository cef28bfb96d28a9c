from __future__ import annotations

import numpy as np

from integrations.mls.cma.boosting import learn_together

PLACES = np.arange(900)


def homes():
    dice = np.random.default_rng(3)
    return dice.uniform(-1, 1, (900, 3)), dice.normal(0, 0.05, 900)


def test_what_two_facts_are_worth_together_is_learned_and_told_to_homes_not_seen():
    table, chance = homes()
    worth = 0.2 * np.sign(table[:, 0] * table[:, 1])
    trees = learn_together(table[:700], (worth + chance)[:700], PLACES[:700])
    assert np.corrcoef(trees.predict(table[700:]), worth[700:])[0, 1] > 0.8


def test_chance_teaches_nothing():
    table, chance = homes()
    assert learn_together(table, chance, PLACES) is None


def test_a_sale_is_told_by_those_that_have_not_seen_it():
    table, chance = homes()
    left = 0.2 * np.sign(table[:, 0] * table[:, 1]) + chance
    one = learn_together(table, left, PLACES)
    changed = left.copy()
    changed[::2] += 1.0 * chance[::2]
    other = learn_together(table, changed, PLACES)
    told, again = (trees.predict(table, PLACES) / trees.share for trees in (one, other))
    assert np.allclose(told[::2], again[::2])
