from __future__ import annotations

import re

from bot.engine.dead_letters import DeadLetters
from bot.slack.dead_letters import letters_card
from bot.slack.home import publish_home
from bot.slack.house import House
from bot.slack.parts import Click, Clicked
from bot.slack.views import dead_letters as view
from bot.slack.views.alerts import AGAIN
from bot.slack.views.answers import said_card
from bot.slack.views.words import count, disarmed, one_line
from integrations.store import approvals as audit


async def show(click: Click, house: House) -> None:
    """List what was given up and what could not be read."""
    if await _letters(click, house) is not None:
        await house.whisper(click.place, await letters_card(house))


async def replay(click: Click, house: House) -> None:
    """Let the rules look at the events of a cause again."""
    await _replay(click, house, click.value)


async def replay_all(click: Click, house: House) -> None:
    """Let the rules look at every dead letter again."""
    await _replay(click, house, "")


async def replay_card(click: Click, house: House) -> None:
    """Replay what the alert's card tells of."""
    alert = await house.deps.alerts.get(click.value)
    await _replay(click, house, alert.story.removeprefix("dead:") if alert else click.value)


async def read_again(click: Click, house: House) -> None:
    """Read a webhook again."""
    await _read(click, house, mark=click.value)


async def read_all_again(click: Click, house: House) -> None:
    """Read every webhook in quarantine again."""
    await _read(click, house)


async def read_card(click: Click, house: House) -> None:
    """Read again what the alert's card tells of."""
    alert = await house.deps.alerts.get(click.value)
    await _read(click, house, source=alert.story.removeprefix("quarantine:") if alert else click.value)


async def _replay(click: Click, house: House, key: str) -> None:
    letters = await _letters(click, house)
    if letters is None:
        return
    number = await letters.replay(key)
    await _note(click, house, "events.replayed", key or "all", number)
    said = f"{count(number, 'event')} queued again. What fails again comes back on its card."
    await _tell(click, house, said if number else "Nothing is left to replay there.")


async def _read(click: Click, house: House, *, mark: str = "", source: str = "") -> None:
    letters = await _letters(click, house)
    if letters is None:
        return
    done, why = await letters.read_again(mark, source)
    await _note(click, house, "events.read_again", mark or source or "all", done)
    said = f"{count(done, 'webhook')} read and passed on." if done else ""
    if why:
        said += f" {count(len(why), 'webhook')} still cannot be read: {one_line(disarmed(why[0]), 300)}"
    await _tell(click, house, said.strip() or "Nothing is left to read there.")


async def _letters(click: Click, house: House) -> DeadLetters | None:
    deps = house.deps
    if deps.owner and click.user != deps.owner:
        await house.whisper(click.place, said_card(f"Only <@{deps.owner}> can do that."))
        return None
    if deps.dead_letters is None:
        await house.whisper(click.place, said_card("No engine runs here."))
    return deps.dead_letters


async def _tell(click: Click, house: House, said: str) -> None:
    await house.whisper(click.place, said_card(said))
    if not click.channel:
        await publish_home(house, click.user)


async def _note(click: Click, house: House, what: str, subject: str, number: int) -> None:
    await house.deps.store.write(audit.note, house.deps.now(), click.user, what, subject, {"number": number})


CLICKS: dict[str | re.Pattern[str], Clicked] = {
    view.SHOW: show,
    view.REPLAY_ALL: replay_all,
    view.READ_ALL: read_all_again,
    re.compile(rf"^{re.escape(view.REPLAY)}\."): replay,
    re.compile(rf"^{re.escape(view.READ)}\."): read_again,
    AGAIN["dead_letter"][1]: replay_card,
    AGAIN["quarantine"][1]: read_card,
}
