"""Matching events against rules: the index beside a plain loop over the same compiled patterns, in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import orjson

from bot.bench.rule_sets import ADVERSARIAL, event, mixed
from bot.rules import Pattern, RuleIndex

NAME = "rules"
_SIZES = (10, 100, 1_000, 10_000)
_CROWD = 1_000
_EVENTS = 2_000


def run(seconds: float = 0.05, rounds: int = 5, largest: int = 10_000, **_options: Any) -> dict[str, Any]:
    """Events per CPU second of one core, the best of several short runs.

    Args:
        seconds: how long one run lasts, about.
        rounds: how many runs; the fastest counts, for the machine may be busy with other things.
        largest: the largest number of rules.
    """
    chance = Random(7)  # noqa: S311  # alike on every run
    bodies = [event(chance) for _ in range(_EVENTS)]
    crowd = min(_CROWD, largest)
    measured = {str(size): _measure(mixed, size, bodies, seconds, rounds) for size in _SIZES if size <= largest}
    hard = {
        name: {str(size): _measure(made, size, bodies, seconds, rounds, parsing=False) for size in (10, crowd)}
        for name, made in ADVERSARIAL.items()
    }
    aim = measured[str(crowd)]
    return {
        "bench": NAME,
        "unit": "events per CPU second, one core",
        "bytes_per_event": round(sum(map(len, bodies)) / len(bodies)),
        "aims": {
            f"75,000 events/s at {crowd:,} mixed rules with JSON parsing": aim["with_parsing"] >= 75_000,  # noqa: PLR2004
            f"20 times the loop at {crowd:,} mixed rules": aim["times_the_loop"] >= 20,  # noqa: PLR2004
            "not slower than the loop, within 10 %, on any adversarial set": all(
                one["times_the_loop"] >= 0.9  # noqa: PLR2004  # two runs of the same loop differ by up to 10 %
                for sizes in hard.values()
                for one in sizes.values()
            ),
        },
        "mixed": measured,
        "adversarial": hard,
    }


def _measure(
    made: Callable[[Random, int], dict[str, Any]],
    size: int,
    bodies: Sequence[bytes],
    seconds: float,
    rounds: int,
    *,
    parsing: bool = True,
) -> dict[str, Any]:
    chance = Random(size)  # noqa: S311
    rules = [(f"rule_{number}", made(chance, number)) for number in range(size)]
    began = time.process_time()
    index = RuleIndex(rules)
    built = time.process_time() - began
    compiled = [(rule_id, Pattern(query).holds) for rule_id, query in rules]
    documents = [orjson.loads(body) for body in bodies]

    def loop(document: dict[str, Any]) -> list[str]:
        return [rule_id for rule_id, holds in compiled if holds(document)]

    few = documents[: max(5, 20_000 // size)]
    matched = [len(index.match(document)) for document in few]
    if any(index.match(document) != loop(document) for document in few[:50]):
        raise AssertionError("the index and the loop differ")
    found, plain = _rates([index.match, loop], documents, seconds, rounds)
    figures: dict[str, Any] = {
        "index": round(found),
        "loop": round(plain),
        "times_the_loop": round(found / plain, 2),
        "matches_per_event": round(sum(matched) / len(matched), 2),
        "build_seconds": round(built, 3),
    }
    if parsing:
        loads = orjson.loads
        (whole,) = _rates([lambda body: index.match(loads(body))], bodies, seconds, rounds)
        figures["with_parsing"] = round(whole)
    return figures


def _rates(ways: Sequence[Callable[[Any], Any]], items: Sequence[Any], seconds: float, rounds: int) -> list[float]:
    """Calls per CPU second of each way, taken in turns so that all meet the same machine."""
    best = [0.0] * len(ways)
    for _ in range(rounds):
        for at, way in enumerate(ways):
            best[at] = max(best[at], _rate(way, items, seconds))
    return best


def _rate(way: Callable[[Any], Any], items: Sequence[Any], seconds: float) -> float:
    calls, batch = 0, 10
    began = time.process_time()
    while (spent := time.process_time() - began) < seconds:
        for at in range(calls, calls + batch):
            way(items[at % len(items)])
        calls += batch
        if spent < seconds / 20:
            batch = min(batch * 2, 500)
    return calls / spent
