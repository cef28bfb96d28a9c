"""Word lists of the town, kept beside the data: one `name: word word word` on a line."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read_words(file: str) -> dict[str, list[str]]:
    """Return the lists of a file in the data folder by name."""
    text = files("integrations.simulated").joinpath(f"data/{file}").read_text(encoding="utf-8")
    return {name: words.split() for name, words in (line.split(": ", 1) for line in text.splitlines())}
