"""What reading a span brought, and the parts to read anew where the server sent fewer rows than it counted."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from integrations.mls.feed import Span

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(slots=True)
class Seen:
    """What one reading of a span brought, in 16 bytes a record: an MLS has millions. Keys only where `names_keys`."""

    names_keys: bool
    count: int | None = None
    keys: set[str] = field(default_factory=set)
    _marks: array[int] = field(default_factory=lambda: array("q"))
    _times: array[int] = field(default_factory=lambda: array("q"))

    def note(self, keys: Collection[str], times: Iterable[datetime]) -> None:
        """Count the records of a page in."""
        self._marks.extend(map(hash, keys))
        self._times.extend((at - _EPOCH) // _MICROSECOND for at in times)
        if self.names_keys:
            self.keys.update(keys)

    @property
    def missing(self) -> int:
        """How many rows were counted and not sent; a row that came twice is one."""
        if self.count is None:
            return 0
        return max(0, self.count - int(np.unique(np.frombuffer(self._marks, dtype=np.int64)).size))

    @property
    def middle(self) -> datetime | None:
        """The median of the rows' times."""
        times = np.frombuffer(self._times, dtype=np.int64)
        place = len(times) // 2
        return _EPOCH + int(np.partition(times, place)[place]) * _MICROSECOND if len(times) else None


def parts(span: Span, seen: Seen) -> tuple[Span, ...]:
    """Before, at and after the median time of the rows seen; a single instant below and above the median key."""
    since = start(span)
    if since == span.until:
        middle = _middle_key(list(seen.keys))
        return replace(span, key_up_to=middle), replace(span, key_above=middle)
    plain = replace(span, cursor=None, since=since)
    at = seen.middle or span.until
    return (
        replace(plain, until=at, until_open=True),
        replace(plain, since=at, since_open=False, until=at, until_open=False),
        replace(plain, since=at, since_open=True),
    )


def start(span: Span) -> datetime | None:
    """The time from which a span is read."""
    return span.cursor[0] if span.cursor else span.since


def _middle_key(keys: list[str]) -> str:
    numbers = all(key.isdigit() for key in keys)
    keys.sort(key=lambda key: (int(key) if numbers else 0, key))
    return keys[(len(keys) - 1) // 2]
