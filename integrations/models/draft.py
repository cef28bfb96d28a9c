from __future__ import annotations

from typing import Literal

from integrations.models.frozen import Frozen


class Draft(Frozen):
    """Words for Jorge to use himself; nothing was posted. `most` is how many characters the place takes."""

    kind: Literal["description", "post"]
    place: str
    title: str
    text: str
    most: int
    listing_ref: str
    warnings: tuple[str, ...] = ()
    note: str = ""
