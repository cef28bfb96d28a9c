"""What people write for places, beside their names."""

from __future__ import annotations

ALIASES: dict[str, str] = {
    "cap hill": "Capitol Hill",
    "caphill": "Capitol Hill",
    "slu": "South Lake Union",
    "uw": "University District",
    "udub": "University District",
    "u dist": "University District",
    "lfp": "Lake Forest Park",
    "w seattle": "West Seattle",
    "w. seattle": "West Seattle",
    "west sea": "West Seattle",
    "n seattle": "North Seattle",
    "n. seattle": "North Seattle",
    "s seattle": "South Seattle",
    "s. seattle": "South Seattle",
    "lqa": "Lower Queen Anne",
    "qa": "Queen Anne",
    "the cd": "Central District",
    "mlt": "Mountlake Terrace",
}
