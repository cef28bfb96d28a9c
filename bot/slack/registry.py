from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from bot.slack.parts import Checked, Clicked, Command, Event, Submitted


def _modules(package: str) -> Iterator[ModuleType]:
    where = import_module(package)
    for entry in sorted(pkgutil.iter_modules(where.__path__), key=lambda found: found.name):
        yield import_module(f"{package}.{entry.name}")


@cache
def commands() -> tuple[Command, ...]:
    """Every slash command: each module of `bot/slack/commands` with a `COMMAND`."""
    return tuple(module.COMMAND for module in _modules("bot.slack.commands") if hasattr(module, "COMMAND"))


@cache
def events() -> tuple[Event, ...]:
    """Every event listened to: each module of `bot/slack/events` with an `EVENT`."""
    return tuple(module.EVENT for module in _modules("bot.slack.events") if hasattr(module, "EVENT"))


@cache
def clicks() -> Mapping[str | re.Pattern[str], Clicked]:
    """What each action id does: `CLICKS` of the modules of `bot/slack/actions`."""
    found: dict[str | re.Pattern[str], Clicked] = {}
    for module in _modules("bot.slack.actions"):
        found |= getattr(module, "CLICKS", {})
    return found


@cache
def submissions() -> Mapping[str, Submitted]:
    """What each submitted window does: `SUBMISSIONS` of the modules of `bot/slack/actions`."""
    found: dict[str, Submitted] = {}
    for module in _modules("bot.slack.actions"):
        found |= getattr(module, "SUBMISSIONS", {})
    return found


@cache
def checks() -> Mapping[str, Checked]:
    """What is looked at before a submitted window closes: `CHECKS` of the modules of `bot/slack/actions`."""
    found: dict[str, Checked] = {}
    for module in _modules("bot.slack.actions"):
        found |= getattr(module, "CHECKS", {})
    return found
