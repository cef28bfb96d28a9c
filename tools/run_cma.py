from __future__ import annotations

from pydantic import Field

from integrations.mls import (
    AmbiguousAddress,
    MissingFacts,
    NotPermitted,
    NotValuable,
    UnknownAddress,
    UnknownComparable,
)
from integrations.models.cma import CMA, ComparableChoices, MovedComparable, PropertyDetails
from tools.errors import ToolError
from tools.tool import Arguments, Hubs, Risk, Tool


class MoveComparable(Arguments):
    """A correction by hand of one comparable's adjusted price."""

    listing_id: str = Field(description="Listing id, parcel number or street of the comparable")
    percent: float = Field(ge=-30, le=30, description="How much its adjusted price moves, in percent")
    reason: str = Field("", description="Why, as the user said it")


class RunCMA(Arguments):
    """Arguments of `run_cma`. The facts override what the record says."""

    address: str = Field(description="Street address of the home as the user gave it, with city or ZIP if given")
    bedrooms_total: int | None = Field(None, ge=0, le=50, description="Bedrooms, if the user states them")
    bathrooms_total: float | None = Field(None, ge=0, le=50, description="Bathrooms, e.g. 2.5, if stated")
    living_area: int | None = Field(None, gt=0, description="Finished square feet, if stated")
    lot_size_square_feet: int | None = Field(None, gt=0, description="Lot in square feet, if stated")
    year_built: int | None = Field(None, ge=1700, le=2100, description="Year built, if stated")
    year_renovated: int | None = Field(None, ge=1700, le=2100, description="Year of the last renovation, if stated")
    condition: float | None = Field(None, ge=1, le=5, description="Condition from 1 (poor) to 5 (excellent), if stated")
    exclude_comparables: tuple[str, ...] = Field(
        (), description="Comparables to leave out: listing ids, parcel numbers or streets, only if the user says so"
    )
    include_comparables: tuple[str, ...] = Field(
        (), description="Closed sales to put in: listing ids, parcel numbers or streets, only if the user says so"
    )
    move_comparables: tuple[MoveComparable, ...] = Field((), description="Comparables to correct by hand, if asked")


_CHOICES = ("exclude_comparables", "include_comparables", "move_comparables")


async def value_home(args: RunCMA, hubs: Hubs) -> CMA:
    """Value a home from comparable sales of the book of record; raises `ToolError` with what to ask."""
    details = PropertyDetails.model_validate(args.model_dump(exclude={"address", *_CHOICES}))
    choices = ComparableChoices(
        exclude=args.exclude_comparables,
        include=args.include_comparables,
        move=tuple(MovedComparable.model_validate(item.model_dump()) for item in args.move_comparables),
    )
    try:
        return await hubs.mls.generate_automated_cma(args.address, details, choices)
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
    except UnknownComparable as error:
        raise ToolError("not_found", str(error), field="exclude_comparables") from error
    except (NotPermitted, NotValuable) as error:
        raise ToolError("refused", str(error)) from error


TOOL = Tool(
    name="run_cma",
    description="Comparative market analysis: what a home is worth, with range, comparables, map and PDF.",
    risk=Risk.READ,
    arguments=RunCMA,
    result=CMA,
    handler=value_home,
)
