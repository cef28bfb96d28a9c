from __future__ import annotations

from datetime import date

from pydantic import Field

from integrations.mls import (
    AmbiguousAddress,
    MissingFacts,
    NotPermitted,
    NotValuable,
    UnknownAddress,
    UnknownComparable,
)
from integrations.models.cma import CMA, ComparableChoices, MovedComparable, PropertyDetails, WeighedComparable
from tools.errors import ToolError
from tools.tool import Arguments, Hubs, Risk, Tool


class MoveComparable(Arguments):
    """A correction by hand of one comparable's adjusted price."""

    listing_id: str = Field(description="Listing id, parcel number or street of the comparable")
    percent: float = Field(ge=-30, le=30, description="How much its adjusted price moves, in percent")
    reason: str = Field("", description="Why, as the user said it")


class WeighComparable(Arguments):
    """A change by hand of how much one comparable counts."""

    listing_id: str = Field(description="Listing id, number, parcel number or street of the comparable")
    factor: float = Field(2, ge=0, le=10, description="Times the rule's weight: 2 for more, 0.5 for less")
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
    postal_code: str | None = Field(None, pattern=r"^\d{5}$", description="ZIP code, if asked for and stated")
    condition: float | None = Field(None, ge=1, le=5, description="Condition from 1 (poor) to 5 (excellent), if stated")
    exclude_comparables: tuple[str, ...] = Field(
        (), description="Comparables to leave out: ids, numbers in the report or streets, only if the user says so"
    )
    include_comparables: tuple[str, ...] = Field(
        (), description="Closed sales to put in: ids, parcel numbers or streets, only if the user says so"
    )
    move_comparables: tuple[MoveComparable, ...] = Field((), description="Comparables to correct by hand, if asked")
    weigh_comparables: tuple[WeighComparable, ...] = Field((), description="Comparables to count more or less")
    since: date | None = Field(None, description="A day, if the user asks what changed since then")


_CHOICES = ("exclude_comparables", "include_comparables", "move_comparables", "weigh_comparables")


async def value_home(args: RunCMA, hubs: Hubs) -> CMA:
    """Value a home from comparable sales of the book of record; raises `ToolError` with what to ask."""
    details = PropertyDetails.model_validate(args.model_dump(exclude={"address", "since", *_CHOICES}))
    choices = ComparableChoices(
        exclude=args.exclude_comparables,
        include=args.include_comparables,
        move=tuple(MovedComparable.model_validate(item.model_dump()) for item in args.move_comparables),
        weigh=tuple(WeighedComparable.model_validate(item.model_dump()) for item in args.weigh_comparables),
    )
    try:
        return await hubs.mls.generate_automated_cma(args.address, details, choices, args.since)
    except UnknownAddress as error:
        question = f"I don't know {args.address}. Did you mean one of these?" if error.suggestions else ""
        hint = "Did you mean:" if error.suggestions else "Give the street address with its city or ZIP."
        said = f"No home in the MLS copy matches {args.address!r}. {hint}"
        raise ToolError("not_found", said, question=question, options=error.suggestions, field="address") from error
    except AmbiguousAddress as error:
        asked = f"Which {args.address} do you mean?"
        raise ToolError("ambiguous", asked, question=asked, options=error.candidates, field="address") from error
    except MissingFacts as error:
        raise _missing(args.address, error) from error
    except UnknownComparable as error:
        raise _which_sale(args, error) from error
    except (NotPermitted, NotValuable) as error:
        raise ToolError("refused", str(error)) from error


def _missing(address: str, error: MissingFacts) -> ToolError:
    """The question for the first fact that is missing; a refusal where nobody but the MLS could supply it."""
    field = error.fields[0]
    if field == "living_area":
        asked = f"How many finished square feet does {address} have? Its MLS record has no living area."
    elif field == "postal_code":
        asked = f"In which ZIP code is {address}? Its MLS record has neither ZIP code nor place."
    else:
        said = f"No closed sale is known near {address}: the copy has none in its ZIP code. Sync the MLS of that area."
        return ToolError("refused", said)
    return ToolError("missing", asked, question=asked, field=field)


def _which_sale(args: RunCMA, error: UnknownComparable) -> ToolError:
    """The question which sale is meant, where several are; the argument that names it is to be settled."""
    named = {
        "exclude_comparables": args.exclude_comparables,
        "include_comparables": args.include_comparables,
        "move_comparables": tuple(item.listing_id for item in args.move_comparables),
        "weigh_comparables": tuple(item.listing_id for item in args.weigh_comparables),
    }
    field = next((name for name, names in named.items() if error.name in names), "exclude_comparables")
    if not error.options:
        return ToolError("not_found", str(error), field=field)
    return ToolError("ambiguous", str(error), question=str(error), options=error.options, field=field)


TOOL = Tool(
    name="run_cma",
    description="Comparative market analysis: what a home is worth, with range, comparables, map and PDF.",
    risk=Risk.READ,
    arguments=RunCMA,
    result=CMA,
    handler=value_home,
)
