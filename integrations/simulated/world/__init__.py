"""The seeded world behind every stand-in: homes, sales, listings, agents and leads of King County."""

from __future__ import annotations

from integrations.simulated.world.build import build_world
from integrations.simulated.world.model import (
    Activity,
    Address,
    Agent,
    Home,
    Lead,
    Office,
    OpenHouse,
    Sale,
    TownListing,
    World,
)

__all__ = [
    "Activity",
    "Address",
    "Agent",
    "Home",
    "Lead",
    "Office",
    "OpenHouse",
    "Sale",
    "TownListing",
    "World",
    "build_world",
]
