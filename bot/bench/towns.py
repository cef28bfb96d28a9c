from __future__ import annotations

import math
from typing import Any, Final

NAME: Final = "towns"
LEAST, MOST = 78.0, 82.0
_ERRORS: Final = 2.0  # sampling errors by which a coverage may miss
_TOLD: Final = ("n", "hit_rate", "mdape", "within_10", "bias", "coverage_80", "half_width_80", "milliseconds")


def run(**_options: object) -> dict[str, Any]:
    """The valuation on made-up towns of other sizes, fields and habits than King County; about a minute.

    A coverage of few sales is uncertain: each is judged with twice its sampling error, and all of them together.
    """
    from bot.bench.made_towns import Town, standard_towns
    from bot.cli._backtest import figures
    from integrations.mls.cma import backtest
    from integrations.mls.cma.sales_fields import read_sale

    def measure(town: Town) -> dict[str, Any]:
        found = (read_sale(record, number) for number, record in enumerate(town.records()))
        told = figures(backtest([sale for sale in found if not isinstance(sale, str)]))
        return {name: told[name] for name in _TOLD}

    towns = {name: measure(town) for name, town in standard_towns().items()}
    held = sum(one["n"] * one["coverage_80"] for one in towns.values()) / sum(one["n"] for one in towns.values())
    return {
        "bench": NAME,
        "towns": towns,
        "coverage_80": round(held, 2),
        "aims": {"hit": 100, "coverage_80": (LEAST, MOST), "milliseconds": 5.0},
        "aims_met": {
            "hit": all(one["hit_rate"] == 100 for one in towns.values()),  # noqa: PLR2004  percent
            "coverage_80": LEAST <= held <= MOST,
            "coverage_80_of_each": all(_holds(one) for one in towns.values()),
            "milliseconds": {name: one["milliseconds"] < 5 for name, one in towns.items()},  # noqa: PLR2004
        },
    }


def _holds(one: dict[str, Any]) -> bool:
    slack = _ERRORS * 100 * math.sqrt(0.8 * 0.2 / one["n"])
    return bool(LEAST - slack <= one["coverage_80"] <= MOST + slack)
