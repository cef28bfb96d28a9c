"""`jorge rules test` and `dry-run`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typer

from bot.cli._rule_rows import rules_of
from bot.rules import OrchestrationRule, RuleError
from bot.rules.explain import explain
from bot.rules.rehearsal import Rehearsed, rehearse
from bot.rules.rule import read_rule
from integrations.events import Event
from integrations.store.history import since as stored_since

_SPANS = {"h": "hours", "d": "days", "w": "weeks"}
_SHOWN = 10
_TELLING = ("title", "body", "subject", "message", "tool", "bot", "sequence", "event", "url")


def span(text: str) -> timedelta:
    """A length of time such as `12h`, `30d` or `4w`."""
    read = re.fullmatch(r"([1-9]\d{0,4})([hdw])", text)
    if read is None:
        raise typer.BadParameter(f"{text!r}: write a number and h, d or w, such as 30d")
    return timedelta(**{_SPANS[read[2]]: int(read[1])})


def check(paths: Sequence[Path] | None) -> bool:
    """Run the examples of rule files, or of the book; says of each rule whether it passed."""
    passed = failed = 0
    for name, text in _texts(paths):
        try:
            rule = read_rule(text, name)
        except RuleError as error:
            failed += 1
            typer.secho(f"FAIL  {error}", fg="red")
            continue
        wrong = [(at, one) for at, one in enumerate(rule.examples, 1) if rule.pattern.matches(one.event) != one.fires]
        failed += bool(wrong)
        passed += not wrong
        typer.secho(f"{'FAIL' if wrong else 'pass'}  {rule.rule_id}: {len(rule.examples)} examples", fg=_colour(wrong))
        for at, example in wrong:
            typer.echo(f"      example {at} should {'fire' if example.fires else 'not fire'}, and did the opposite:")
            for one in explain(rule.event_pattern, example.event):
                typer.echo(
                    f"        {'yes' if one.held else 'NO '}  {one.said}{'' if one.parts else f'; it was {one.saw}'}"
                )
    typer.echo(f"{passed} passed, {failed} failed")
    return not failed


def dry_run(connection: Any, path: Path | None, back: timedelta) -> bool:
    """Say what rules would have done on the events of a span; does nothing."""
    rules = rules_of(connection) if path is None else [_rule_in(path)]
    seen, found = rehearse(rules, stored_since(connection, datetime.now(UTC) - back))
    typer.echo(f"{seen} events. Nothing was done; this is what would have been:")
    for rule in rules:
        _report(rule, found[rule.rule_id], all_of_them=path is not None)
    return True


def _report(rule: OrchestrationRule, what: Rehearsed, *, all_of_them: bool) -> None:
    events, held = what.fired, len(what.held)
    off = "" if rule.enabled else " (switched off)"
    typer.echo(
        f"\n{rule.rule_id} v{rule.version}{off}: {len(events)} times" + (f", and rested {held} times" if held else "")
    )
    shown = events if all_of_them else events[-_SHOWN:]
    if len(shown) < len(events):
        typer.echo(f"  the last {len(shown)}:")
    for event in shown:
        typer.echo(f"  {event.received_at.astimezone():%Y-%m-%d %H:%M:%S}  {event.id[:10]}  {event.type}")
        for action in rule.actions:
            typer.echo(f"      {action.action}: {_telling(action, event)}")


def _telling(action: Any, event: Event) -> str:
    from bot.engine.actions import fill

    said = action.model_dump(exclude={"action"}, exclude_defaults=True)
    main = next((said[name] for name in _TELLING if name in said), said)
    return fill(str(main), event.payload) if isinstance(main, str) else str(main)


def _rule_in(path: Path) -> OrchestrationRule:
    try:
        return read_rule(_text(path), path.name)
    except RuleError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from error


def _texts(paths: Sequence[Path] | None) -> Iterable[tuple[str, str]]:
    if paths:
        return [(path.name, _text(path)) for path in paths]
    from importlib.resources import files

    book = files("bot.rules").joinpath("book")
    return sorted((one.name, one.read_text("utf-8")) for one in book.iterdir() if one.name.endswith(".yml"))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        typer.secho(f"{path} cannot be read: {error}", fg="red", err=True)
        raise typer.Exit(1) from error


def _colour(wrong: Any) -> str:
    return "red" if wrong else "green"
