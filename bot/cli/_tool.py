"""A tool called from the terminal: its result, or why there is none and what to try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)


async def tell_of(
    settings: Any, tool: str, args: dict[str, Any], kind: type[T], show: Callable[[T], None], *, as_json: bool
) -> bool:
    """Call a tool and show its result of this kind, or print it as JSON; False with what to try where there is none."""
    from bot.session import terminal_session
    from tools.tool import Caller

    async with terminal_session(settings) as house:
        outcome = await house.toolbox.call(tool, args, Caller("terminal"))
    if not isinstance(outcome.value, kind):
        explain(outcome.error)
        return False
    if as_json:
        typer.echo(outcome.value.model_dump_json(indent=2))
    else:
        show(outcome.value)
    return True


def explain(error: Any) -> None:
    """Say what went wrong in one line, and the choices that there are."""
    typer.secho(str(error) if error else "There is nothing to show.", fg="red", err=True)
    for option in error.options if error else ():
        typer.echo(f"  {option}", err=True)
