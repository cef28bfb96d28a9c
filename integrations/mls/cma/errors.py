from __future__ import annotations


class MissingFacts(ValueError):
    """The subject cannot be valued before Jorge supplies `fields` (names of `PropertyDetails` or `Listing`)."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        words = " and ".join(field.replace("_", " ") for field in fields)
        super().__init__(f"The record has no {words}. Give it and the home can be valued.")
        self.fields = fields


class NotValuable(ValueError):
    """There is not enough market evidence for a value; the message says what is missing."""


class UnknownComparable(ValueError):
    """No closed sale of this market has the name by which one was meant, or several of those shown have it."""

    def __init__(self, name: str, options: tuple[str, ...] = ()) -> None:
        said = f"No closed sale here is called {name!r}. Give its number in the report, its street or its listing id."
        super().__init__(f"Which of them is {name!r}?" if options else said)
        self.name = name
        self.options = options
