from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from bot.agent.offline.aliases import ALIASES
from bot.agent.offline.lexicon import place_names

_FORMS = (("saint ", "st "), ("mount ", "mt "), ("mount ", "mt. "), ("university district", "u-district"))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The place names a request may hold: canonical spelling by lower-case name, ZIP codes, street names.

    `pattern` finds any of the names in lower-case text, the longest first.
    """

    names: dict[str, str]
    zips: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    pattern: re.Pattern[str] = field(default=re.compile(r"(?!)"), compare=False)

    @classmethod
    def of(cls, places: Iterable[str], zips: Iterable[str] = (), streets: Iterable[str] = ()) -> Gazetteer:
        """A gazetteer of these places, and of the built-in ones."""
        names = {spelling: name for name in place_names() for spelling in _spellings(name)}
        names.update({spelling: name for name in places if name.strip() for spelling in _spellings(name)})
        known_names = frozenset(names.values())
        names.update({short: name for short, name in ALIASES.items() if name in known_names and short not in names})
        longest_first = sorted(names, key=len, reverse=True)
        pattern = re.compile(rf"(?<![\w@])(?:{'|'.join(map(re.escape, longest_first))})(?![\w@])")
        known = frozenset(word for street in streets for word in street.lower().split() if word.isalpha())
        return cls(names, frozenset(zips), known, pattern)


@cache
def built_in() -> Gazetteer:
    """The gazetteer without a store."""
    return Gazetteer.of(())


def _spellings(name: str) -> tuple[str, ...]:
    low = name.lower()
    return (low, *(low.replace(full, short) for full, short in _FORMS if full in low))
