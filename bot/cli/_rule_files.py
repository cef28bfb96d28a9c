"""`jorge rules test` and `dry-run`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typer

from bot.cli._rule_rows import open_store, rules_of
from bot.rules import OrchestrationRule, RuleError, read_book
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
    """Run the examples of rule files, or of all rules that hold, Jorge's own too; says of each whether it passed."""
    results = [_passes(one) for one in (_read_all(paths) if paths else _holding())]
    typer.echo(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return all(results)


def _read_all(paths: Sequence[Path]) -> Iterable[OrchestrationRule | RuleError]:
    for path in paths:
        try:
            yield read_rule(_text(path), path.name)
        except RuleError as error:
            yield error


def _holding() -> Iterable[OrchestrationRule | RuleError]:
    with open_store() as store:
        if store is None:
            return read_book()
        with store.reading() as connection:
            return rules_of(connection)


def _passes(rule: OrchestrationRule | RuleError) -> bool:
    if isinstance(rule, RuleError):
        typer.secho(f"FAIL  {rule}", fg="red")
        return False
    wrong = [(at, one) for at, one in enumerate(rule.examples, 1) if rule.pattern.matches(one.event) != one.fires]
    typer.secho(f"{'FAIL' if wrong else 'pass'}  {rule.rule_id}: {len(rule.examples)} examples", fg=_colour(wrong))
    for at, example in wrong:
        typer.echo(f"      example {at} should {'fire' if example.fires else 'not fire'}, and did the opposite:")
        for one in explain(rule.event_pattern, example.event):
            typer.echo(
                f"        {'yes' if one.held else 'NO '}  {one.said}{'' if one.parts else f'; it was {one.saw}'}"
            )
    return not wrong


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


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        typer.secho(f"{path} cannot be read: {error}", fg="red", err=True)
        raise typer.Exit(1) from error


def _colour(wrong: Any) -> str:
    return "red" if wrong else "green"
