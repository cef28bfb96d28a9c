from __future__ import annotations

from dataclasses import dataclass

HABITS = "mailchimp"  # the name under which the town keeps them
API_KEY = "town-us1"
LIST_ID = "b81d4e07aa"


@dataclass(frozen=True, slots=True)
class Habits:
    """How the stand-in misbehaves, as the vendor does. Times are seconds.

    The next `throttled` requests get a 403 without a body, the next `too_many` a 429; more than `connections` at once
    get 429 too. A campaign is `sending` for `sending_for`. With `swallow_sends` the answer to a send never arrives
    though the campaign goes out. Webhooks are signed where there is a `hook_secret`, every `twice_every`-th comes
    twice (0: none), and one that is not taken is repeated after each of `waits`.
    """

    throttled: int = 0
    too_many: int = 0
    connections: int = 10
    sending_for: float = 0.2
    swallow_sends: int = 0
    hook_secret: str = ""
    twice_every: int = 4
    waits: tuple[float, ...] = (0.5, 5.0, 60.0, 600.0)
