from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.slack.card import Place

if TYPE_CHECKING:
    from bot.slack.house import House


class Usage(Exception):
    """A command was written in a way nobody can read; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `parse` reads its text or raises `Usage`; `run` does it in the background after the ack."""

    name: str
    description: str
    usage_hint: str
    example: str
    parse: Callable[[str], Any]
    run: Callable[[Any, Invocation, House], Awaitable[None]]
    busy: Callable[[Any], str] = lambda _args: ""


@dataclass(frozen=True, slots=True)
class Invocation:
    """A slash command as somebody used it; `key` is the same however often Slack delivers it."""

    place: Place
    asked: str
    key: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of Slack. `name` is the subscription, `kind` the event's type, `scopes` what Slack wants for it."""

    name: str
    kind: str
    handle: Callable[[dict[str, Any], str, House], Awaitable[None]]
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Click:
    """A button or menu that somebody used, in a message or on the Home tab (`channel` is empty there).

    In a window, `view` is it and `values` what is entered so far, by block id.
    """

    user: str
    channel: str
    message_ts: str
    thread_ts: str
    action_id: str
    block_id: str
    value: str
    trigger_id: str
    key: str
    view: dict[str, Any] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where an answer belongs."""
        return Place(self.channel, self.user, self.thread_ts)


@dataclass(frozen=True, slots=True)
class Submission:
    """A window that somebody submitted: `about` is its private metadata, `values` its fields by block id."""

    user: str
    about: str
    values: dict[str, str]
    key: str


Clicked = Callable[[Click, "House"], Awaitable[None]]
Submitted = Callable[[Submission, "House"], Awaitable[None]]
Checked = Callable[[Submission, "House"], Awaitable[dict[str, str]]]
"""What is wrong with a window, by block id, while it is still open."""
