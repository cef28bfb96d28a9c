from __future__ import annotations

import re
from dataclasses import dataclass, field

TAKEN = " ¦ "


@dataclass(slots=True)
class Sheet:
    """A request while it is being read.

    `text` is the cleaned request as typed, `whole` the same in lower case with spelling mended and addresses replaced
    by `@home`, `low` what is left of it: what is understood is taken off, so that no number is read twice;
    `said` is `whole` before what the user forbids was struck out.
    """

    text: str
    whole: str
    low: str
    addresses: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    said: str = ""

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find the pattern in what is left and take it off."""
        found = pattern.search(self.low)
        if found:
            self.low = self.low[: found.start()] + TAKEN + self.low[found.end() :]
        return found

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Find every occurrence and take them off."""
        found = list(pattern.finditer(self.low))
        if found:
            self.low = pattern.sub(TAKEN, self.low)
        return found

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether the request as a whole says it, taken off or not."""
        return pattern.search(self.whole) is not None
