from __future__ import annotations

from dataclasses import dataclass

HABITS = "twilio"  # the name under which the town keeps them
ACCOUNT_SID = "ACtown00000000000000000000000000rv"
AUTH_TOKEN = "town-twilio-token"
OWN_NUMBER = "+12065550142"
STOP_WORDS = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
START_WORDS = frozenset({"start", "yes", "unstop"})


@dataclass(frozen=True, slots=True)
class Habits:
    """How the stand-in misbehaves, as the vendor does. Times are seconds.

    A status callback goes out after each of `steps`; every `late_every`-th message tells `sent` after `delivered`, and
    every `twice_every`-th callback comes twice (0: none). Numbers (blanks between) in `landlines` are never reached
    (30006), those in `dead` answer 21211, in `mute` 21614. The next `swallow_answers` messages are accepted and the
    answer never arrives. `per_second` messages are taken a second, more get 429 with code 20429. A callback that is not
    taken is repeated after each of `waits`.
    """

    steps: tuple[float, ...] = (0.1, 0.4)
    late_every: int = 5
    twice_every: int = 4
    landlines: str = ""
    dead: str = ""
    mute: str = ""
    swallow_answers: int = 0
    per_second: int = 100
    waits: tuple[float, ...] = (0.5, 2.0, 10.0)
