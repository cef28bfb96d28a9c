from __future__ import annotations

from collections.abc import Sequence

from bot.engine.dead_letters import Group
from bot.slack.card import Block, Card
from bot.slack.views.blocks import actions, button, card, confirm, context, header, section
from bot.slack.views.words import count, disarmed, esc, moment, one_line
from integrations.store.quarantine import Unread

SHOW, REPLAY, REPLAY_ALL = "dead.show", "dead.replay", "dead.replay_all"
READ, READ_ALL = "dead.read", "dead.read_all"
_SHOWN = 12


def dead_letters_card(groups: Sequence[Group], unread: Sequence[Unread], zone: str) -> Card:
    """Dead letters by cause and webhooks in quarantine, each with its reason and a way to do it again."""
    if not groups and not unread:
        said = "Nothing was given up, and every webhook could be read."
        return card(said, [section(said)])
    events = sum(len(group.letters) for group in groups)
    title = f"{count(events, 'dead letter')}, {count(len(unread), 'unread webhook')}"
    rows: list[Block | None] = [header(title)]
    rows += [section(_group(group, zone), accessory=button("Replay", f"{REPLAY}.{group.key}", group.key))
             for group in groups[:_SHOWN]]  # fmt: skip
    rows += [section(_unread(one, zone), accessory=button("Read again", f"{READ}.{one.id}", one.id))
             for one in unread[:_SHOWN]]  # fmt: skip
    left = max(0, len(groups) - _SHOWN) + max(0, len(unread) - _SHOWN)
    rows.append(context(f"… and {left} more; `jorge events dead` and `jorge events quarantine list` show all.")
                if left else None)  # fmt: skip
    rows.append(_all_again(events, len(unread)))
    rows.append(context("A replay keeps the keys of what was done: nothing happens twice."))
    reasons = "; ".join(f"{group.what} ({len(group.letters)}): {group.reason}" for group in groups[:5])
    return card(esc(disarmed(f"{title}. {reasons}")), rows)


def given_up_row(events: int, unread: int) -> Block | None:
    """One line for the Home tab; none where all is well."""
    if not events and not unread:
        return None
    said = f"⚠️ {count(events, 'dead letter')}, {count(unread, 'webhook')} that cannot be read"
    return section(said, accessory=button("Show", SHOW))


def _group(group: Group, zone: str) -> str:
    newest = group.letters[-1]
    kinds = ", ".join(f"`{esc(kind)}`" for kind in sorted({one.type for one in group.letters})[:4])
    when = moment(newest.received_at, zone)
    return (
        f"*{one_line(group.what, 80)}* gave up on {count(len(group.letters), 'event')} ({kinds})\n"
        f"{one_line(disarmed(group.reason), 400)}\nnewest {when}, `{esc(newest.event_id[:10])}`"
    )


def _unread(one: Unread, zone: str) -> str:
    return (
        f"*{one_line(one.source, 60)}* sent {one.size:,} bytes that cannot be read, {moment(one.received_at, zone)}\n"
        f"{one_line(disarmed(one.reason), 400)}\n`{esc(one.id[:10])}`"
    )


def _all_again(events: int, unread: int) -> Block | None:
    every = confirm("Replay all?", f"The rules look at {count(events, 'event')} again.", "Replay")
    return actions(
        [
            button("Replay all", REPLAY_ALL, "all", ask=every) if events else None,
            button("Read all again", READ_ALL, "all") if unread else None,
        ],
        "dead:all",
    )
