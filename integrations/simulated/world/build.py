"""Builds the whole world from a seed and a day."""

from __future__ import annotations

from datetime import date
from random import Random

from integrations.simulated.world.agents import agents_by_area, build_agents, build_offices
from integrations.simulated.world.county import read_deeds
from integrations.simulated.world.leads import build_leads, survey
from integrations.simulated.world.listings import build_listings, open_houses
from integrations.simulated.world.model import World
from integrations.simulated.world.people import Directory
from integrations.simulated.world.sales import build_sales


def build_world(seed: int, today: date) -> World:
    """Return the world: the same for the same seed and day, on every machine.

    Each part draws from its own source of randomness, so that a change in one leaves the others as they were.
    """
    deeds = read_deeds(today)
    people = Directory(Random(f"{seed}/people"))
    offices = build_offices(Random(f"{seed}/offices"), today)
    agents = build_agents(Random(f"{seed}/agents"), today, offices, people)
    local = agents_by_area(agents)
    sales = build_sales(Random(f"{seed}/sales"), deeds, agents, local)
    listings = build_listings(Random(f"{seed}/listings"), today, sales, agents[0], local)
    leads = build_leads(Random(f"{seed}/leads"), survey(today, sales, listings), people)
    homes = {sale.home.parcel: sale.home for sale in sales}
    return World(
        seed=seed,
        today=today,
        homes=list(homes.values()),
        sales=sales,
        listings=listings,
        open_houses=open_houses(seed, listings, today),
        agents=agents,
        offices=offices,
        leads=leads,
        jorge=agents[0],
        home_by_parcel=homes,
        agent_by_key={agent.key: agent for agent in agents},
    )
