from __future__ import annotations

from typing import Literal

from integrations.models.frozen import Frozen


class OwnAreas(Frozen):
    """The areas that Jorge works in, as the MLS spells them.

    Attributes:
        source: he said them; `jorge.toml` names them; they are where his listings and sales are; or nothing tells.
        unknown: names that no listing has, so that they are left out.
        changed: whether that was just set.
    """

    areas: tuple[str, ...] = ()
    source: Literal["said", "settings", "listings", "nothing"] = "nothing"
    unknown: tuple[str, ...] = ()
    changed: bool = False
