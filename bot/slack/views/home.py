from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.slack.card import Block
from bot.slack.views.alert_policy import settings_rows
from bot.slack.views.alerts import alert_card, alert_line
from bot.slack.views.areas import areas_rows
from bot.slack.views.blocks import (
    MOST_HOME_BLOCKS,
    actions,
    button,
    card,
    context,
    divider,
    header,
    modal,
    section,
    text_input,
)
from bot.slack.views.dead_letters import given_up_row
from bot.slack.views.help import health_line
from bot.slack.views.leads import lead_row
from bot.slack.views.words import count, esc, moment
from integrations.models.alert import Alert
from integrations.models.alert_policy import Policy
from integrations.models.approval import Approval
from integrations.models.contact import Contact
from integrations.models.own_areas import OwnAreas

REFRESH, VALUE, SYNC = "home.refresh", "home.value", "home.sync"
VALUED = "home.valued"


@dataclass(frozen=True, slots=True)
class Today:
    """What the Home tab shows; `links` maps an approval's id to its card, `given_up` counts events and webhooks."""

    now: datetime
    zone: str
    alerts: Sequence[Alert] = ()
    approvals: Sequence[Approval] = ()
    links: dict[str, str] | None = None
    leads: Sequence[Contact] = ()
    health: Sequence[tuple[str, str]] = ()
    policy: Policy = field(default_factory=Policy)
    given_up: tuple[int, int] = (0, 0)
    areas: OwnAreas | None = None


def home_view(today: Today) -> Block:
    """The Home tab: what is open, what waits, who is hot, how the systems do."""
    blocks: list[Block | None] = [
        actions(
            [
                button("Value a home", VALUE, style="primary"),
                button("Sync now", SYNC),
                button("Refresh", REFRESH),
            ]
        ),
        *_alerts(today),
        *_approvals(today),
        *_leads(today),
        *(areas_rows(today.areas) if today.areas is not None else ()),
        *settings_rows(today.policy),
        header("Systems"),
        *(section(health_line(name, state)) for name, state in today.health[:12]),
        given_up_row(*today.given_up),
        context(f"As of {moment(today.now, today.zone)}"),
    ]
    return {"type": "home", "blocks": list(card("Home", blocks, most=MOST_HOME_BLOCKS).blocks)}


def value_modal() -> Block:
    """A window that asks for an address."""
    return modal(
        VALUED,
        "Value a home",
        "Value it",
        [
            text_input(
                "address", "Street address", hint="With its city or ZIP, e.g. 4512 Ashworth Ave N, Seattle", most=200
            )
        ],
    )


def _alerts(today: Today) -> list[Block | None]:
    rows: list[Block | None] = [header(count(len(today.alerts), "open alert"))]
    if not today.alerts:
        return [*rows, section("Nothing is burning. Hot leads show up here and in our conversation."), divider()]
    for one in today.alerts[:8]:
        rows.append(section(alert_line(one, today.now, today.zone)))
        rows += [block for block in alert_card(one, today.zone).blocks if block["type"] == "actions"]
    return [*rows, divider()]


def _approvals(today: Today) -> list[Block | None]:
    rows: list[Block | None] = [header(f"{count(len(today.approvals), 'approval')} waiting")]
    if not today.approvals:
        return [*rows, section("Nothing waits for you."), divider()]
    for one in today.approvals[:8]:
        url = (today.links or {}).get(one.id, "")
        review = button("Review", "link.approval", url=url) if url else None
        rows.append(section(f"*{esc(one.summary)}*\nuntil {moment(one.expires_at, today.zone)}", accessory=review))
    return [*rows, divider()]


def _leads(today: Today) -> list[Block | None]:
    rows = [lead_row(lead, today.now) for lead in today.leads[:5]]
    return [header("Hottest leads"), *(rows or [section("No hot leads right now.")]), divider()]
