"""The one error of the desk's API: Slack's `{"ok": false, "error": ...}`."""

from __future__ import annotations

from typing import Any


class RefusedError(Exception):
    """A call that Slack would refuse, with Slack's error code."""

    def __init__(self, error: str, *messages: str, **fields: Any) -> None:
        """Keep the code, the explanations for response_metadata, and further fields of the answer."""
        super().__init__(error, *messages)
        self.error = error
        self.messages = messages
        self.fields = fields

    def answer(self) -> dict[str, Any]:
        """Return the JSON that the app reads."""
        body = {"ok": False, "error": self.error, **self.fields}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in self.messages]}
        return body
