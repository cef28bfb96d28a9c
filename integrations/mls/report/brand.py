from __future__ import annotations

import base64
import re
from dataclasses import dataclass

DEFAULT_COLOUR = "#1f4d5c"
_DARK = 0.04045


@dataclass(frozen=True, slots=True)
class Brand:
    """Who hands the report over. `colour` is `#rrggbb`, anything else raises ValueError; times are told in `zone`.

    `logo` is the content of an SVG, PNG or JPEG.
    """

    agent_name: str
    brokerage: str
    phone: str = ""
    email: str = ""
    licence: str = ""
    colour: str = DEFAULT_COLOUR
    zone: str = "UTC"
    logo: bytes = b""

    @property
    def logo_format(self) -> str:
        """`png`, `jpg` or `svg`, by the picture itself."""
        if self.logo.startswith(b"\x89PNG"):
            return "png"
        return "jpg" if self.logo.startswith(b"\xff\xd8") else "svg"

    @property
    def logo_link(self) -> str:
        """The logo as the address of an image; empty without one."""
        kind = {"jpg": "jpeg", "svg": "svg+xml"}.get(self.logo_format, self.logo_format)
        return f"data:image/{kind};base64,{base64.b64encode(self.logo).decode()}" if self.logo else ""

    @property
    def ink(self) -> str:
        """White or black, whichever is easier to read on the brand's colour (WCAG's relative luminance)."""
        channels = [int(self.colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [one / 12.92 if one <= _DARK else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#111111"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.colour):
            raise ValueError(f"Brand colour {self.colour!r} is not of the form #rrggbb.")
