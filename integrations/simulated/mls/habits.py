"""How badly the MLS behaves today, and the quota it keeps."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """Settings of the stand-in, changed by `POST /town/habits/mls`.

    `per_minute` is the quota of requests for each token; `page_max` the largest page; `token_seconds` how long a
    token is good. `refuse_next` and `error_on_200_next` spoil so many of the next requests. `shuffle` ignores
    `$orderby` and answers in an order of its own, `loop` makes every nextLink lead back to itself. `refusal_seconds`
    is what a 429 asks to wait. `suspended` refuses every token; `requests_a_token` ends a token after so many
    requests; `fails_after` answers that many collections and then 400. `enums` spells enumerations as `compact` or
    `bitmask`. More than `per_second` requests in one second suspend the token. `links` writes nextLinks as `relative`
    to the service or as a `path` on the host. `expand_most` is how many photos `$expand` brings before a link.
    `pushes` is the token or secret that Jorge gave it: with one it tells his ingress of each change by itself, where
    the platform does such a thing.
    """

    per_minute: int = 1200
    page_max: int = 1000
    token_seconds: int = 3600
    refuse_next: int = 0
    error_on_200_next: int = 0
    shuffle: bool = False
    loop: bool = False
    refusal_seconds: int = 1
    suspended: bool = False
    requests_a_token: int = 0
    fails_after: int = -1
    enums: str = ""
    per_second: int = 0
    links: str = ""
    expand_most: int = 0
    pushes: str = ""


class Quota:
    """Counts requests in a sliding minute and in a sliding second."""

    def __init__(self) -> None:
        """Start with nothing used."""
        self._seen: dict[str, list[float]] = {}

    def wait(self, who: str, per_minute: int) -> int:
        """Count one request; return 0, or the seconds to wait when the minute is used up."""
        now = time.monotonic()
        seen = [moment for moment in self._seen.get(who, []) if now - moment < 60]
        self._seen[who] = seen
        if len(seen) >= per_minute:
            return max(1, int(61 - (now - seen[0])))
        seen.append(now)
        return 0

    def is_too_fast(self, who: str, per_second: int) -> bool:
        """Say whether the requests counted in the last second are more than allowed; 0 allows any number."""
        now = time.monotonic()
        return bool(per_second) and sum(now - moment < 1 for moment in self._seen.get(who, [])) > per_second
