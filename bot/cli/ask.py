from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from bot.agent import Answer
    from bot.agent.offline.gazetteer import Gazetteer
    from bot.agent.planning import Plan
    from bot.settings import Settings

_FIRST_TIME = (
    "First use here: copying the MLS, the CRM and the mailing audience into {folder}, once. This takes about a minute."
)
_WAITS = frozenset(("launch_campaign",))


def register(app: typer.Typer) -> None:
    """Add `jorge ask`."""

    @app.command()
    def ask(
        request: Annotated[
            str | None, typer.Argument(help='What you want, in plain words, e.g. "leads in Ballard"')
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object")] = False,
        only_plan: Annotated[
            bool, typer.Option("--plan", help="Stop before any tool runs; needs no store and no town")
        ] = False,
        file: Annotated[Path | None, typer.Option(help="One request a line; prints one JSON object a line")] = None,
        day: Annotated[str | None, typer.Option("--date", help="Take this day for today, e.g. 2026-03-12")] = None,
    ) -> None:
        """Ask in plain words, as in Slack."""
        from bot.settings import read_settings

        requests = _requests(request, file)
        settings = read_settings()
        today = _day(day, settings.zone)
        found = (
            _planned(requests, today, settings) if only_plan else _answered(requests, today, settings, fixed=bool(day))
        )
        for one in found:
            typer.echo(json.dumps(one, ensure_ascii=False) if as_json or file else _told(one))


def _requests(request: str | None, file: Path | None) -> list[str]:
    if (request is None) == (file is None):
        raise typer.BadParameter('say what you want, e.g. jorge ask "what sold in Fremont last month?", or give --file')
    if file is None:
        return [request or ""]
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file} cannot be read: {error}", param_hint="--file") from error


def _day(day: str | None, zone: ZoneInfo) -> date:
    try:
        return date.fromisoformat(day) if day else datetime.now(zone).date()
    except ValueError as error:
        raise typer.BadParameter(f"{day!r} is no date; write it like 2026-03-12", param_hint="--date") from error


def _planned(requests: list[str], today: date, settings: Settings) -> list[dict[str, Any]]:
    from bot.agent.planning import plan

    if settings.model.api_key:
        return [_plan_shown(one) for one in _plan_live(requests, today, settings)]
    places = _places(settings)
    return [_plan_shown(plan(text, today, places)) for text in requests]


def _plan_live(requests: list[str], today: date, settings: Settings) -> list[Plan]:
    import asyncio

    from bot.agent.planning import plan_live

    model = settings.model
    asked = plan_live(requests, today, model=model.name, api_key=model.api_key, base_url=model.base_url)
    return asyncio.run(asked)


def _plan_shown(found: Plan) -> dict[str, Any]:
    return {
        "text": found.text,
        "tool_calls": [{"name": name, "args": args} for name, args in found.calls],
        "approvals": [{"tool": name, "status": "would wait for approval"} for name, _ in found.calls if name in _WAITS],
        "answer": found.answer,
    }


def _places(settings: Settings) -> Gazetteer:
    """The places of the store where there is one; planning goes without."""
    from bot.agent.offline.gazetteer import Gazetteer, built_in

    if not settings.database_url and not (settings.data_dir / "jorge.db").is_file():
        return built_in()
    from integrations.store import Store
    from integrations.store.places import gazetteer

    store = Store(settings.store_url)
    try:
        with store.reading() as connection:
            known = gazetteer(connection)
    except Exception:  # noqa: BLE001  # outer border: planning goes on without a store that cannot be read
        return built_in()
    finally:
        store.close()
    return Gazetteer.of((*known.counties, *known.neighborhoods, *known.cities), known.zips, known.streets)


def _answered(requests: list[str], today: date, settings: Settings, *, fixed: bool) -> list[dict[str, Any]]:
    import asyncio

    return asyncio.run(_answer_all(requests, today, settings, fixed=fixed))


async def _answer_all(requests: list[str], today: date, settings: Settings, *, fixed: bool) -> list[dict[str, Any]]:
    from bot.agent import Agent, Question
    from bot.session import terminal_session

    if not settings.database_url and not (settings.data_dir / "jorge.db").is_file():
        typer.echo(_FIRST_TIME.format(folder=settings.data_dir), err=True)
    now = datetime.combine(today, time(12), settings.zone) if fixed else datetime.now(UTC)
    model = settings.model
    async with terminal_session(settings) as house:
        agent = Agent(house.toolbox, api_key=model.api_key, base_url=model.base_url, model=model.name)
        try:
            shown = []
            for at, text in enumerate(requests):
                thread = f"terminal-{at}"
                question = Question(text, "terminal", "", thread, now, settings.timezone, at_terminal=True)
                shown.append(_answer_shown(text, await agent.answer(question, _Silent())))
            return shown
        finally:
            await agent.close()


def _answer_shown(text: str, answer: Answer) -> dict[str, Any]:
    waiting = [outcome.approval for outcome in answer.outcomes if outcome.approval]
    return {
        "text": text,
        "tool_calls": [{"name": outcome.tool, "args": outcome.args} for outcome in answer.outcomes],
        "approvals": [
            {"tool": one.tool, "status": one.status.value, "id": one.id, "summary": one.summary} for one in waiting
        ],
        "answer": f"{answer.text}\n{answer.note}".strip(),
    }


def _told(shown: dict[str, Any]) -> str:
    lines = [f"{call['name']} {json.dumps(call['args'], ensure_ascii=False)}" for call in shown["tool_calls"]]
    lines += [shown["answer"]] if shown["answer"] else []
    for one in shown["approvals"]:
        if "id" in one:
            lines.append(
                f"Waiting for approval ({one['id']}): {one['summary']}. Jorge approves it on its card in Slack."
            )
        else:
            lines.append(f"{one['tool']} would wait for Jorge's approval.")
    return "\n".join(lines)


class _Silent:
    async def status(self, text: str) -> None:
        """Nobody watches."""

    async def text(self, delta: str) -> None:
        """Nobody watches."""
