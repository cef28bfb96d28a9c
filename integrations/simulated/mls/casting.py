"""OData's `cast`: a value as another type, null where it cannot be (OData 4.01, 5.1.1.10.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from integrations.simulated.mls.lexer import cut
from integrations.simulated.mls.problems import Problem

Cast = Callable[[Any], Any]


def _text(value: Any) -> Any:
    if value is None or isinstance(value, list):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _of_kind(*kinds: str) -> Cast:
    def change(value: Any) -> Any:
        try:
            tokens = cut(str(value)) if isinstance(value, str) else []
        except Problem:
            return None
        return tokens[0].value if len(tokens) == 1 and tokens[0].kind in kinds else None

    return change


def _number(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return None
    return value if isinstance(value, int | float) else _of_kind("number")(value)


def _whole(value: Any) -> Any:
    number = _number(value)
    return None if number is None else int(number)


def _day(value: Any) -> Any:
    moment = _of_kind("timestamp", "date")(value)
    return None if moment is None else str(moment)[:10]


def _truth(value: Any) -> Any:
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))


CASTS: dict[str, tuple[str, Cast]] = {
    "Edm.String": ("string", _text),
    "Edm.Int16": ("number", _whole),
    "Edm.Int32": ("number", _whole),
    "Edm.Int64": ("number", _whole),
    "Edm.Decimal": ("number", _number),
    "Edm.Double": ("number", _number),
    "Edm.Boolean": ("bool", _truth),
    "Edm.Date": ("date", _day),
    "Edm.DateTimeOffset": ("timestamp", _of_kind("timestamp")),
}
