"""The rules as they hold in the terminal: those of the book, and over them the rows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
import yaml

from bot.rules import OrchestrationRule, RuleError, read_book
from bot.rules.rule import read_rule
from bot.rules.rulebook import Rulebook, body_of, merged
from bot.settings import read_settings
from integrations.store import Store
from integrations.store import rule_book as shelf
from tools.errors import ToolError

if TYPE_CHECKING:
    from integrations.store.book import Connection

BY = "terminal"
_DAYS = 30


@contextmanager
def open_store() -> Iterator[Store | None]:
    """The store, brought up to date; None where there is none yet."""
    settings = read_settings()
    file = Path(settings.store_url.removeprefix("sqlite:///"))
    if settings.store_url.startswith("sqlite") and not file.exists():
        yield None
        return
    with closing(Store(settings.store_url)) as store:
        store.migrate()
        yield store


def rules_of(connection: Connection) -> tuple[OrchestrationRule, ...]:
    """Every rule as it holds now."""
    return merged(read_book(), shelf.newest_versions(connection), shelf.switches(connection))


def list_rules() -> None:
    """Say of every rule what it does, whether it is on, and how often it acted."""
    rules: tuple[OrchestrationRule, ...] = read_book()
    firings: dict[str, Any] = {}
    with open_store() as store:
        if store is not None:
            with store.reading() as connection:
                rules = rules_of(connection)
                firings = shelf.firings(connection, datetime.now(UTC) - timedelta(days=_DAYS))
    width = max(len(rule.rule_id) for rule in rules)
    for rule in rules:
        acted = firings.get(rule.rule_id)
        last = f", last {acted.last.astimezone():%Y-%m-%d %H:%M}" if acted else ""
        state = "" if rule.enabled else "  (switched off)"
        does = ", ".join(action.action for action in rule.actions)
        typer.echo(f"{rule.rule_id:<{width}}  v{rule.version:<3} {rule.lane:<6}  {does}{state}")
        typer.echo(f"{'':<{width}}  {rule.description}")
        typer.echo(f"{'':<{width}}  acted {acted.count if acted else 0} times in {_DAYS} days{last}")


def switch(rule_id: str, *, enabled: bool) -> bool:
    """Switch a rule on or off; False where it cannot be."""

    async def do(book: Rulebook) -> None:
        rule = await book.switch(rule_id, BY, enabled=enabled)
        typer.echo(f"{rule.rule_id} is {'on' if rule.enabled else 'off'}.")

    return _change(do)


def show(rule_id: str) -> bool:
    """Write a rule as its file would say it, after its versions; False where there is none."""
    with open_store() as store:
        rules: tuple[OrchestrationRule, ...] = read_book()
        changes: list[shelf.Change] = []
        if store is not None:
            with store.reading() as connection:
                rules, changes = rules_of(connection), shelf.changes(connection, rule_id)
    rule = next((one for one in rules if one.rule_id == rule_id), None)
    if rule is None:
        typer.secho(f"There is no rule {rule_id}. `jorge rules list` shows them.", fg="red", err=True)
        return False
    for one in changes:
        detail = f" ({one.detail})" if one.detail else ""
        typer.echo(f"# {one.at.astimezone():%Y-%m-%d %H:%M}  v{one.version} {one.what} by {one.who}{detail}")
    typer.echo(f"# version {rule.version}, {'on' if rule.enabled else 'off'}")
    typer.echo(yaml.safe_dump(body_of(rule), sort_keys=False, allow_unicode=True, width=110).rstrip())
    return True


def add(file: Path) -> bool:
    """Save the rule of a file as the next version of its id; False where it is wrong."""
    try:
        rule = read_rule(file.read_text("utf-8"), file.name)
    except (OSError, UnicodeDecodeError, RuleError) as error:
        typer.secho(str(error), fg="red", err=True)
        return False

    async def do(book: Rulebook) -> None:
        saved = await book.save(rule, BY)
        typer.echo(f"{saved.rule_id} is saved as version {saved.version}. It holds within seconds.")

    return _change(do)


def _change(do: Any) -> bool:
    from bot.house import prepare_folder

    settings = read_settings()
    prepare_folder(settings.data_dir)
    with closing(Store(settings.store_url)) as store:
        store.migrate()
        try:
            asyncio.run(do(Rulebook(store)))
        except ToolError as error:
            typer.secho(error.message, fg="red", err=True)
            return False
    return True
