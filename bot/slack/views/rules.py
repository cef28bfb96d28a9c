"""The rules: the list, a rule that waits to be saved, and why one did or did not act."""

from __future__ import annotations

from datetime import datetime

from bot.slack.card import Block, Card
from bot.slack.views.blocks import actions, alert, button, card, context, header, section
from bot.slack.views.words import ago, count, esc, moment, one_line
from integrations.models.rule import RuleChanged, RuleLine, RuleList, RuleProposal, RuleWhy

NEW, ON, OFF, WHY, EDIT = "rule.new", "rule.on", "rule.off", "rule.why", "rule.edit"
SAVE, REDO, DROP = "rule.save", "rule.redo", "rule.drop"
ALLOW = "rule.allow"
_SHOWN = 20
_SOURCES = {"book": "", "edited": " · edited by you", "own": " · yours"}


def rule_card(value: object, now: datetime, zone: str) -> Card | None:
    """The view of what a tool says of rules; None where it says nothing of them."""
    if isinstance(value, RuleList):
        return rule_list(value, now)
    if isinstance(value, RuleProposal):
        return proposal_card(value, zone)
    if isinstance(value, RuleChanged):
        return switched_card(value)
    return why_card(value, zone) if isinstance(value, RuleWhy) else None


def rule_list(found: RuleList, now: datetime, asked: str = "") -> Card:
    """Every rule in a few lines with its buttons; `asked` narrows the list."""
    rules = [one for one in found.rules if asked.lower() in f"{one.name} {one.rule_id} {one.description}".lower()]
    on = sum(one.enabled for one in rules)
    title = f"{count(len(rules), 'rule')}, {on} on"
    rows: list[Block | None] = [header(title), actions([button("New rule", NEW, style="primary")], "rules:new")]
    for one in sorted(rules, key=lambda rule: (rule.source == "book", not rule.enabled, -rule.count))[:_SHOWN]:
        rows += [section(_line(one, now, found.days)), _buttons(one)]
    if len(rules) > _SHOWN:
        rows.append(context(f"{len(rules) - _SHOWN} more: narrow the list, e.g. `/rules price`."))
    names = ", ".join(one.name for one in rules[:10])
    return card(esc(f"{title}: {names}"), rows)


def proposal_card(one: RuleProposal, zone: str) -> Card:
    """A rule that waits to be saved: what it says, what it would have done, its examples."""
    ask = f"{'Change' if one.version > 1 else 'New rule'}: {one.name}"
    when = "\n".join(f"• {one_line(part, 300)}" for part in one.when)
    then = "\n".join(f"• {one_line(part, 300)}" for part in one.then)
    limited = f"\n*Limits* {one_line('; '.join(one.limits), 400)}" if one.limits else ""
    row = [
        button("Save", SAVE, one.token, style="primary"),
        button("Edit", REDO, one.token),
        button("Cancel", DROP, one.token, style="danger"),
    ]
    return card(
        esc(f"{ask}. Not saved yet. {rehearsed(one)}"),
        [
            header(ask),
            section(f"*When*\n{when}\n*Then*\n{then}{limited}"),
            alert(f"*In the last {one.days} days* {esc(rehearsed(one))}", "info" if one.fired else "warning"),
            section("\n".join(f"• {moment(hit.at, zone)}: {one_line(hit.said, 200)}" for hit in one.samples))
            if one.samples
            else None,
            context("*Examples* " + " · ".join(one_line(example, 160) for example in one.examples))
            if one.examples
            else None,
            actions(row, f"rule:{one.rule_id}"),
            context(f"`{esc(one.rule_id)}` version {one.version}. It holds within seconds after you save it."),
        ],
    )


def rehearsed(one: RuleProposal) -> str:
    """What it would have done, in one sentence."""
    held = f" and rested {count(one.held_back, 'time')}" if one.held_back else ""
    if not one.seen:
        return "No events are stored yet to try it on."
    said = f"it would have fired {count(one.fired, 'time')}{held}"
    return f"{said}, out of {count(one.seen, 'event')}."


def closed_card(said: str, name: str) -> Card:
    """What became of a rule that waited."""
    return card(esc(f"{name}: {said}"), [section(f"*{one_line(name)}*\n{esc(said)}")])


def switched_card(one: RuleChanged) -> Card:
    """A rule that was switched, with the way back."""
    state = "on" if one.enabled else "off"
    said = f"*{one_line(one.name)}* is {state}{'' if one.was != one.enabled else ' already'}."
    back = button("Turn on", ON, one.rule_id) if not one.enabled else button("Turn off", OFF, one.rule_id)
    return card(said, [section(said, accessory=back)])


def why_card(one: RuleWhy, zone: str) -> Card:
    """Why a rule did or did not act: each condition of it, held or not, and what was there."""
    about = f" for {one.about}" if one.about else ""
    if not one.event_id:
        said = f"I know of nothing{about} in the last 30 days that the rule could look at."
        rows = [f"• `{one_line(each)}`" for each in one.conditions]
        return card(esc(said), [header(f"Why: {one.name}{about}"), section(esc(said)), section("\n".join(rows) or "–")])
    failed = sum(not each.held for each in one.findings)
    said = "It matched." if one.matched else f"{count(failed, 'condition')} did not hold."
    off = "" if one.enabled else " The rule is switched off."
    rows = [
        f"{'✓' if each.held else '✗'} `{one_line(each.said)}`" + (f", it was {one_line(each.saw)}" if each.saw else "")
        for each in one.findings[:20]
    ]
    at = f", {moment(one.at, zone)}" if one.at else ""
    return card(
        esc(f"{one.name}{about}: {said} {one.outcome}{off}"),
        [
            header(f"Why: {one.name}{about}"),
            alert(esc(f"{said} {one.outcome}{off}"), "success" if one.matched else "warning"),
            section("\n".join(rows)),
            context(f"Looked at: {one_line(one.event_said)}{at} · `{esc(one.event_id[:10])}`"),
        ],
    )


def _line(one: RuleLine, now: datetime, days: int) -> str:
    last = f"last {ago(one.last, now)}, {one.count} in {days} days" if one.last else f"never in {days} days"
    standing = f"\n_Acts without asking {esc(one.standing)}_" if one.standing else ""
    what = one_line("; ".join(one.does), 160) if one.source != "book" else one_line(one.description, 160)
    return f"{'🟢' if one.enabled else '⚪'} *{one_line(one.name, 80)}*  {last}{_SOURCES[one.source]}\n{what}{standing}"


def _buttons(one: RuleLine) -> Block | None:
    return actions(
        [
            button("Turn off", OFF, one.rule_id) if one.enabled else button("Turn on", ON, one.rule_id),
            button("Why", WHY, one.rule_id),
            button("Edit", EDIT, one.rule_id),
            button("Standing approval" if not one.standing else "Standing approval …", ALLOW, one.rule_id)
            if one.may_stand
            else None,
        ],
        f"rule:{one.rule_id}",
    )
