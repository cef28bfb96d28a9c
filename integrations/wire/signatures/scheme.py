"""What every way of signing a webhook has in common: secrets that rotate, constant time, and how old is too old."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from integrations.wire.inbound import Delivery, Forged

# One secret, several, or several in one string with blanks between: while a secret is being changed both are good.
Secrets = str | Sequence[str]
TOLERANCE: Final = timedelta(minutes=5)
_EPOCH_DIGITS: Final = 12


class Scheme(Protocol):
    """A vendor's way of proving that a webhook is its own."""

    def __call__(self, delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:
        """Check a delivery; `now` is the real time where it is left out.

        Raises:
            Forged: the proof is missing, wrong or stale, or there is no secret to check it with.
        """
        ...


def usable(title: str, secrets: Secrets) -> tuple[str, ...]:
    """The secrets to try.

    Raises:
        Forged: there is none, so nothing can be told from a forgery.
    """
    given = secrets.split() if isinstance(secrets, str) else [one for some in secrets for one in some.split()]
    if not given:
        raise Forged(f"{title}: no secret is set to check webhooks with, so none is taken.", "no_secret")
    return tuple(given)


def header(title: str, delivery: Delivery, name: str) -> str:
    """A header that must be there; `name` as the vendor spells it.

    Raises:
        Forged: it is not.
    """
    value = delivery.headers.get(name.lower(), "")
    if not value:
        raise Forged(f"{title}: the webhook has no {name}.", "missing")
    return value


def same(given: str, expected: Iterable[str]) -> bool:
    """Whether `given` is one of `expected`, in a time that tells nothing about how close it came."""
    found = False
    for one in expected:
        found |= hmac.compare_digest(one.encode(), given.encode("utf-8", "surrogatepass"))
    return found


def demand(title: str, name: str, *, good: bool) -> None:
    """Refuse what is not good.

    Raises:
        Forged: it is not.
    """
    if not good:
        raise Forged(f"{title}: the webhook's {name} is wrong.")


def seconds(title: str, stamp: str) -> int:
    """A Unix time in whole seconds, plain digits only.

    Raises:
        Forged: it is no such thing.
    """
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _EPOCH_DIGITS):
        raise Forged(f"{title}: the webhook's timestamp is not a Unix time.", "malformed")
    return int(stamp)


def demand_fresh(title: str, signed_at: float, now: datetime | None, tolerance: timedelta = TOLERANCE) -> None:
    """Refuse what was signed too long ago, or in the future.

    Raises:
        Forged: it is more than `tolerance` away from now.
    """
    away = abs((now or datetime.now(UTC)).timestamp() - signed_at)
    if away > tolerance.total_seconds():
        raise Forged(
            f"{title}: the webhook was signed {away:.0f} s away from now; "
            f"at most {tolerance.total_seconds():.0f} s are taken. Is this computer's clock right?",
            "stale",
        )
