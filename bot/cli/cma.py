from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class _AddressOrVerb(TyperGroup):
    """`jorge cma 123 Main St` values a home; the group's own verbs keep their names."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments, the verb `value` put in where there is none."""
        verb = not args or args[0] in self.commands or args[0] == "--help"
        return super().parse_args(ctx, args if verb else ["value", *args])


def register(app: typer.Typer) -> None:
    """Add `jorge cma`: an address, `accuracy` or `backtest`."""
    verbs = typer.Typer(
        cls=_AddressOrVerb,
        no_args_is_help=True,
        help="Value a home: `jorge cma ADDRESS [--pdf FILE]`. Measure how good that is: `jorge cma backtest`.",
    )

    @verbs.command()
    def value(
        address: Annotated[str, typer.Argument(help="Street address, with city or ZIP where it is not unique")],
        pdf: Annotated[Path | None, typer.Option(help="Write the report to this file")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print the whole analysis as JSON")] = False,
        beds: Annotated[int | None, typer.Option(help="Bedrooms, if the record is wrong")] = None,
        baths: Annotated[float | None, typer.Option(help="Bathrooms, if the record is wrong")] = None,
        sqft: Annotated[
            int | None, typer.Option("--living-area", "--sqft", help="Finished square feet, if the record is wrong")
        ] = None,
        lot: Annotated[
            int | None, typer.Option("--lot-size", help="Lot in square feet, if the record is wrong")
        ] = None,
        built: Annotated[int | None, typer.Option("--year-built", help="Year built, if the record is wrong")] = None,
        renovated: Annotated[
            int | None, typer.Option("--renovated", help="Year of the last renovation (a new kitchen counts)")
        ] = None,
        condition: Annotated[float | None, typer.Option(help="Condition, 1 (poor) to 5 (excellent)")] = None,
        leave_out: Annotated[
            list[str] | None, typer.Option("--leave-out", help="A comparable not to use: id, parcel or street")
        ] = None,
        put_in: Annotated[
            list[str] | None, typer.Option("--put-in", help="A closed sale to use: id, parcel or street")
        ] = None,
    ) -> None:
        """Value a home from comparable sales; `value` need not be written."""
        import asyncio

        from bot.settings import read_settings

        facts = {
            "bedrooms_total": beds, "bathrooms_total": baths, "living_area": sqft, "lot_size_square_feet": lot,
            "year_built": built, "year_renovated": renovated, "condition": condition,
            "exclude_comparables": leave_out, "include_comparables": put_in,
        }  # fmt: skip
        args = {"address": address, **{name: value for name, value in facts.items() if value is not None}}
        if not asyncio.run(_value(read_settings(), args, pdf, as_json=as_json)):
            raise typer.Exit(1)

    @verbs.command()
    def backtest(
        sales: Annotated[Path, typer.Option(help="Closed sales: CSV or JSON Lines with Data Dictionary names")],
        test_share: Annotated[float, typer.Option(help="Share of the sales, the latest, to be priced")] = 0.2,
        lag_days: Annotated[int, typer.Option(min=0, help="Price each so many days before it closed")] = 0,
        predictions: Annotated[
            Path | None, typer.Option(help="Write ListingKey, actual, estimate, low80, high80")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON, on one line")] = False,
    ) -> None:
        """Price past sales in time order, each only from what was known then, and say how wrong that was."""
        from bot.cli._backtest import run_backtest

        if not run_backtest(sales, test_share, lag_days, predictions, as_json=as_json):
            raise typer.Exit(2)

    @verbs.command()
    def accuracy(
        area: Annotated[str, typer.Option(help="A ZIP code, city, neighbourhood or county; nothing for all")] = "",
        fresh: Annotated[bool, typer.Option("--fresh", help="Measure again, though it is not a week old")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON")] = False,
    ) -> None:
        """How good the values are for your own areas: past sales priced again, at closing and 45 days before."""
        import asyncio

        from bot.cli._accuracy import tell_accuracy
        from bot.settings import read_settings

        if not asyncio.run(tell_accuracy(read_settings(), area, fresh=fresh, as_json=as_json)):
            raise typer.Exit(1)

    app.add_typer(verbs, name="cma")


async def _value(settings: Any, args: dict[str, Any], pdf: Path | None, *, as_json: bool) -> bool:
    import asyncio

    from bot.cli._tool import explain
    from bot.reports import report_files
    from bot.session import terminal_session
    from integrations.models.cma import CMA
    from tools.tool import Caller

    async with terminal_session(settings) as house:
        outcome = await house.toolbox.call("run_cma", args, Caller("terminal"))
        if not isinstance(outcome.value, CMA):
            explain(outcome.error)
            return False
        if pdf is not None:
            files = await report_files(settings.office, house.hubs.mls.for_client, settings.timezone)(outcome.value)
            if not files:
                typer.secho("The MLS does not let clients see this home, so there is no PDF.", fg="red", err=True)
                return False
            await asyncio.to_thread(pdf.write_bytes, files["pdf"])
    typer.echo(outcome.value.model_dump_json(indent=2) if as_json else _said(outcome.value, pdf))
    return True


def _said(found: Any, pdf: Path | None) -> str:
    lines = [found.subject.display_address, f"  Value    ${found.value:,.0f}   grade {found.grade}"]
    lines += [f"  {one.level} %     ${one.low:,.0f} to ${one.high:,.0f}" for one in found.ranges]
    lines.append("  Comparable sales, adjusted:")
    for one in found.comparables:
        home = one.listing
        lines.append(
            f"    {home.unparsed_address:<34.34} {home.close_date}  ${home.close_price:>11,.0f}"
            f"  {one.net_percent:>+6.1f} %  ${one.adjusted_price:>11,.0f}  {one.distance_miles:.2f} mi"
        )
    if found.other_sales is not None:
        rest = found.other_sales
        lines.append(f"    {rest.sales} other sales nearby, {rest.weight:.0%} of the weight    ${rest.value:>11,.0f}")
    lines += [f"  {one.said}, {_by(one.dollars)}" for one in (*found.effects, *found.overrides)]
    lines += _changed(found.since)
    if found.net_sheet is not None:
        lines.append(
            f"  Seller's net at ${found.net_sheet.price:,.0f}: ${found.net_sheet.net:,.0f} before any mortgage"
        )
    lines += [f"  Note: {flag}" for flag in (*found.assumptions, *found.flags)]
    lines.append(f"  {found.accuracy_note}")
    if pdf is not None:
        lines.append(f"  Report: {pdf}")
    return "\n".join(lines)


def _by(dollars: Any) -> str:
    return f"{'+' if dollars >= 0 else '-'}${abs(dollars):,.0f}"


def _changed(since: Any) -> list[str]:
    if since is None:
        return []
    first = f"  Since {since.valuation_date}: {_by(since.dollars)} ({since.percent:+.1f} %), it was ${since.value:,.0f}"
    return [first, *(f"    {reason}" for reason in since.reasons)]
