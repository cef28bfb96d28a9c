"""What can be wrong with a question about homes and places. Each message says what was asked and what to try."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.models.listing import Listing


class UnknownAddress(LookupError):
    """No home in the store has this address. `suggestions` are addresses close to it, best first."""

    def __init__(self, address: str, suggestions: Sequence[str] = ()) -> None:
        self.address = address
        self.suggestions = tuple(suggestions)
        hint = f" Did you mean {_choices(self.suggestions)}?" if suggestions else " Check the spelling or sync the MLS."
        super().__init__(f"No home at “{address}” in the MLS copy.{hint}")


class AmbiguousAddress(LookupError):
    """Several homes fit this address: `candidates` are their addresses, `listings` their current records."""

    def __init__(self, address: str, listings: Sequence[Listing]) -> None:
        self.address = address
        self.listings = tuple(listings)
        self.candidates = tuple(listing.display_address for listing in listings)
        super().__init__(f"“{address}” fits {len(self.candidates)} homes: {_choices(self.candidates)}. Which one?")


class UnknownArea(LookupError):
    """No ZIP code, city, neighbourhood or county in the store has this name."""

    def __init__(self, area: str, suggestions: Sequence[str] = ()) -> None:
        self.area = area
        self.suggestions = tuple(suggestions)
        hint = (
            f" Did you mean {_choices(self.suggestions)}?" if suggestions else " Give a ZIP code, city or neighborhood."
        )
        super().__init__(f"No area “{area}” in the MLS copy.{hint}")


class UnknownSystem(LookupError):
    """No MLS of this name is connected."""

    def __init__(self, system: str, known: Sequence[str]) -> None:
        self.system = system
        self.known = tuple(known)
        super().__init__(f"No MLS “{system}” is connected. Connected: {', '.join(self.known) or 'none'}.")


class UnknownSort(ValueError):
    """Listings cannot be sorted like this."""

    def __init__(self, sort: str, known: Sequence[str]) -> None:
        self.sort = sort
        self.known = tuple(known)
        super().__init__(f"Cannot sort listings by “{sort}”. Known: {', '.join(self.known)}.")


class NotPermitted(PermissionError):
    """The display rules are against it; the message says which rule, of which MLS, and what to do."""


class ReconcileRefused(RuntimeError):
    """So many listings are missing from the feed's keys that the feed is more likely wrong than our copy.

    `listings` are those that are missing, each in a few words; of very many only the first. `nothing_there`: the feed
    lists no key at all, which is never believed.
    """

    def __init__(
        self, system: str, missing: int, held: int, listings: Sequence[str] = (), *, nothing_there: bool = False
    ) -> None:
        self.system = system
        self.missing = missing
        self.held = held
        self.listings = tuple(listings)
        self.nothing_there = nothing_there
        super().__init__(
            f"{system}: {missing} of {held} listings are missing from the feed. Nothing was deleted. "
            + (
                "It lists no key at all, which is never believed: ask the MLS's support."
                if nothing_there
                else "Look at the MLS's status page; if they are really gone, `jorge mls accept` removes them."
            )
        )


def _choices(names: Sequence[str]) -> str:
    shown = list(names[:5])
    if len(shown) == 1:
        return shown[0]
    return f"{'; '.join(shown[:-1])} or {shown[-1]}"
