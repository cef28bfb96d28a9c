"""One call of the Web API: its arguments in whatever form they came, and the table of methods."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson

from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.limits import Tier
from integrations.simulated.desk.refusal import RefusedError

Answer = dict[str, Any]
_TS = re.compile(r"\d{1,12}(\.\d{0,6})?")
Handler = Callable[[Desk, "Call"], Answer | Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one call; query, form and JSON look alike from here."""

    method: str
    args: dict[str, Any]

    def text(self, name: str) -> str | None:
        """Return an argument as text; None if it is missing or empty."""
        found = self.args.get(name)
        return None if found is None or found == "" else str(found)

    def need(self, name: str) -> str:
        """Return an argument that must be there."""
        found = self.text(name)
        if found is None:
            raise RefusedError("invalid_arguments", f"missing required field: {name}")
        return found

    def flag(self, name: str) -> bool:
        """Return a boolean argument; missing is false."""
        return str(self.args.get(name, "")).lower() in {"1", "true", "t", "yes"}

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError) as wrong:
            raise RefusedError("invalid_arguments", f"must be an integer: {name}") from wrong

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """Return a structured argument, parsed if it came as a string; None if it is missing."""
        found = self.args.get(name)
        if not isinstance(found, str):
            return found
        if not found:
            return None
        try:
            return orjson.loads(found)
        except orjson.JSONDecodeError as wrong:
            raise RefusedError(error, f"not valid JSON: {name}") from wrong

    def stamp(self, name: str) -> str:
        """Return a ts, or "" if it is missing."""
        found = self.text(name) or ""
        if found and not _TS.fullmatch(found):
            raise RefusedError("invalid_arguments", f"must be a message ts: {name}")
        return found

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Return a list of objects; a missing one is empty."""
        found = self.json(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise RefusedError("invalid_arguments", f"must be an array of objects: {name}")
        return found


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API."""

    name: str
    run: Handler
    scopes: tuple[str, ...]
    tier: Tier


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, tier: Tier = "tier3") -> Callable[[Handler], Handler]:
    """Register a handler; the app needs one of `scopes` to call it (none: any token will do)."""

    def register(run: Handler) -> Handler:
        METHODS[name] = Method(name, run, scopes, tier)
        return run

    return register


def need_scope(desk: Desk, *scopes: str) -> None:
    """Refuse a call whose scope depends on its arguments."""
    if scopes and not desk.app.scopes.intersection(scopes):
        raise RefusedError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(desk.app.scopes)))


def need_channel(desk: Desk, call: Call, name: str = "channel") -> str:
    """Return the id of the channel an argument names."""
    channel = desk.places.find_channel(call.need(name))
    if channel is None:
        raise RefusedError("channel_not_found")
    return str(channel["id"])
