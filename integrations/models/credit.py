"""What an MLS wants said wherever one of its listings is shown."""

from __future__ import annotations

from collections.abc import Iterable

from integrations.models.frozen import Frozen


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
        dated = f", as of {self.as_of}" if self.as_of else ""
        return f"{self.short} Source: {self.source}{dated}."

    @property
    def full(self) -> str:
        """The line and the notice: what a display that stands alone carries."""
        return f"{self.line} {self.notice}".strip()

    @property
    def short(self) -> str:
        """The short form: only where a link leads to a full display."""
        contact = f" ({self.contact})" if self.contact else ""
        return f"Listed by {self.office}{contact}."


def notices(several: Iterable[Credit]) -> tuple[str, ...]:
    """What stands once under many listings: each source with the time of its copy and its notices."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for one in several:
        found.setdefault((one.source, one.as_of), {})[one.notice] = None
    return tuple(
        f"Source: {source}{f', as of {as_of}' if as_of else ''}. {' '.join(said for said in words if said)}".strip()
        for (source, as_of), words in sorted(found.items())
    )
