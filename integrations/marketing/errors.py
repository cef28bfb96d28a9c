from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """A gate says no: law, consent, or a message that may not be sent. The message says why and what to try.

    `hits` are the phrases, or the persons with their reasons, that led to it.
    """

    def __init__(self, reason: str, hits: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hits = tuple(hits)
