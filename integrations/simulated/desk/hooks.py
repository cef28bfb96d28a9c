"""response_url: a way to answer a command or a click later, five times within half an hour."""

from __future__ import annotations

import time
import uuid
from typing import Any

from integrations.simulated.desk.options import DeskOptions
from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.shelf import Shelf


class Hooks:
    """The response_urls that were given out, kept on the shelf."""

    def __init__(self, shelf: Shelf, options: DeskOptions, base_url: str) -> None:
        """Forget the ones that have expired."""
        self._hooks = shelf.drawer("desk.hooks")
        self._options = options
        self._base_url = base_url.rstrip("/")
        stale = [token for token, hook in self._hooks.items() if self._expired(hook)]
        with shelf.bulk():
            for token in stale:
                del self._hooks[token]

    def _expired(self, hook: dict[str, Any]) -> bool:
        return bool(time.time() - hook["made"] > self._options.hook_seconds)

    def issue(self, user: str, channel: str, ts: str | None = None, thread_ts: str | None = None) -> str:
        """Make a response_url for what `user` did in `channel`, on message `ts` if it was a click."""
        token = f"{uuid.uuid4().hex}{uuid.uuid4().hex[:8]}"
        about = {"user": user, "channel": channel, "ts": ts, "thread_ts": thread_ts}
        self._hooks[token] = {**about, "uses": 0, "made": time.time()}
        return f"{self._base_url}/hooks/response/{token}"

    def use(self, token: str) -> dict[str, Any]:
        """Use a response_url once and return what it stands for.

        Raises:
            RefusedError: `invalid_url`, `expired_url` or `used_url`.
        """
        hook = self._hooks.get(token)
        if hook is None:
            raise RefusedError("invalid_url")
        if self._expired(hook):
            raise RefusedError("expired_url")
        if hook["uses"] >= self._options.hook_uses:
            raise RefusedError("used_url")
        self._hooks[token] = {**hook, "uses": hook["uses"] + 1}
        return hook
