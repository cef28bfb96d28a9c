from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from integrations.models.contact import HOT, ContactKind, LeadList, LeadQuery
from tools.areas import zips_of
from tools.tool import Arguments, Hubs, Risk, Tool


class FindLeads(Arguments):
    """Arguments of `find_leads`; every one narrows the list."""

    kind: ContactKind | None = Field(None, description="buyer or seller")
    areas: tuple[str, ...] = Field(
        (), description="ZIP codes, cities or neighbourhoods the lead wants, e.g. 98103, Ballard"
    )
    price_min: int | None = Field(None, ge=0, description="Dollars: lowest price the lead would pay")
    price_max: int | None = Field(None, ge=0, description="Dollars: highest price, e.g. 800000")
    bedrooms_min: int | None = Field(None, ge=0, description="At least this many bedrooms wanted")
    temperature: Literal["hot", "warm", "cold"] | None = Field(None, description="Only leads of this band")
    temperature_min: int | None = Field(None, ge=0, le=100, description="Temperature at least, 0 to 100")
    stage: str | None = Field(None, description="CRM stage, e.g. Nurture, Active Client")
    source: str | None = Field(None, description="Where the lead came from, e.g. Zillow, Open House")
    tag: str | None = Field(None, description="A CRM tag")
    name: str | None = Field(None, description="Name or part of it")
    created_within_days: int | None = Field(None, ge=0, description="New leads of the last N days; 0 = today")
    active_within_days: int | None = Field(None, ge=0, description="Did something in the last N days; 0 = today")
    quiet_for_days: int | None = Field(None, ge=1, description="Did nothing for at least N days")
    sort: Literal["temperature", "newest", "last_activity", "price", "name"] = Field("temperature", description="Order")
    limit: int = Field(10, ge=1, le=100, description="How many to show")


_BANDS = {"hot": (HOT, None), "warm": (40, HOT - 1), "cold": (None, 39)}


async def list_leads(args: FindLeads, hubs: Hubs) -> LeadList:
    """Find contacts of the CRM copy, hottest first."""
    low, high = _BANDS.get(args.temperature or "", (None, None))
    query = LeadQuery(
        **args.model_dump(exclude={"temperature", "price_min", "price_max", "temperature_min"}),
        temperature_min=args.temperature_min if args.temperature_min is not None else low,
        temperature_max=high,
        price_min=None if args.price_min is None else Decimal(args.price_min),
        price_max=None if args.price_max is None else Decimal(args.price_max),
    )
    return await hubs.crm.search(query, area_zips=await zips_of(args.areas, hubs))


TOOL = Tool(
    name="find_leads",
    description="List leads from the CRM by kind, area, budget, temperature, stage, source or activity.",
    risk=Risk.READ,
    arguments=FindLeads,
    result=LeadList,
    handler=list_leads,
)
