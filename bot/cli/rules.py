from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge rules list|show|add|enable|disable|test|explain|dry-run`."""
    rules = typer.Typer(no_args_is_help=True, help="The rules: what they are, whether they are right, what they did.")
    app.add_typer(rules, name="rules")

    @rules.command("list")
    def list_rules() -> None:
        """Every rule: version, lane, what it does, whether it is on, and how often it acted in 30 days."""
        from bot.cli._rule_rows import list_rules

        list_rules()

    _register_changes(rules)

    @rules.command()
    def test(
        files: Annotated[list[Path] | None, typer.Argument(help="Rule files; none means every rule")] = None,
    ) -> None:
        """Run the examples of every rule; status 1 where one does not do what its example says."""
        from bot.cli._rule_files import check

        if not check(files):
            raise typer.Exit(1)

    @rules.command()
    def explain(
        event_id: Annotated[str, typer.Argument(help="Its id, or how that begins")],
        *,
        every: Annotated[bool, typer.Option("--all", help="Also rules of which no condition held")] = False,
    ) -> None:
        """Why each rule did or did not match an event: the conditions that failed, and the values that were there."""
        _with_store(_explain, event_id, every)

    @rules.command("dry-run")
    def dry_run(
        file: Annotated[Path | None, typer.Argument(help="A rule file; none means every rule")] = None,
        since: Annotated[str, typer.Option(help="How far back: 12h, 30d, 4w")] = "30d",
    ) -> None:
        """What rules would have done on the events that are stored. Nothing is done and nothing is written."""
        from bot.cli._rule_files import dry_run, span

        _with_store(dry_run, file, span(since))


def _register_changes(rules: typer.Typer) -> None:
    @rules.command()
    def show(rule_id: Annotated[str, typer.Argument(help="The rule's id")]) -> None:
        """A rule as its file would say it, and what was changed about it."""
        from bot.cli._rule_rows import show

        _or_exit(done=show(rule_id))

    @rules.command()
    def add(file: Annotated[Path, typer.Argument(help="A rule file")]) -> None:
        """Save a rule of a file; it holds in every process within seconds, over one of the book with its id."""
        from bot.cli._rule_rows import add

        _or_exit(done=add(file))

    @rules.command()
    def enable(rule_id: Annotated[str, typer.Argument(help="The rule's id")]) -> None:
        """Switch a rule on."""
        from bot.cli._rule_rows import switch

        _or_exit(done=switch(rule_id, enabled=True))

    @rules.command()
    def disable(rule_id: Annotated[str, typer.Argument(help="The rule's id")]) -> None:
        """Switch a rule off."""
        from bot.cli._rule_rows import switch

        _or_exit(done=switch(rule_id, enabled=False))


def _or_exit(*, done: bool) -> None:
    if not done:
        raise typer.Exit(1)


def _with_store(work: Callable[..., bool], *args: Any) -> None:
    from bot.cli._rule_rows import open_store

    with open_store() as store:
        if store is None:
            typer.secho("There are no events yet. Start `jorge run` first.", fg="red", err=True)
            raise typer.Exit(1)
        with store.reading() as connection:
            _or_exit(done=work(connection, *args))


def _explain(connection: Any, event_id: str, every: bool) -> bool:
    from bot.cli._rule_rows import rules_of
    from bot.rules import document_of
    from bot.rules.explain import explain
    from integrations.store import events as book

    found = book.get(connection, event_id)
    if found is None:
        typer.secho(f"There is no event {event_id}. `jorge events list` shows the newest.", fg="red", err=True)
        return False
    document = document_of(found.event)
    typer.echo(f"{found.event.type}  {found.event.id}")
    far = 0
    rules = [(rule, explain(rule.event_pattern, document)) for rule in rules_of(connection)]
    for rule, findings in sorted(rules, key=lambda pair: -_share(pair[1])):
        if not every and findings and not any(one.held for one in findings):
            far += 1
            continue
        off = "" if rule.enabled else " (switched off)"
        typer.echo(f"\n{rule.rule_id} v{rule.version}{off}: {_verdict(findings)}")
        _tell(findings, "  ")
    if far:
        typer.echo(f"\nNothing of {far} more rules held; --all shows them.")
    return True


def _share(findings: Sequence[Any]) -> float:
    return sum(one.held for one in findings) / len(findings) if findings else 1.0


def _verdict(findings: Sequence[Any]) -> str:
    failed = sum(not one.held for one in findings)
    return f"no, {failed} of {len(findings)} conditions failed" if failed else "matched"


def _tell(findings: Sequence[Any], pad: str) -> None:
    for one in findings:
        saw = "" if one.parts else f"; it was {one.saw}"
        typer.echo(f"{pad}{'yes' if one.held else 'NO '}  {one.said}{saw}")
        _tell(one.parts, pad + "     ")
