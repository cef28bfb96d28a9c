from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from bot.cli._quarantine import add_quarantine


def register(app: typer.Typer) -> None:
    """Add `jorge events list|show|dead|replay` and `jorge events quarantine`."""
    events = typer.Typer(no_args_is_help=True, help="What happened, what came of it, and doing it again.")
    app.add_typer(events, name="events")
    add_quarantine(events)

    @events.command("dead")
    def list_dead() -> None:
        """Everything that was given up, by cause, with its reason."""
        _run(_dead)

    @events.command("list")
    def list_events(
        limit: Annotated[int, typer.Option(help="How many")] = 20,
        kind: Annotated[str, typer.Option("--type", help="Only types that contain this")] = "",
        status: Annotated[str, typer.Option(help="Only events at this status: new, matched, dead")] = "",
    ) -> None:
        """The newest events."""
        _run(_list, limit, kind, status)

    @events.command()
    def show(event_id: Annotated[str, typer.Argument(help="Its id, or how that begins")]) -> None:
        """One event: its payload, the rules that ran, and everything it caused."""
        _run(_show, event_id)

    @events.command()
    def tree(event_id: Annotated[str, typer.Argument(help="Its id, or how that begins")]) -> None:
        """Everything that one event caused: the events below it, the rules that ran, and what each step came to."""
        _run(_tree, event_id)

    @events.command()
    def replay(
        event_id: Annotated[str, typer.Argument(help="Its id, or how that begins")] = "",
        dead: Annotated[bool, typer.Option("--dead", help="Everything that was given up")] = False,
        since: Annotated[str, typer.Option(help="Everything since: 2h, 3d, or a time like 2026-03-10T14:00")] = "",
    ) -> None:
        """Let the rules look at events again; effects keep their keys, so nothing happens twice."""
        if sum((bool(event_id), dead, bool(since))) != 1:
            typer.secho("Give one of: an event's id, --dead, --since.", fg="red", err=True)
            raise typer.Exit(2)
        if event_id:
            _run(_replay, event_id)
        else:
            _run(_replay_many, since)


def _run(work: Any, *args: Any) -> None:
    from contextlib import closing

    from bot.house import prepare_folder
    from bot.settings import read_settings
    from integrations.store import Store

    settings = read_settings()
    prepare_folder(settings.data_dir)
    with closing(Store(settings.store_url)) as store:
        store.migrate()
        if not work(store, *args):
            raise typer.Exit(1)


def _list(store: Any, limit: int, kind: str, status: str) -> bool:
    from integrations.store import events as book

    with store.reading() as connection:
        found = book.newest(connection, limit=limit, type_like=kind, status=status)
    if not found:
        typer.echo("No events yet. Start `jorge run` and submit a lead on the listing site.")
    for one in found:
        repeats = f" (arrived {one.repeats + 1} times)" if one.repeats else ""
        at = one.event.received_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        typer.echo(f"{one.event.id[:10]}  {at}  {one.status:<8} {one.event.type}{repeats}")
    return True


def _dead(store: Any) -> bool:
    from bot.engine.dead_letters import grouped
    from integrations.store import dead_letters as shelf

    with store.reading() as connection:
        groups = grouped(shelf.dead_letters(connection))
    if not groups:
        typer.echo("Nothing was given up.")
    for group in groups:
        typer.echo(f"{group.what}, {len(group.letters)} given up: {group.reason}")
        for one in group.letters[-20:]:
            at = one.received_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            typer.echo(f"  {one.event_id[:10]}  {at}  {one.type}")
    if groups:
        typer.echo("`jorge events replay ID` or `--dead` does them again; what was done before is not done twice.")
    return True


def _show(store: Any, event_id: str) -> bool:
    import orjson

    from integrations.store.event_tree import tree_of

    with store.reading() as connection:
        tree = tree_of(connection, event_id)
    if not tree:
        return _unknown(event_id)
    found = tree[0].recorded
    typer.echo(
        f"{found.event.type}  {found.event.id}\nfrom {found.event.source}, key {found.event.key}, {found.status}"
    )
    typer.echo(orjson.dumps(found.event.payload, option=orjson.OPT_INDENT_2).decode())
    return _tree(store, event_id)


def _tree(store: Any, event_id: str) -> bool:
    from integrations.store.event_tree import tree_of

    with store.reading() as connection:
        tree = tree_of(connection, event_id)
    if not tree:
        return _unknown(event_id)
    for knot in tree:
        for line in _lines(knot):
            typer.echo("  " * knot.depth + line)
    return True


def _lines(knot: Any) -> Iterator[str]:
    one = knot.recorded
    note = f"  {one.status}: {one.note}" if one.status == "dead" else ""
    yield f"{one.event.type}  {one.event.id[:10]}{note}"
    for run in knot.runs:
        why = f" ({run.error})" if run.error else ""
        yield f"  rule {run.rule_id} v{run.rule_version}: {run.status}{why}"
        for step in run.steps:
            yield f"    {step['step']}: {step['result'] if 'result' in step else 'failed: ' + step.get('error', '')}"


def _replay(store: Any, event_id: str) -> bool:
    from integrations.store import events as book

    with store.writing() as connection:
        found = book.get(connection, event_id)
        if found is None:
            return _unknown(event_id)
        book.replay(connection, found.event.id)
    typer.echo(f"{found.event.id[:10]} {found.event.type} is queued again; a running `jorge run` picks it up at once.")
    return True


def _replay_many(store: Any, since: str) -> bool:
    from integrations.store import events as book

    with store.writing() as connection:
        found = book.since(connection, _moment(since)) if since else book.dead(connection)
        for one in found:
            book.replay(connection, one.event.id)
    typer.echo(
        f"{len(found)} event{'s' if len(found) != 1 else ''} queued again; running workers pick them up at once."
    )
    return True


def _moment(text: str) -> datetime:
    ago = re.fullmatch(r"(\d+)([mhd])", text)
    if ago:
        unit = {"m": "minutes", "h": "hours", "d": "days"}[ago[2]]
        return datetime.now(UTC) - timedelta(**{unit: int(ago[1])})
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no time; write it like 2h, 3d or 2026-03-10T14:00") from error


def _unknown(event_id: str) -> bool:
    typer.secho(f"There is no event {event_id}. `jorge events list` shows the newest.", fg="red", err=True)
    return False
