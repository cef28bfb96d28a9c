from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.simulated.followupboss.habits import HABITS, Habits
from integrations.simulated.followupboss.hooks import Hooks
from integrations.simulated.town import Town

STAGES = ("Lead", "Hot Prospect", "Nurture", "Active Client", "Pending", "Closed", "Past Client", "Trash")
TIMEFRAMES = ("0-3 Months", "3-6 Months", "6-12 Months", "12+ Months", "No Plans")
FIELDS = (
    ("Price Min", "number"),
    ("Price Max", "number"),
    ("Areas", "text"),
    ("Beds Min", "number"),
    ("Baths Min", "number"),
    ("Timeframe", "text"),
    ("Pre Approved", "text"),
    ("Text Consent", "text"),
    ("Email Opt In", "text"),
)


class Account:
    """One brokerage's account at the stand-in: its drawers on the town's shelf, ids and time stamps."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.people = town.shelf.drawer("followupboss.person")
        self.events = town.shelf.drawer("followupboss.event")
        self.notes = town.shelf.drawer("followupboss.note")
        self.fields = town.shelf.drawer("followupboss.field")
        self.mail = Hooks(town)

    @property
    def _habits(self) -> Habits:
        habits: Habits = self.town.habits[HABITS]
        return habits

    def next_id(self, kind: str) -> int:
        """A new number for a document of this kind."""
        number = int(self.town.shelf.meta(f"followupboss.next.{kind}", "1") or "1")
        self.reserve(kind, number)
        return number

    def reserve(self, kind: str, highest: int) -> None:
        """Let the next id of this kind be above `highest`."""
        self.town.shelf.set_meta(f"followupboss.next.{kind}", str(highest + 1))

    def now(self) -> str:
        """The present second as the vendor writes it."""
        return stamp(self.town.clock())

    def hidden_until(self) -> float:
        """When a person created now begins to be found, as seconds since 1970."""
        return (self.town.clock() + timedelta(seconds=self._habits.hidden_for)).timestamp()

    def is_hidden(self, person: dict[str, Any]) -> bool:
        """Whether a person is so new that reading by id answers 404."""
        return bool(person.get("_hiddenUntil", 0) > self.town.clock().timestamp())

    def field_names(self) -> set[str]:
        """Keys of the account's custom fields."""
        return {str(field["name"]) for field in self.fields.values()}


def stamp(moment: datetime) -> str:
    """A moment as the vendor writes it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def field_key(label: str) -> str:
    """The key of a custom field with this label."""
    return "custom" + "".join(part[:1].upper() + part[1:] for part in label.split())
