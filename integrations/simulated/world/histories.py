"""What a lead did, so that it agrees with the market: nobody viewed a home before it was listed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from integrations.simulated.world.clockwork import moment
from integrations.simulated.world.model import Activity, LeadKind, TownListing

Warmth = Literal["hot", "warm", "cool", "cold", "past"]

# How many visits, and within how many days before today.
_PACE: dict[Warmth, tuple[int, int, int]] = {
    "hot": (7, 18, 8),
    "warm": (3, 9, 30),
    "cool": (1, 5, 120),
    "cold": (0, 2, 300),
    "past": (0, 2, 200),
}
_QUESTIONS = (
    "Is this one still available? We could come by this week.",
    "Can I see it on Saturday morning?",
    "What are the monthly dues, if any?",
    "Is the seller open to an offer below asking?",
    "How old is the roof, and is there parking?",
)


def build_history(
    rng: Random, warmth: Warmth, kind: LeadKind, source: str, seen: list[TownListing], today: date
) -> tuple[Activity, ...]:
    """Return the activities, oldest first; the first is how the lead came in. None is later than yesterday."""
    least, most, window = _PACE[warmth]
    visits = [_visit(rng, warmth, seen, today, window) for _ in range(rng.randint(least, most))]
    visits.sort(key=lambda visit: visit.when)
    before = visits[0].when.date() if visits else today - timedelta(days=rng.randrange(20, window + 20))
    back = rng.randrange(1, 10) if warmth == "hot" else rng.randrange(1, 90)
    if warmth in {"cold", "past"}:
        back = rng.randrange(60, 500)
    arrival = _arrival(rng, kind, source, moment_on(rng, before - timedelta(days=back)))
    return (arrival, *visits)


def moment_on(rng: Random, day: date) -> datetime:
    """Return a moment of a day between seven in the morning and half past ten at night."""
    return moment(day, rng.randrange(7 * 3600, 22 * 3600 + 1800))


def _arrival(rng: Random, kind: LeadKind, source: str, when: datetime) -> Activity:
    if kind == "seller":
        return Activity(when, "Seller Inquiry", None, "What is my home worth?")
    if source == "Open House":
        return Activity(when, "Visited Open House", None, "Signed in at the open house.")
    if source in {"Zillow", "Realtor.com"}:
        return Activity(when, "General Inquiry", None, rng.choice(_QUESTIONS))
    return Activity(when, "Registration", None, f"Signed up ({source}).")


def _visit(rng: Random, warmth: Warmth, seen: list[TownListing], today: date, window: int) -> Activity:
    day = today - timedelta(days=rng.randrange(1, window + 1))
    known = [item for item in seen if item.listed_on < today]
    if not known:
        return Activity(moment_on(rng, day), "Visited Website", None, "Visited the site.")
    item = rng.choice(known[: 6 if warmth == "hot" else len(known)])
    earliest = max(day, item.listed_on)
    lot = rng.random()
    keen = warmth in {"hot", "warm"}
    where = item.home.address.full
    if lot < (0.14 if keen else 0.04):
        return Activity(moment_on(rng, earliest), "Property Inquiry", item.key, rng.choice(_QUESTIONS))
    if lot < (0.36 if keen else 0.15):
        return Activity(moment_on(rng, earliest), "Saved Property", item.key, f"Saved {where}.")
    if lot < 0.45 and keen:
        return Activity(moment_on(rng, earliest), "Visited Website", None, "Visited the site.")
    return Activity(moment_on(rng, earliest), "Viewed Property", item.key, f"Viewed {where}.")
