"""The free text and tags of a lead's record."""

from __future__ import annotations

from random import Random

from integrations.simulated.world.histories import Warmth
from integrations.simulated.world.model import LeadKind

_BUYER = (
    "Renting now, lease ends in {months} months.",
    "Pre-approved with a local lender; wants to see homes on weekends.",
    "Relocating to Seattle for work.",
    "First-time buyer, asks careful questions about inspections.",
    "Needs a home office and a short commute downtown.",
    "Would like a yard for a garden and a workshop.",
    "Looking together with a partner; both must see a home before an offer.",
)
_SELLER = (
    "Wants to know what the house would bring this spring.",
    "Thinking of downsizing; house has been kept up well.",
    "Inherited the house and lives out of state.",
    "Moving for a new job; would list within {months} months.",
)
_PAST = (
    "Closed with Jorge. Likes a call around the anniversary of the purchase.",
    "Past client; has sent two referrals.",
)
_BOTH = ("Must sell before buying; asked about a bridge loan.", "Wants more room and would sell the present house.")


def background(rng: Random, kind: LeadKind, warmth: Warmth, timeframe: str) -> str:
    """Return the note at the head of the record; empty for one in six."""
    if rng.random() < 0.16:
        return ""
    pool = _PAST if warmth == "past" else {"buyer": _BUYER, "seller": _SELLER, "both": _BOTH}[kind]
    text = rng.choice(pool).format(months=rng.randrange(2, 7))
    return text if warmth == "past" else f"{text} Timeframe: {timeframe}."


def tags_for(rng: Random, warmth: Warmth, kind: LeadKind) -> tuple[str, ...]:
    """Return a few of an agent's usual tags."""
    tags = []
    if warmth == "past":
        tags.append("Past Client")
    if kind != "seller" and rng.random() < (0.6 if warmth in {"hot", "warm"} else 0.15):
        tags.append("Pre-approved")
    if kind != "seller" and rng.random() < 0.2:
        tags.append("First-Time Buyer")
    if kind != "buyer":
        tags.append("Homeowner")
    if rng.random() < 0.08:
        tags.append("Relocation")
    return tuple(tags)
