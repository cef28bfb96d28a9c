"""Plain listing descriptions; nothing in them that fair-housing rules would mind."""

from __future__ import annotations

from random import Random

from integrations.simulated.world.model import Home

_OPENINGS = (
    "{beds}-bedroom home in {area} with {baths:g} baths and {living:,} sq ft.",
    "{area} home built in {built}: {beds} bedrooms, {baths:g} baths, {living:,} sq ft.",
    "Well-kept {stories:g}-story home in {area}, {living:,} sq ft with {beds} bedrooms.",
)
_INSIDE = (
    "Hardwood floors on the main level and a gas fireplace.",
    "Open kitchen with quartz counters and a gas range.",
    "Large windows, updated lighting and a quiet office.",
    "Primary bedroom with a walk-in closet.",
    "Newer roof and water heater; the furnace was serviced this year.",
    "Original millwork and a kitchen that was redone with care.",
)
_OUTSIDE = (
    "Fenced yard with a patio.",
    "Covered deck and raised garden beds.",
    "Detached garage with storage above.",
    "Off-street parking for two cars.",
    "Level back yard and a shed with power.",
    "South-facing deck.",
)
_PRIVATE = (
    "Seller will review offers on Tuesday. Please call before showing.",
    "Lockbox at the side gate. Seller needs a 30-day rent-back.",
    "Alarm is on; code by text after the showing is confirmed.",
    "Pre-inspection on file. Seller is motivated.",
)


def describe(rng: Random, home: Home) -> str:
    """Return the public remarks of a home."""
    parts = [
        rng.choice(_OPENINGS).format(
            beds=home.bedrooms,
            baths=home.bathrooms,
            living=home.living_area,
            area=home.neighborhood,
            built=home.year_built,
            stories=home.stories,
        ),
        rng.choice(_INSIDE),
        rng.choice(_OUTSIDE),
    ]
    if home.waterfront:
        parts.insert(1, "On the water.")
    elif home.view >= 2:
        parts.insert(1, "Views from the main level.")
    if home.year_renovated:
        parts.append(f"Renovated in {home.year_renovated}.")
    if home.below_grade:
        parts.append(f"Finished lower level of {home.below_grade:,} sq ft.")
    parts.append(f"Lot of {home.lot_size:,} sq ft.")
    return " ".join(parts)


def private_note(rng: Random) -> str:
    """Return the remarks that only agents may see."""
    return rng.choice(_PRIVATE)
