from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_PLACE: Final = re.compile(r"\{([A-Za-z_]\w*(?:\.\w+)*)\}")


def fill(template: str, payload: Mapping[str, Any]) -> str:
    """The template with `{names}` replaced by the payload's plain values; what is not there stays empty.

    A name may be a dotted path. Only the payload's own values can be reached.
    """
    return _PLACE.sub(lambda found: _plain(_at(payload, found[1])), template).strip()


def filled(value: Any, payload: Mapping[str, Any]) -> Any:
    """A value, list or mapping with its templates filled; `"{name}"` alone becomes the payload's value as it is."""
    if isinstance(value, str):
        alone = _PLACE.fullmatch(value)
        return _at(payload, alone[1]) if alone else fill(value, payload)
    if isinstance(value, Mapping):
        return {name: filled(one, payload) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(one, payload) for one in value]
    return value


def _at(payload: Mapping[str, Any], path: str) -> Any:
    value: Any = payload
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _plain(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value)
