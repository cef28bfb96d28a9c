"""What an MLS wants said wherever one of its listings is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from integrations.models.frozen import Frozen

# A copy's time moves on with every sync; what is told as of it may stay the same.
AS_OF: Final = re.compile(r", as of [A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d [AP]M [A-Z+\-\d]+")
SHORT_FORM: Final = 200
"""A text of so many characters may carry the short form, with a link to a full display (as Stellar MLS 19.24)."""


class Credit(Frozen):
    """Whose listing it is, where it is from, of when our copy is, and what the MLS wants said below.

    Attributes:
        office, contact: ListOfficeName and AttributionContact.
        source: the MLS as its records name it.
        as_of: the time of our copy on the reader's clock, e.g. `Jun 1, 2026, 5:00 AM PDT`; empty before a first copy.
        notice: disclaimer and copyright, the record's own or the feed's.
    """

    office: str
    contact: str = ""
    source: str
    as_of: str = ""
    notice: str = ""

    @property
    def line(self) -> str:
        """Office, contact, source and time in one line."""
        return f"{self.short} Source: {self.dated}."

    @property
    def dated(self) -> str:
        """The source and the time."""
        return f"{self.source}, as of {self.as_of}" if self.as_of else self.source

    @property
    def named(self) -> str:
        """The office and its contact."""
        return f"{self.office} ({self.contact})" if self.contact else self.office

    @property
    def full(self) -> str:
        """The line and the notice: what a display that stands alone carries."""
        return f"{self.line} {self.notice}".strip()

    def beside(self, characters: int, link: str) -> str:
        """What stands beside a text of so many: the short form with the link where all is short, else all of it."""
        brief = f"{self.short} {link}"
        return brief if link and characters + 1 + len(brief) <= SHORT_FORM else self.full

    @property
    def short(self) -> str:
        """The short form: only where a link leads to a full display."""
        return f"Listed by {self.named}."


def notices(several: Iterable[Credit]) -> tuple[str, ...]:
    """What stands once under many listings: each source with the time of its copy and its notices."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for one in several:
        found.setdefault((one.source, one.as_of), {})[one.notice] = None
    return tuple(
        f"Source: {source}{f', as of {as_of}' if as_of else ''}. {' '.join(said for said in words if said)}".strip()
        for (source, as_of), words in sorted(found.items())
    )
