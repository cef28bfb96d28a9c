from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_COLOUR = "#1f4d5c"


@dataclass(frozen=True, slots=True)
class Brand:
    """Who hands the report over. `colour` is `#rrggbb`, anything else raises ValueError; times are told in `zone`."""

    agent_name: str
    brokerage: str
    phone: str = ""
    email: str = ""
    licence: str = ""
    colour: str = DEFAULT_COLOUR
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.colour):
            raise ValueError(f"Brand colour {self.colour!r} is not of the form #rrggbb.")
