"""Offices and agents; Jorge Rivera of Rivera & Co. Realty is one of them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from integrations.simulated.world.clockwork import moment
from integrations.simulated.world.model import Agent, Office
from integrations.simulated.world.people import Directory
from integrations.simulated.world.places import CITY_OF_ZIP

JORGE_OFFICE = "Rivera & Co. Realty"
_FIRST = ("Emerald", "Sound", "Rainier", "Cascade", "Harbor", "Cedar", "Juniper", "Tidewater", "Summit", "Lantern")
_SECOND = ("Door Realty", "& Main Homes", "Line Properties", "Street Real Estate")
_JORGE_AREAS = ("98107", "98117", "98103", "98115")


def build_offices(rng: Random, today: date) -> list[Office]:
    """Return 40 offices, Jorge's first."""
    names = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    rng.shuffle(names)
    zips = sorted(CITY_OF_ZIP)
    offices = []
    for number, name in enumerate([JORGE_OFFICE, *names[:39]]):
        postal_code = "98107" if number == 0 else rng.choice(zips)
        slug = "".join(ch for ch in name.lower() if ch.isalnum())
        offices.append(
            Office(
                f"OFF{1001 + number}",
                str(4200 + number * 7),
                name,
                f"+1206555{1000 + number:04}",
                f"hello@{slug}.example.com",
                CITY_OF_ZIP[postal_code],
                postal_code,
                moment(today - timedelta(days=500 + number), 36_000),
            )
        )
    return offices


def build_agents(rng: Random, today: date, offices: list[Office], people: Directory) -> list[Agent]:
    """Return 150 agents, Jorge first; each office has at least two, Jorge's exactly two."""
    zips = sorted(CITY_OF_ZIP)
    staff = [offices[0], offices[0], *(office for office in offices[1:] for _ in range(2))]
    staff += rng.choices(offices[1:], k=150 - len(staff))
    agents = []
    for number, office in enumerate(staff):
        first, last = ("Jorge", "Rivera") if number == 0 else people.name()
        domain = office.email.split("@")[1]
        middle = zips.index(office.postal_code)
        near = zips[max(0, middle - 2) : middle + 3]
        agents.append(
            Agent(
                f"MEM{20001 + number}",
                str(60100 + number * 3),
                first,
                last,
                f"{first.lower().replace('-', '')}.{last.lower()}@{domain}",
                f"+1425555{1000 + number:04}" if number else "+12065551000",
                str(20_000 + number * 41),
                office,
                _JORGE_AREAS if office is offices[0] else tuple(near),
                moment(today - timedelta(days=200 + number), 36_000),
            )
        )
    return agents


def agents_by_area(agents: list[Agent]) -> dict[str, list[Agent]]:
    """Return for each ZIP code the agents who work there, at least three."""
    found: dict[str, list[Agent]] = {}
    for number, postal_code in enumerate(sorted(CITY_OF_ZIP)):
        local = [agent for agent in agents[2:] if postal_code in agent.areas]
        spare = [agents[2 + (number * 5 + step) % (len(agents) - 2)] for step in range(3)]
        found[postal_code] = [*local, *spare]
    return found
