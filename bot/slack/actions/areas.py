from __future__ import annotations

import re

from bot.slack.card import Place
from bot.slack.home import publish_home
from bot.slack.house import House, caller_at
from bot.slack.parts import Checked, Click, Clicked, Submission, Submitted
from bot.slack.replies import show_outcome
from bot.slack.views import areas as view
from integrations.mls import UnknownArea
from tools.areas import unknown_area


async def change(click: Click, house: House) -> None:
    """Open the window with the areas."""
    found = await house.deps.toolbox.hubs.mls.own_areas()
    await house.outbound.client.views_open(trigger_id=click.trigger_id, view=view.areas_modal(found))


async def keep(form: Submission, house: House) -> None:
    """Keep the areas of the window, and say so in the direct conversation."""
    names = _names(form.values.get("areas", ""))
    place = Place(await house.outbound.direct(form.user), form.user)
    args = {"areas": names, "how": "set" if names else "forget"}
    outcome = await house.deps.toolbox.call("set_my_areas", args, caller_at(place, form.key))
    await show_outcome(house, place, outcome, "Your areas", form.key)
    await publish_home(house, form.user)


async def check(form: Submission, house: House) -> dict[str, str]:
    """What is wrong with the areas in the window, by field."""
    for name in _names(form.values.get("areas", "")):
        try:
            await house.deps.toolbox.hubs.mls.resolve_area(name)
        except UnknownArea as error:
            told = unknown_area(error)
            return {"areas": " ".join([told.message, ", ".join(told.options or ())]).strip()}
    return {}


def _names(text: str) -> list[str]:
    return [name.strip() for name in re.split(r"[,;\n]+", text) if name.strip()][:12]


CLICKS: dict[str | re.Pattern[str], Clicked] = {view.CHANGE: change}
CHECKS: dict[str, Checked] = {view.SET: check}
SUBMISSIONS: dict[str, Submitted] = {view.SET: keep}
