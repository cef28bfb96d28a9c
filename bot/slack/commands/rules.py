from __future__ import annotations

from dataclasses import dataclass

from bot.slack.house import House, caller_at
from bot.slack.parts import Command, Invocation, Usage
from bot.slack.replies import show_outcome
from bot.slack.views.answers import said_card
from bot.slack.views.rules import rule_list
from bot.slack.views.words import esc
from tools.errors import ToolError

_ALL = frozenset({"", "list", "all"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: to list (what), to switch (on, off) or to explain (why) a rule."""

    what: str
    rule: str = ""
    about: str = ""


def _read(text: str) -> Asked:
    word, _, rest = text.strip().partition(" ")
    if word.lower() in {"on", "off"}:
        if not rest.strip():
            raise Usage(f"Name the rule, e.g. `/rules {word.lower()} price drop`.")
        return Asked(word.lower(), rest.strip())
    if word.lower() == "why":
        rule, _, about = rest.strip().partition(" for ")
        if not rule:
            raise Usage("Name the rule, e.g. `/rules why hot lead for Anna`.")
        return Asked("why", rule.strip(), about.strip())
    return Asked("list", "" if text.strip().lower() in _ALL else text.strip())


async def _run(asked: Asked, call: Invocation, house: House) -> None:
    try:
        house.deps.rules.may(call.place.user)
    except ToolError as error:
        await house.whisper(call.place, said_card(error.message))
        return
    if asked.what == "list":
        found = await house.deps.rules.listing()
        await house.whisper(call.place, rule_list(found, house.deps.now(), asked.rule))
        return
    tool, args = "explain_rule", {"rule": asked.rule, "about": asked.about}
    if asked.what in {"on", "off"}:
        tool, args = "switch_rule", {"rule": asked.rule, "enabled": asked.what == "on"}  # type: ignore[dict-item]
    outcome = await house.deps.toolbox.call(tool, args, caller_at(call.place, call.key))
    await show_outcome(house, call.place, outcome, esc(call.asked), call.key)


COMMAND = Command(
    name="/rules",
    description="Your rules: which alert you or act, how often; switch, explain, make and change them",
    usage_hint="[words to narrow the list|on <rule>|off <rule>|why <rule> for <lead or home>]",
    example="/rules why hot lead for Anna",
    parse=_read,
    run=_run,
)
