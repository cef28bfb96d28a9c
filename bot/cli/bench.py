from __future__ import annotations

import pkgutil
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge bench`."""

    @app.command()
    def bench(
        names: Annotated[list[str] | None, typer.Argument(help="Which; none means all")] = None,
        *,
        as_json: Annotated[bool, typer.Option("--json", help="Only the JSON, on one line")] = False,
        seconds: Annotated[float, typer.Option(help="How long each run lasts; 0 leaves it to the measurement")] = 0,
    ) -> None:
        """Measure, and print the figures with what they are compared with as JSON."""
        import orjson

        found = _measurements()
        if unknown := set(names or []) - set(found):
            typer.secho(f"There is no measurement {unknown.pop()}; there are {', '.join(found)}.", fg="red", err=True)
            raise typer.Exit(1)
        for name in names or found:
            if not as_json:
                typer.echo(f"Measuring {name} ...", err=True)
            figures = _run(found[name], {"seconds": seconds} if seconds else {})
            typer.echo(orjson.dumps(figures, option=0 if as_json else orjson.OPT_INDENT_2).decode())


def _measurements() -> dict[str, Any]:
    from importlib import import_module

    import bot.bench

    names = [one.name for one in pkgutil.iter_modules(bot.bench.__path__) if not one.name.startswith("_")]
    modules = [import_module(f"bot.bench.{name}") for name in names]
    return {one.NAME: one for one in modules if hasattr(one, "NAME") and hasattr(one, "run")}


def _run(module: Any, options: dict[str, Any]) -> dict[str, Any]:
    import inspect

    from bot import loop

    if inspect.iscoroutinefunction(module.run):
        awaited: dict[str, Any] = loop.run(module.run(**options))
        return awaited
    figures: dict[str, Any] = module.run(**options)
    return figures
