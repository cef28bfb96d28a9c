from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

HABITS = "fub"  # the name under which the town keeps them


def _quotas() -> Mapping[str, int]:
    return {"global": 250, "people-put": 25, "notes": 10, "events-get": 20}


@dataclass(frozen=True, slots=True)
class Habits:
    """How the stand-in misbehaves, as the vendor does. Times are seconds.

    A new person answers 404 for `hidden_for`; every `twice_every`-th webhook is sent twice (0: none); with
    `reversed_pairs` every other webhook is late; a refused webhook is repeated after each of `waits`. A caller without
    a registered system gets one in `stranger_share` of the quotas, which count over `window`.
    """

    hidden_for: float = 0.15
    twice_every: int = 4
    reversed_pairs: bool = False
    waits: tuple[float, ...] = (1.0, 5.0, 30.0, 120.0, 600.0)
    patience: float = 10.0
    window: float = 10.0
    stranger_share: int = 2
    quotas: Mapping[str, int] = field(default_factory=_quotas)
