from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_NUMBER: Final = r"[A-Za-z]{0,3}\d[\d-]{4,}\d"
_NUMBERED: Final = re.compile(
    rf"\b(?:mls|listing|parcel|apn|pin)\b(?:\s*(?:#|:|\b(?:listing|id|no\.?|number|is)\b))*\s*#?(?P<named>{_NUMBER})\b"
    r"|(?<![\w#])#(?P<signed>\d{6,})\b"
    r"|\bcma\s+(?:(?:for|of|on)\s+)?(?P<asked>\d{6,12})(?![\w,.-]*\d)\b(?!\s*[A-Za-z]*\s+(?:st|ave|rd|dr|way|ln)\b)"
    r"|(?<![\w-])(?P<dashed>\d{6}-\d{4})(?![\w-])",
    re.IGNORECASE,
)


def home_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Parcel numbers and listing ids in a request, which name a home as an address does, and where each stands."""
    for found in _NUMBERED.finditer(text):
        number = next(part for part in found.groups() if part)
        yield number, found.start() + (4 if found["asked"] else 0), found.end()
