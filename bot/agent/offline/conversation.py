from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.agent.offline.completion import complete
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.intent import Intent
from bot.agent.offline.phrases import (
    ADVICE,
    APPROVE,
    CARD_OPEN,
    DECLINED,
    DROPPED,
    FAIR,
    GREETING,
    HELP,
    PAST,
    THANKS,
    UNKNOWN,
    VAGUE,
)
from bot.agent.offline.reader import Reading, read
from bot.agent.offline.refinement import refine
from bot.agent.offline.split import split_requests

_FIXED = {
    Intent.HELP: HELP,
    Intent.GREETING: GREETING,
    Intent.THANKS: THANKS,
    Intent.DROP: DROPPED,
    Intent.PAST: PAST,
    Intent.APPROVE: APPROVE,
    Intent.FAIR: FAIR,
    Intent.ADVICE: ADVICE,
    Intent.VAGUE: VAGUE,
    Intent.UNKNOWN: UNKNOWN,
}
_NEW_REQUEST = re.compile(
    r"\W*(?:please\s+)?(?:show|find|list|who|what(?! about)|which|how (?!about)|sync|refresh|update|send|"
    r"email|text|blast|announce|run|pull|give me|tell|search|notify)\b",
    re.IGNORECASE,
)
_SHORT_REPLY = 12


@dataclass(frozen=True, slots=True)
class Memory:
    """What the conversation so far leaves open: an unfinished call, and the last finished one."""

    pending: Draft | None = None
    previous: Draft | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What to do about a request: calls to make in order, or words to say; `pending` is what the words ask for."""

    calls: tuple[Draft, ...] = ()
    say: str = ""
    pending: Draft | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """Answers to choose from."""
        return self.pending.options if self.pending else ()


def think(text: str, today: date, places: Gazetteer, memory: Memory | None = None) -> Step:
    """Turn one request into tool calls or into one short question."""
    memory = memory or Memory()
    if memory.pending and _is_reply(text) and (finished := complete(memory.pending, text, today, places)):
        return _step(finished)
    readings = [read(part, today, places) for part in split_requests(text)]
    if len(readings) > 1 and not all(_is_whole(one) for one in readings):
        readings = [read(text, today, places)]
    calls = tuple(draft for one in readings for draft in one.drafts)
    if memory.previous and len(readings) == 1 and (again := refine(memory.previous, text, readings[0], today, places)):
        return _step(again)
    if not calls:
        return Step(say=_words(readings[0], memory))
    unfinished = next((draft for draft in calls if draft.missing), None)
    return _step(unfinished) if unfinished else Step(calls=_unique(calls))


def _step(draft: Draft) -> Step:
    return Step(say=draft.ask, pending=draft) if draft.missing else Step(calls=(draft,))


def _words(reading: Reading, memory: Memory) -> str:
    campaign = memory.previous is not None and memory.previous.tool == "launch_campaign"
    if campaign and reading.intent is Intent.DROP:
        return CARD_OPEN
    return DECLINED if reading.declined else _FIXED.get(reading.intent, UNKNOWN)


def _is_reply(text: str) -> bool:
    return len(text.split()) <= _SHORT_REPLY and not _NEW_REQUEST.match(text)


def _is_whole(reading: Reading) -> bool:
    return bool(reading.drafts) and not any(draft.missing for draft in reading.drafts)


def _unique(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    seen: list[tuple[str, dict[str, Any]]] = []
    kept = []
    for draft in drafts:
        if (draft.tool, draft.args) not in seen:
            seen.append((draft.tool, draft.args))
            kept.append(replace(draft))
    return tuple(kept)
