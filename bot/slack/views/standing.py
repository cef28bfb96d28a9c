"""What a rule may do without asking: given, shown, taken back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.rule import OrchestrationRule, StandingLimits
from bot.slack.card import Block
from bot.slack.views.blocks import actions, button, confirm, context, divider, modal, section, text_input
from bot.slack.views.words import count, esc, moment, one_line
from integrations.store.rule_book import Change
from integrations.store.rules import Standing

ALLOWED, REVOKE = "rule.allowed", "rule.revoke"
_SHOWN = 5


def standing_form(
    rule: OrchestrationRule,
    limits: StandingLimits,
    given: Standing | None,
    acted: Sequence[Change],
    zone: str,
    about: str,
) -> Block:
    """The window in which a standing approval is given or taken back, with what the rule did on it."""
    people = given.max_audience if given else limits.max_audience
    dollars = given.max_amount if given else limits.max_amount
    return modal(
        ALLOWED,
        "Act without asking",
        "Allow",
        [
            section(f"*{one_line(rule.name)}*, version {rule.version}\n{_state(given, zone)}"),
            actions([_revoke(rule)], "standing") if given else None,
            divider(),
            text_input("people", "People one message may reach", initial=str(people), most=6,
                       hint=f"At most {limits.max_audience:,}, as the rule says."),
            text_input("dollars", "Dollars one action may cost", initial=f"{dollars:.2f}", most=12,
                       hint=f"At most ${limits.max_amount:,.2f}, as the rule says."),
            text_input("days", "Days it holds", initial=str(min(30, limits.expires_days)), most=3,
                       hint=f"At most {limits.expires_days}. It holds for this version: an edited rule asks again."),
            context("What goes beyond, or does not say whom it reaches and what it costs, still waits for you."),
            section(f"*Done without asking*\n{_acted(acted, zone)}"),
        ],
        about,
    )  # fmt: skip


def _state(given: Standing | None, zone: str) -> str:
    if given is None:
        return "It asks you each time."
    until = moment(given.expires_at, zone)
    return f"Allowed by <@{esc(given.given_by)}> until {until}: {limits_said(given)}."


def limits_said(given: Standing) -> str:
    """The limits in words."""
    return f"up to {count(given.max_audience, 'person', 'people')} and ${given.max_amount:,.2f} a time"


def _revoke(rule: OrchestrationRule) -> Block:
    ask = confirm("Take it back?", "The rule asks you each time again, from now on.", "Take it back")
    return button("Take it back", REVOKE, rule.rule_id, style="danger", ask=ask)


def _acted(acted: Sequence[Change], zone: str) -> str:
    lines = [f"• {moment(one.at, zone)}: {one_line(one.detail, 200)}" for one in acted[:_SHOWN]]
    more = f"\n… and {len(acted) - _SHOWN} more" if len(acted) > _SHOWN else ""
    return "\n".join(lines) + more if lines else "Nothing yet."
