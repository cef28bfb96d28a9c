from __future__ import annotations

import secrets
import time
from itertools import product
from typing import Final

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS: Final = tuple("".join(pair) for pair in product(_ALPHABET, repeat=2))
_EPOCH: Final = 1_577_836_800_000_000  # 2020 in microseconds: ten letters last until 2055


class EventIds:
    """Ids that rise with time: ten letters of microseconds and ten that are this process's own.

    An index on rising ids is written at its end only; with random ones every event would touch a page of its own.
    The first ten letters alone tell the events of a process apart, so they do as a short form.
    """

    def __init__(self) -> None:
        self._own = "".join(secrets.choice(_ALPHABET) for _ in range(10))
        self._last = 0

    def next(self) -> str:
        """An id that was never given before."""
        self._last = now = max(self._last + 1, time.time_ns() // 1000 - _EPOCH)
        return (
            _PAIRS[now >> 40 & 1023]
            + _PAIRS[now >> 30 & 1023]
            + _PAIRS[now >> 20 & 1023]
            + _PAIRS[now >> 10 & 1023]
            + _PAIRS[now & 1023]
            + self._own
        )
