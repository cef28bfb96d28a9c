from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
import yaml
from pydantic import ValidationError

from bot.rules.rulebook import body_of
from bot.slack.card import Place
from bot.slack.house import House
from bot.slack.parts import Checked, Click, Clicked, Submission, Submitted
from bot.slack.views import rule_forms as forms
from bot.slack.views import rules as view
from bot.slack.views.answers import said_card
from bot.slack.views.words import esc
from integrations.models.rule import RuleChanged, RuleProposal, RuleWish
from tools.errors import ToolError


@dataclass(frozen=True, slots=True)
class About:
    """What a window is about: the rule that it changes (empty: a new one), and where its preview belongs."""

    rule_id: str = ""
    channel: str = ""
    thread_ts: str = ""
    rows: int = 1

    def written(self, **changes: Any) -> str:
        """As a window's metadata."""
        return orjson.dumps({name: getattr(self, name) for name in self.__slots__} | changes).decode()

    @classmethod
    def read(cls, metadata: str) -> About:
        """From a window's metadata."""
        return cls(**orjson.loads(metadata or "{}"))


async def new(click: Click, house: House) -> None:
    """Open the window of plain choices."""
    if await _may(click, house):
        await _open(click, house, forms.rule_form(RuleWish(), 1, About("", click.channel, click.thread_ts).written()))


async def edit(click: Click, house: House) -> None:
    """Open the window in which a rule was made, or its text."""
    if not await _may(click, house):
        return
    desk = house.deps.rules
    await desk.rulebook.refresh()
    rule = desk.rulebook.get(click.value)
    if rule is None:
        await house.whisper(click.place, said_card("This rule is no longer known. `/rules` lists them."))
        return
    await _open_rule(click, house, body_of(rule), await desk.wish_of(rule), About(rule.rule_id, click.channel))


async def redo(click: Click, house: House) -> None:
    """Go on making a rule that is not saved yet."""
    if not await _may(click, house):
        return
    desk = house.deps.rules
    try:
        rule, wish = await desk.draft_of(click.value)
    except ToolError as error:
        await house.whisper(click.place, said_card(esc(error.message)))
        return
    known = desk.rulebook.get(rule.rule_id) is not None
    about = About(rule.rule_id if known else "", click.channel, click.thread_ts)
    await _open_rule(click, house, body_of(rule), wish, about)


async def reshape(click: Click, house: House) -> None:
    """Another event was chosen, or another condition is wanted: show the fields for it."""
    about = About.read(str(click.view.get("private_metadata") or ""))
    event = {forms.EVENT: click.value}.get(click.action_id) or click.values.get("event", "")
    rows = min(8, about.rows + (click.action_id == forms.MORE))
    given = forms.wish_from({**click.values, "event": event}, None)
    wish = RuleWish.model_validate(given | {"most_per_day": None})
    shown = forms.rule_form(wish, rows, about.written(rows=rows))
    await house.outbound.client.views_update(view_id=click.view.get("id"), hash=click.view.get("hash"), view=shown)


async def ignore(_click: Click, _house: House) -> None:
    """A choice in the window: it is read when the window is submitted."""


async def check(form: Submission, house: House) -> dict[str, str]:
    """What is wrong with the choices, at the field where it is."""
    try:
        house.deps.rules.may(form.user)
        await house.deps.rules.try_wish(_wish(form), About.read(form.about).rule_id)
    except ToolError as error:
        return {_block_of(error.field): error.message[:1000]}
    return {}


async def check_text(form: Submission, house: House) -> dict[str, str]:
    """What is wrong with a written rule."""
    try:
        house.deps.rules.may(form.user)
        house.deps.rules.read(form.values.get("text", ""), About.read(form.about).rule_id)
    except ToolError as error:
        return {"text": error.message[:1000]}
    return {}


async def made(form: Submission, house: House) -> None:
    """Show the rule with what it would have done."""
    rule_id = About.read(form.about).rule_id
    await _propose(form, house, lambda: house.deps.rules.draft(_wish(form), rule_id))


async def written(form: Submission, house: House) -> None:
    """Show the written rule with what it would have done."""
    rule_id = About.read(form.about).rule_id
    await _propose(form, house, lambda: house.deps.rules.draft_text(form.values.get("text", ""), rule_id))


async def save(click: Click, house: House) -> None:
    """Save the rule on the card, once."""
    desk = house.deps.rules
    try:
        rule = await desk.save(click.value, click.user)
    except ToolError as error:
        await house.whisper(click.place, said_card(error.message if error.kind == "refused" else esc(error.message)))
        return
    card = view.closed_card(f"Saved as version {rule.version}; it is {'on' if rule.enabled else 'off'}.", rule.name)
    await house.outbound.edit(click.channel, click.message_ts, card)


async def drop(click: Click, house: House) -> None:
    """Throw the rule on the card away."""
    try:
        rule, _ = await house.deps.rules.draft_of(click.value)
        await house.deps.rules.drop(click.value, click.user)
    except ToolError as error:
        await house.whisper(click.place, said_card(error.message if error.kind == "refused" else esc(error.message)))
        return
    await house.outbound.edit(click.channel, click.message_ts, view.closed_card("Not saved.", rule.name))


async def switch(click: Click, house: House) -> None:
    """Switch a rule on or off, and offer the way back."""
    enabled = click.action_id == view.ON
    try:
        before = house.deps.rules.rulebook.get(click.value)
        rule = await house.deps.rules.switch(click.value, click.user, enabled=enabled)
    except ToolError as error:
        await house.whisper(click.place, said_card(error.message if error.kind == "refused" else esc(error.message)))
        return
    was = before.enabled if before else not enabled
    changed = RuleChanged(rule_id=rule.rule_id, name=rule.name, enabled=enabled, was=was)
    await house.whisper(click.place, view.switched_card(changed))


async def why(click: Click, house: House) -> None:
    """Say why the rule did or did not act on the newest event it looks at."""
    if await _may(click, house):
        found = await house.deps.rules.why(click.value)
        await house.whisper(click.place, view.why_card(found, house.deps.zone))


def _wish(form: Submission) -> RuleWish:
    text = form.values.get("pattern", "").strip()
    try:
        pattern = yaml.safe_load(text) if text else None
    except yaml.YAMLError as error:
        raise ToolError("invalid", f"pattern: {error}", field="pattern") from error
    if pattern is not None and not isinstance(pattern, dict):
        raise ToolError("invalid", "pattern: write an object, e.g. {type: lead.scored}", field="pattern")
    try:
        return RuleWish.model_validate(forms.wish_from(form.values, pattern))
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise ToolError("invalid", f"{path}: {first['msg']}", field=path) from error


async def _propose(form: Submission, house: House, draft: Callable[[], Awaitable[RuleProposal]]) -> None:
    about = About.read(form.about)
    in_dm = about.channel.startswith("D")
    place = Place(about.channel if in_dm else "", form.user, about.thread_ts if in_dm else "")
    try:
        card = view.proposal_card(await draft(), house.deps.zone)
    except ToolError as error:
        card = said_card(esc(error.message))
    await house.say(place, card, form.key)


async def _open_rule(click: Click, house: House, body: dict[str, Any], wish: RuleWish | None, about: About) -> None:
    if wish is not None:
        rows = max(1, len(wish.conditions))
        await _open(click, house, forms.rule_form(wish, rows, about.written(rows=rows)))
        return
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=100)
    if len(text) > forms.LONGEST:
        said = (
            f"`{esc(body['rule_id'])}` is too long for a window of Slack. `jorge rules show {esc(body['rule_id'])}` "
            "writes it out, `jorge rules add FILE` saves it."
        )
        await house.whisper(click.place, said_card(said))
        return
    await _open(click, house, forms.written_form(text, about.written()))


async def _open(click: Click, house: House, form: dict[str, Any]) -> None:
    await house.outbound.client.views_open(trigger_id=click.trigger_id, view=form)


async def _may(click: Click, house: House) -> bool:
    try:
        house.deps.rules.may(click.user)
    except ToolError as error:
        await house.whisper(click.place, said_card(error.message))
        return False
    return True


def _block_of(field: str) -> str:
    row = re.match(r"conditions\.(\d+)", field)
    if row:
        return f"value{row[1]}"
    return {"also_with": "also_with", "pattern": "pattern", "areas": "value0", "most_per_day": "most"}.get(
        field.split(".", maxsplit=1)[0], "name"
    )


CLICKS: dict[str | re.Pattern[str], Clicked] = {
    view.NEW: new,
    view.EDIT: edit,
    view.REDO: redo,
    view.SAVE: save,
    view.DROP: drop,
    view.ON: switch,
    view.OFF: switch,
    view.WHY: why,
    forms.EVENT: reshape,
    forms.MORE: reshape,
    forms.FIELD: ignore,
    forms.OPERATOR: ignore,
}
SUBMISSIONS: dict[str, Submitted] = {forms.MADE: made, forms.WRITTEN: written}
CHECKS: dict[str, Checked] = {forms.MADE: check, forms.WRITTEN: check_text}
