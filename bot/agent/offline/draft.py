from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Draft:
    """A tool call as far as the request gives it.

    `ask` is the one short question that is open, `missing` the argument it settles; `notes` say what the request asked
    that the tool cannot do.
    """

    tool: str
    args: dict[str, Any] = field(default_factory=dict)
    missing: str = ""
    ask: str = ""
    options: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
