"""Names, e-mail addresses and telephone numbers that belong to nobody."""

from __future__ import annotations

from random import Random

from integrations.simulated.world.words import read_words

_DOMAINS = ("example.com", "example.org", "example.net")
_AREA_CODES = ("206", "425", "253", "360", "564")


class Directory:
    """Draws people one after another; no two share a name, an address or a number unless asked to."""

    def __init__(self, rng: Random) -> None:
        """Draw all choices from `rng`."""
        self._rng = rng
        words = read_words("names.txt")
        self._first, self._last = words["first"], words["last"]
        self._names: set[tuple[str, str]] = {("Jorge", "Rivera"), ("Dana", "Whitfield")}
        self._emails: set[str] = set()
        # 555-01xx is kept free for fiction; area codes near Seattle come first.
        numbers = [f"+1{code}55501{tail:02}" for code in _AREA_CODES for tail in range(100)]
        near, far = numbers[:300], numbers[300:]
        rng.shuffle(near)
        rng.shuffle(far)
        self._phones = iter([*near, *far])

    def name(self, last: str | None = None) -> tuple[str, str]:
        """Return a new first and last name; with `last` a relative's."""
        while True:
            pair = (self._rng.choice(self._first), last or self._rng.choice(self._last))
            if pair not in self._names:
                self._names.add(pair)
                return pair

    def email(self, first: str, last: str) -> str:
        """Return a new address in a domain that is reserved for examples."""
        first, last = first.lower().replace("-", ""), last.lower()
        shape = self._rng.choice((f"{first}.{last}", f"{first[0]}{last}", f"{first}{last}", f"{last}.{first}"))
        domain = self._rng.choice(_DOMAINS)
        email, number = f"{shape}@{domain}", 1
        while email in self._emails:
            number += 1
            email = f"{shape}{number}@{domain}"
        self._emails.add(email)
        return email

    def phone(self) -> str:
        """Return a new telephone number in E.164; there are 500."""
        return next(self._phones)
