from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.engine.orchestrator import UnknownSource, WebhookOrchestrator
from integrations.models.alert import Alert, AlertStatus, Severity
from integrations.store import Store, quarantine
from integrations.store import alerts as cards
from integrations.store import dead_letters as shelf
from integrations.store.dead_letters import DeadLetter
from integrations.store.quarantine import Unread
from integrations.wire.errors import Unreadable, WireError

log = structlog.get_logger(__name__)
DEAD, UNREAD = "dead_letter", "quarantine"
_COUNT: Final = "Events"
_VARIES: Final = re.compile(r"\b(?=\w*\d)[\w:.-]+\b")
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Group:
    """Dead letters of one cause; `key` names the cause."""

    key: str
    what: str
    reason: str
    letters: tuple[DeadLetter, ...]

    @property
    def story(self) -> str:
        """The story of its card."""
        return f"dead:{self.key}"


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """What was given up and what could not be read: told on one card a cause, listed, and done again when asked."""

    store: Store
    orchestrator: WebhookOrchestrator
    announce: Callable[[Alert, str], Awaitable[tuple[Alert, str]]]
    now: Callable[[], datetime]

    async def groups(self) -> tuple[Group, ...]:
        """The dead letters by cause, the largest group first."""
        return grouped(await self.store.read(shelf.dead_letters))

    async def unread(self) -> list[Unread]:
        """The webhooks in quarantine, oldest first."""
        return await self.store.read(quarantine.listed)

    async def replay(self, key: str = "") -> int:
        """Let the rules look again at the events of a cause, or of all; how many. Effects keep their keys."""
        groups = [group for group in await self.groups() if not key or group.key == key]
        return await self.store.write(shelf.replay_all, [one.event_id for group in groups for one in group.letters])

    async def read_again(self, mark: str = "", source: str = "") -> tuple[int, list[str]]:
        """Read a webhook of the quarantine again, or those of a source, or all; how many worked, and why others not."""
        wanted = [one for one in await self.unread() if mark in {"", one.id} and source in {"", one.source}]
        done, why = 0, []
        for one in wanted:
            try:
                await self.orchestrator.replay_quarantined(one.id)
                done += 1
            except (Unreadable, UnknownSource) as error:
                why.append(str(error))
            except Exception as error:  # a payload that breaks its reader must not keep the others waiting
                log.exception("quarantined_webhook_stumbled", mark=one.id)
                why.append(f"{type(error).__name__}: {error}")
        return done, why

    async def watch(self) -> None:
        """Tell what is new, on one card a cause; close the cards of what is over."""
        groups, unread = await self.groups(), await self.unread()
        stories: dict[str, tuple[Alert, str]] = {}
        for group in groups:
            ids = ",".join(f"{one.event_id}@{one.replays}" for one in group.letters)
            stories[group.story] = (_dead_card(group, self.now()), f"{group.story}:{_short(ids)}")
        for source in dict.fromkeys(one.source for one in unread):
            some = [one for one in unread if one.source == source]
            ids = ",".join(one.id for one in some)
            stories[f"quarantine:{source}"] = (_unread_card(source, some, self.now()), f"quarantine:{_short(ids)}")
        for story, (alert, effect) in stories.items():
            await self._tell(story, alert, effect)
        await self._close_all_but(set(stories))

    async def _tell(self, story: str, alert: Alert, effect: str) -> None:
        card = await self.store.read(cards.live_of, story)
        if card is not None and card.event_id == alert.event_id and _counted(card) > _counted(alert):
            return  # fewer of the same: some are being done again
        try:
            await self.announce(alert, effect)
        except WireError as error:
            log.warning("dead_letter_not_told", story=story, why=str(error))  # it is kept, and shown later

    async def _close_all_but(self, stories: set[str]) -> None:
        for card in await self.store.read(cards.of_kinds, (DEAD, UNREAD)):
            if card.story in stories:
                continue
            quiet = {"status": AlertStatus.DONE, "waiting_since": None, "remind_at": None, "shown_count": 0}
            # Its message is out of date by that, and edited with the next tick of the alerts.
            await self.store.write(cards.change, card.id, lambda one: one.model_copy(update=quiet))  # noqa: B023  # used at once


def grouped(letters: Sequence[DeadLetter]) -> tuple[Group, ...]:
    """Dead letters by cause, the largest group first."""
    found: dict[str, list[DeadLetter]] = {}
    for one in letters:
        found.setdefault(cause_of(one), []).append(one)
    groups = [Group(key, some[-1].what, some[-1].reason, tuple(some)) for key, some in found.items()]
    return tuple(sorted(groups, key=lambda group: -len(group.letters)))


def cause_of(one: DeadLetter) -> str:
    """What dead letters of the same cause have in common: numbers, ids and times in the reason do not count."""
    return _short(f"{one.what}\0{_VARIES.sub('#', one.reason)[:_LONGEST]}")


def _dead_card(group: Group, now: datetime) -> Alert:
    newest, number = group.letters[-1], len(group.letters)
    many = f"{number} events" if number > 1 else "an event"
    who = "The rules" if group.what == "rules" else f"`{group.what}`"
    return Alert(
        id=secrets.token_hex(8), story=group.story, kind=DEAD, severity=Severity.NORMAL,
        title=f"{who} gave up on {many}", why=group.reason,
        first_step="Mend the cause, then press Replay: what was done before is not done twice.",
        facts=((_COUNT, str(number)), ("Newest", f"{newest.type} {newest.event_id[:10]}")),
        event_id=newest.event_id, opened_at=now, updated_at=now,
    )  # fmt: skip


def _unread_card(source: str, some: list[Unread], now: datetime) -> Alert:
    many = f"{len(some)} webhooks" if len(some) > 1 else "A webhook"
    return Alert(
        id=secrets.token_hex(8), story=f"quarantine:{source}", kind=UNREAD, severity=Severity.NORMAL,
        title=f"{many} of {source} cannot be read", why=some[-1].reason,
        first_step="They are authentic and kept. After an update that reads them, press Read again.",
        facts=((_COUNT, str(len(some))),), event_id=some[-1].id, opened_at=now, updated_at=now,
    )  # fmt: skip


def _counted(alert: Alert) -> int:
    return next((int(value) for name, value in alert.facts if name == _COUNT and value.isdigit()), 0)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
