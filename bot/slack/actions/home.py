from __future__ import annotations

import re

from bot.slack.card import Place
from bot.slack.home import publish_home
from bot.slack.house import House, caller_at
from bot.slack.parts import Click, Clicked, Submission, Submitted
from bot.slack.replies import show_outcome
from bot.slack.views import home as view


async def refresh(click: Click, house: House) -> None:
    """Show the Home tab as it is now."""
    await publish_home(house, click.user)


async def value(click: Click, house: House) -> None:
    """Ask for the address of a home."""
    await house.outbound.client.views_open(trigger_id=click.trigger_id, view=view.value_modal())


async def valued(form: Submission, house: House) -> None:
    """Value the home in the direct conversation."""
    address = form.values.get("address", "")
    await _call(house, form.user, "run_cma", {"address": address}, f"Value {address}", form.key)


async def sync(click: Click, house: House) -> None:
    """Sync everything, and report in the direct conversation."""
    await _call(house, click.user, "sync_now", {}, "Sync now", click.key)
    await publish_home(house, click.user)


async def follow(_click: Click, _house: House) -> None:
    """A link button: the browser does the work."""


async def _call(house: House, user: str, tool: str, args: dict[str, str], asked: str, key: str) -> None:
    place = Place(await house.outbound.direct(user), user)
    outcome = await house.deps.toolbox.call(tool, args, caller_at(place, key))
    await show_outcome(house, place, outcome, asked, key)


CLICKS: dict[str | re.Pattern[str], Clicked] = {
    view.REFRESH: refresh,
    view.VALUE: value,
    view.SYNC: sync,
    re.compile(r"^link\."): follow,
}
SUBMISSIONS: dict[str, Submitted] = {view.VALUED: valued}
