from __future__ import annotations

from typing import Literal

Kind = Literal["missing", "ambiguous", "not_found", "refused", "unavailable", "not_configured", "invalid"]


class ToolError(Exception):
    """What the caller reads when a tool could not do it: what was asked, what happened, what to try.

    `question` is the one short question that would settle it, and `options` are answers to choose from.
    """

    def __init__(
        self, kind: Kind, message: str, *, question: str = "", options: tuple[str, ...] = (), field: str = ""
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.question = question
        self.options = options
        self.field = field
