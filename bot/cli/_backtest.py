from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import typer


def run_backtest(sales: Path, test_share: float, lag_days: int, predictions: Path | None, *, as_json: bool) -> bool:
    """Run, print and write; False with one clear line where the file cannot serve."""
    import orjson

    from integrations.mls.cma import backtest
    from integrations.mls.cma.sales_file import UnreadableSales, read_sales

    try:
        found = read_sales(sales)
        result = backtest(found.sales, test_share, lag_days, _say_progress if sys.stderr.isatty() else None)
        if predictions is not None:
            _write(predictions, result)
    except OSError as error:
        typer.secho(f"{error.filename or sales}: {error.strerror or error}", fg="red", err=True)
        return False
    except (UnreadableSales, ValueError) as error:
        typer.secho(str(error), fg="red", err=True)
        return False
    told = figures(result) | {"sales": len(found.sales), "left_out": dict(found.left_out), "imputed": found.imputed,
                              "notes": list(found.notes)}  # fmt: skip
    typer.echo(orjson.dumps(told).decode() if as_json else _say(told))
    return True


def figures(result: Any) -> dict[str, Any]:
    """The scores by name; percent where not said otherwise."""
    out = {name: getattr(result, name) for name in result.__slots__ if name not in ("predictions", "test_from")}
    rounded = {name: _short(value) for name, value in out.items()}
    return {"test_from": result.test_from.isoformat(), **rounded}


def _short(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return None if value != value else round(value, 4)  # noqa: PLR0124  not a number, by its definition


def _say_progress(done: int, of: int) -> None:
    typer.echo(f"\r{done:,} of {of:,} sales priced{'' if done < of else chr(10)}", nl=False, err=True)


def _write(path: Path, result: Any) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("ListingKey", "actual", "estimate", "low80", "high80"))
        for item in result.predictions:
            ends = (item.estimate, item.low_80, item.high_80)
            table.writerow((item.listing_key, f"{item.actual:g}" if item.actual % 1 else int(item.actual),
                            *("" if value is None else round(value, 2) for value in ends)))  # fmt: skip


def _say(told: dict[str, Any]) -> str:
    def percent(name: str, sign: str = "") -> str:
        value = told[name]
        return "   –" if value is None else f"{value:{sign}.2f} %"

    setting = f"priced {told['lag_days']} days before closing" if told["lag_days"] else "priced on the day of closing"
    left = ", ".join(f"{count:,} {reason}" for reason, count in told["left_out"].items())
    lines = [
        f"{told['n']:,} of {told['sales']:,} sales tested, those from {told['test_from']} on; each {setting},",
        "only from sales closed strictly before that day, never from its own parcel.",
        *([f"Left out: {left}."] if left else []),
        *told["notes"],
        f"  priced (hit rate)      {percent('hit_rate')}",
        f"  MdAPE                  {percent('mdape')}",
        f"  within 5 / 10 / 20 %   {percent('within_5')} / {percent('within_10')} / {percent('within_20')}",
        f"  bias (median error)    {percent('bias', '+')}",
        f"  50 % range             covers {percent('coverage_50')}, half-width {percent('half_width_50')}",
        f"  80 % range             covers {percent('coverage_80')}, half-width {percent('half_width_80')}",
        f"  COD / PRD / PRB        {told['cod']:.2f} / {told['prd']:.3f} / {told['prb']:+.3f}",
        f"  time                   {told['milliseconds']:.2f} ms an estimate",
    ]
    return "\n".join(lines)
