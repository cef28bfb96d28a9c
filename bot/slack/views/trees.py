"""Everything that one event caused."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.card import Card
from bot.slack.views.blocks import card, context, header, section
from bot.slack.views.words import clock, esc, one_line
from integrations.models.alert import Alert
from integrations.store.event_tree import Knot
from integrations.store.events import RuleRun

_MOST = 20
_STEPS = 8
_SIGNS = {"done": "✓", "failed": "✗", "dead": "✗", "rests": "·", "waiting": "…", "running": "…"}


def tree_card(alert: Alert, knots: Sequence[Knot], zone: str) -> Card:
    """The tree below the newest event of an alert: each event, the rules that ran on it, and what each step came to."""
    title = f"What happened: {alert.title}"
    if not knots:
        said = "The event behind this card is not kept any more."
        return card(said, [header(title), section(said)])
    rows = [section(_knot(one, zone)) for one in knots[:_MOST]]
    more = f"{len(knots) - _MOST} more events. " if len(knots) > _MOST else ""
    event_id = knots[0].recorded.event.id[:10]
    return card(
        esc(f"{title}: {len(knots)} events"), [header(title), *rows, context(f"{more}`jorge events show {event_id}`")]
    )


def _knot(one: Knot, zone: str) -> str:
    event = one.recorded.event
    mark = f"{'    ' * min(one.depth, 6)}{'↳ ' if one.depth else ''}"
    lines = [f"{mark}*{one_line(event.type, 100)}*  {clock(event.received_at, zone)}"]
    lines += [line for run in one.runs for line in _run(run, mark)]
    return "\n".join(lines)


def _run(run: RuleRun, mark: str) -> list[str]:
    pad = " " * (len(mark) + 4)
    why = f": {one_line(run.error, 200)}" if run.error else ""
    lines = [f"{pad}{_SIGNS.get(run.status, '·')} rule `{esc(run.rule_id)}` v{run.rule_version} {esc(run.status)}{why}"]
    for step in run.steps[:_STEPS]:
        said = step.get("error") or step.get("result") or ""
        lines.append(f"{pad}    {'✗' if 'error' in step else '✓'} {esc(step.get('step', ''))}: {one_line(said, 160)}")
    return lines
