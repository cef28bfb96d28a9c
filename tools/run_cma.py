from __future__ import annotations

from pydantic import Field

from integrations.mls import AmbiguousAddress, MissingFacts, NotValuable, UnknownAddress
from integrations.models.cma import CMA, PropertyDetails
from tools.errors import ToolError
from tools.tool import Arguments, Hubs, Risk, Tool


class RunCMA(Arguments):
    """Arguments of `run_cma`. The facts override what the record says."""

    address: str = Field(description="Street address of the home as the user gave it, with city or ZIP if given")
    bedrooms_total: int | None = Field(None, ge=0, le=50, description="Bedrooms, if the user states them")
    bathrooms_total: float | None = Field(None, ge=0, le=50, description="Bathrooms, e.g. 2.5, if stated")
    living_area: int | None = Field(None, gt=0, description="Finished square feet, if stated")
    lot_size_square_feet: int | None = Field(None, gt=0, description="Lot in square feet, if stated")
    year_built: int | None = Field(None, ge=1700, le=2100, description="Year built, if stated")
    year_renovated: int | None = Field(None, ge=1700, le=2100, description="Year of the last renovation, if stated")


async def value_home(args: RunCMA, hubs: Hubs) -> CMA:
    """Value a home from comparable sales of the book of record."""
    details = PropertyDetails.model_validate(args.model_dump(exclude={"address"}))
    try:
        return await hubs.mls.generate_automated_cma(args.address, details)
    except UnknownAddress as error:
        question = f"I don't know {args.address}. Did you mean one of these?" if error.suggestions else ""
        said = f"No home in the MLS copy matches {args.address!r}. Give the street address with its city or ZIP."
        raise ToolError("not_found", said, question=question, options=error.suggestions, field="address") from error
    except AmbiguousAddress as error:
        asked = f"Which {args.address} do you mean?"
        raise ToolError("ambiguous", asked, question=asked, options=error.candidates, field="address") from error
    except MissingFacts as error:
        asked = f"What is the {' and '.join(error.fields)} of {args.address}?"
        raise ToolError("missing", asked, question=asked, field=error.fields[0]) from error
    except NotValuable as error:
        raise ToolError("refused", str(error)) from error


TOOL = Tool(
    name="run_cma",
    description="Comparative market analysis: what a home is worth, with range, comparables, map and PDF.",
    risk=Risk.READ,
    arguments=RunCMA,
    result=CMA,
    handler=value_home,
)
