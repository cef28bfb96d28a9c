"""What a desk may be told when it is built; the defaults are Slack's own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """Settings of one desk.

    Attributes:
        ack_seconds: how long an app has to acknowledge an envelope (Slack: 3 s).
        retry_after: pauses in seconds before each repeated delivery of an event (Slack: at once, 1 min, 5 min).
        trigger_seconds: life of a trigger_id (Slack: 3 s).
        limit_rates: whether calls above a method's tier are answered with 429.
        post_burst: messages that may be posted to one channel at once before `posts_per_second` holds.
        posts_per_second: refill of that allowance (Slack: about one a second).
        most_links: socket connections an app may hold (Slack: 10).
        hook_uses: how often a response_url may be used (Slack: 5).
        hook_seconds: how long a response_url lives (Slack: 30 min).
        echo: deliver the app's own messages, edits and deletions to it as message events, as Slack does.
        files_folder: where uploaded bytes are kept; None: `files` beside the shelf's file, or memory.
        request_url: if set, events, commands and clicks are POSTed there, signed, instead of going over a socket.
        signing_secret: the secret for those requests.
    """

    bot_token: str = "xoxb-desk"
    app_token: str = "xapp-desk"
    signing_secret: str = "desk-signing-secret"
    request_url: str | None = None
    ack_seconds: float = 3.0
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
    trigger_seconds: float = 3.0
    limit_rates: bool = True
    post_burst: int = 10
    posts_per_second: float = 1.0
    most_links: int = 10
    hook_uses: int = 5
    hook_seconds: float = 1800.0
    echo: bool = True
    files_folder: Path | None = None
