from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def common_words() -> frozenset[str]:
    """Frequent English words and words of the trade: none of them is a place, a street or a person by itself."""
    return frozenset(_read("common.txt").split())


@cache
def place_names() -> tuple[str, ...]:
    """The places the model knows without a store, as one writes them."""
    return tuple(line for line in _read("places.txt").splitlines() if line and not line.startswith("#"))


def listed(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
