from __future__ import annotations

from bot.slack.card import Card
from bot.slack.house import House
from bot.slack.views.answers import said_card
from bot.slack.views.dead_letters import dead_letters_card


async def letters_card(house: House) -> Card:
    """What was given up or could not be read, by cause, with buttons to do it again."""
    letters = house.deps.dead_letters
    if letters is None:
        return said_card("No engine runs here, so there are no dead letters to show.")
    return dead_letters_card(await letters.groups(), await letters.unread(), house.deps.zone)


async def number_given_up(house: House) -> tuple[int, int]:
    """How many events were given up, and how many webhooks could not be read."""
    letters = house.deps.dead_letters
    if letters is None:
        return 0, 0
    return sum(len(group.letters) for group in await letters.groups()), len(await letters.unread())
