"""Turns recorded deeds into closed listings: who sold it, what was asked, how long it took."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from integrations.simulated.world.clockwork import moment
from integrations.simulated.world.county import Deed
from integrations.simulated.world.model import Agent, Sale

FIRST_LISTING_ID = 1_000_001


def round_price(amount: float) -> int:
    """Return a price as agents write it: 7 in 10 end in 5,000s, the rest in 950 or 999-like figures."""
    step = 1_000 if amount < 300_000 else 5_000 if amount < 1_000_000 else 10_000 if amount < 2_000_000 else 50_000
    rounded = max(step, round(amount / step) * step)
    return rounded - 50 if rounded // step % 3 == 0 else rounded


def build_sales(rng: Random, deeds: list[Deed], agents: list[Agent], local: dict[str, list[Agent]]) -> list[Sale]:
    """Return one sale for each deed, oldest closing first."""
    sales = []
    draw, gauss, jorge = rng.random, rng.gauss, agents[0]
    for number, (home, closed_on, price) in enumerate(deeds):
        near = local[home.address.postal_code]
        is_his = home.address.postal_code in jorge.areas and draw() < 0.03
        lister = jorge if is_his else near[int(draw() * len(near))]
        buyer = near[int(draw() * len(near))]
        asked = price / min(1.12, max(0.86, gauss(0.995, 0.028)))
        list_price = round_price(asked)
        original = round_price(asked * (1 + 0.02 + 0.05 * draw())) if draw() < 0.2 else list_price
        days = min(180, int(2.718281828 ** gauss(2.5, 0.9)) + 1)
        pending_on = closed_on - timedelta(days=21 + int(draw() * 24))
        sales.append(
            Sale(
                f"RMLS{FIRST_LISTING_ID + number}",
                str(FIRST_LISTING_ID + number),
                home,
                lister,
                buyer,
                original,
                list_price,
                price,
                pending_on - timedelta(days=days),
                pending_on,
                closed_on,
                moment(closed_on, 50_400 + draw() * 14_400),
            )
        )
    return sales
