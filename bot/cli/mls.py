from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli._permission import add_permission


def register(app: typer.Typer) -> None:
    """Add `jorge mls verify`, `reconcile`, `accept`, `permission` and `certify`."""
    mls = typer.Typer(no_args_is_help=True, help="Look after the copy of the MLSs.")
    app.add_typer(mls, name="mls")
    add_permission(mls)

    @mls.command()
    def verify(
        sample: Annotated[int, typer.Option(min=1, help="How many records of each MLS to read anew")] = 200,
        *,
        last: Annotated[bool, typer.Option("--last", help="Show what the last check showed; ask nobody")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON")] = False,
    ) -> None:
        """Read a sample of records anew and compare them with the copy, field by field; done each night, too."""
        import asyncio

        if not asyncio.run(_last(as_json=as_json) if last else _verify(sample, as_json=as_json)):
            raise typer.Exit(1)

    @mls.command()
    def reconcile(
        system: Annotated[str, typer.Argument(help="Which MLS")] = "mls",
        allow: Annotated[int | None, typer.Option(help="Remove as many, if you have looked at the feed")] = None,
    ) -> None:
        """Remove listings that the MLS has no more; refuses where suspiciously many are missing."""
        import asyncio

        if not asyncio.run(_reconcile(system, allow)):
            raise typer.Exit(1)

    @mls.command()
    def accept(
        system: Annotated[str, typer.Argument(help="Which MLS")] = "mls",
        *,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    ) -> None:
        """Remove a suspicious number of listings after all, as the card's approval does: shows them and asks."""
        import asyncio

        from bot.cli._takedown import accept_takedown

        if not asyncio.run(accept_takedown(system, yes=yes)):
            raise typer.Exit(1)

    @mls.command()
    def certify(
        url: Annotated[str, typer.Argument(help="The root of a RESO Web API server")],
        token: Annotated[str, typer.Option(help="A bearer token", envvar="JORGE_CERTIFY_TOKEN")],
        dialect: Annotated[str, typer.Option(help="The platform, e.g. bright or crmls, with its known ways")] = "reso",
    ) -> None:
        """Examine a server against the RESO Web API Core, promise by promise."""
        import asyncio

        if not asyncio.run(_certify(url, token, dialect)):
            raise typer.Exit(1)


async def _verify(sample: int, *, as_json: bool) -> bool:
    from bot.session import terminal_session
    from bot.settings import read_settings
    from integrations.mls.verifying import AIM
    from integrations.wire.errors import WireError

    good, found = True, []
    async with terminal_session(read_settings()) as house:
        for system in house.hubs.mls.systems:
            try:
                result = await house.hubs.mls.verify(system, sample)
            except WireError as error:
                typer.secho(str(error), fg="red", err=True)
                good = False
                continue
            good = good and result.share >= AIM
            found.append(result)
    _tell(found, as_json=as_json)
    return good


async def _last(*, as_json: bool) -> bool:
    from bot.session import terminal_session
    from bot.settings import read_settings
    from bot.standing import moment
    from integrations.mls.verifying import AIM, Verification
    from integrations.store import rounds

    settings = read_settings()
    async with terminal_session(settings, fresh=False) as house:
        kept = [one for one in await house.store.read(rounds.load_all) if one.kind == "check" and one.outcome]
    if not kept:
        typer.secho("No check was made yet. `jorge mls verify` makes one now.", fg="yellow", err=True)
        return False
    known = Verification.model_fields
    found = [Verification.model_validate({n: v for n, v in one.outcome.items() if n in known}) for one in kept]
    if not as_json:
        when = (f"{one.system} {moment(one.done_at, settings.zone)}" for one in kept if one.done_at)
        typer.echo(f"Last checked: {'; '.join(when)}")
    _tell(found, as_json=as_json)
    return all(one.share >= AIM for one in found)


def _tell(found: list[Any], *, as_json: bool) -> None:
    if as_json:
        import orjson

        rows = [{**one.model_dump(), "share": one.share} for one in found]
        typer.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        return
    for one in found:
        typer.echo(f"{one.title}: {one.share:.4%} of {one.fields:,} fields equal, {one.sampled:,} records read anew")
        beside = {"changed there since the last sync": one.behind, "gone there": one.gone, "unreadable": one.unreadable}
        for what, count in beside.items():
            if count:
                typer.echo(f"  {count:,} {what}")
        for each in one.differences:
            typer.secho(f"  {each.ref} {each.field}: ours {each.ours}, theirs {each.theirs}", fg="yellow")


async def _reconcile(system: str, allow: int | None) -> bool:
    from bot.session import terminal_session
    from bot.settings import read_settings
    from integrations.mls import ReconcileRefused, UnknownSystem
    from integrations.wire.errors import WireError

    async with terminal_session(read_settings()) as house:
        try:
            removed = await house.hubs.mls.reconcile(system, most_missing=allow)
        except (ReconcileRefused, UnknownSystem, WireError) as problem:
            hint = " Say how many with --allow." if isinstance(problem, ReconcileRefused) else ""
            typer.secho(f"{problem}{hint}", fg="red", err=True)
            return False
    typer.echo(f"{removed:,} listings removed that {system} has no more." if removed else "Nothing to remove.")
    return True


async def _certify(url: str, token: str, dialect: str) -> bool:
    from integrations.mls.certifying import NotExamined, certify
    from integrations.mls.platforms import DIALECTS
    from integrations.wire.client import Client

    if dialect not in DIALECTS:
        typer.secho(f"There is no dialect {dialect!r}; there are {', '.join(DIALECTS)}.", fg="red", err=True)
        return False
    client = Client("examined", url, judge=lambda _reply: None)
    try:
        found = await certify(client, url, {"Authorization": f"Bearer {token}"}, DIALECTS[dialect])
    except NotExamined as problem:
        typer.secho(str(problem), fg="red", err=True)
        return False
    finally:
        await client.aclose()
    for one in found:
        word, colour = ("kept  ", None) if one.kept else ("known ", "yellow") if one.known else ("BROKEN", "red")
        typer.secho(f"{word} {one.promise}", fg=colour)
        if one.said:
            typer.echo(f"       {one.said}")
        if one.known:
            typer.echo(f"       The vendor's way, which Jorge minds: {one.known}.")
    return all(one.kept or one.known for one in found)
