from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class Turns:
    """A lock that is passed on in the order of asking.

    An ordinary lock lets a bulk writer that releases and takes it again in a loop starve everybody else; a webhook
    would wait for the end of a first copy.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
