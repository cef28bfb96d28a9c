from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from integrations.models.frozen import Frozen


class Event(Frozen):
    """Something that happened, in our own words.

    `key` identifies it for ever within its `source`: the same (source, key) is the same event, however often it
    arrives.
    `cause` is the id of the event that led to this one, and `depth` counts how many stand behind it.
    """

    id: str
    source: str
    type: str
    key: str
    occurred_at: datetime
    received_at: datetime
    payload: dict[str, Any] = Field(default_factory=dict)
    cause: str | None = None
    depth: int = 0
