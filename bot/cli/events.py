from __future__ import annotations

from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add `jorge events list|show|replay`."""
    events = typer.Typer(no_args_is_help=True, help="What happened, what came of it, and doing it again.")
    app.add_typer(events, name="events")

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
    def replay(event_id: Annotated[str, typer.Argument(help="Its id, or how that begins")]) -> None:
        """Let the rules look at an event again; effects keep their keys, so nothing happens twice."""
        _run(_replay, event_id)


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


def _show(store: Any, event_id: str) -> bool:
    import orjson

    from integrations.store import events as book

    with store.reading() as connection:
        found = book.get(connection, event_id)
        if found is None:
            return _unknown(event_id)
        typer.echo(
            f"{found.event.type}  {found.event.id}\nfrom {found.event.source}, key {found.event.key}, {found.status}"
        )
        typer.echo(orjson.dumps(found.event.payload, option=orjson.OPT_INDENT_2).decode())
        _tree(connection, found, 0)
    return True


def _tree(connection: Any, one: Any, depth: int) -> None:
    from integrations.store import events as book

    pad = "  " * depth
    typer.echo(f"{pad}{one.event.type}  {one.event.id[:10]}")
    for run in book.runs_of(connection, one.event.id):
        typer.echo(f"{pad}  rule {run.rule_id} v{run.rule_version}: {run.status}")
        for step in run.steps:
            typer.echo(f"{pad}    {step['step']}: {step.get('result') or 'failed: ' + step.get('error', '')}")
    for child in book.caused_by(connection, one.event.id):
        _tree(connection, child, depth + 1)


def _replay(store: Any, event_id: str) -> bool:
    from integrations.store import events as book

    with store.writing() as connection:
        found = book.get(connection, event_id)
        if found is None:
            return _unknown(event_id)
        book.replay(connection, found.event.id)
    typer.echo(f"{found.event.id[:10]} {found.event.type} is queued again; a running `jorge run` picks it up at once.")
    return True


def _unknown(event_id: str) -> bool:
    typer.secho(f"There is no event {event_id}. `jorge events list` shows the newest.", fg="red", err=True)
    return False
