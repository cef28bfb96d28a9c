"""What a platform refuses, whatever the question: headers that are missing, filters it does not take, quotas."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from starlette.datastructures import Headers

from integrations.simulated.mls.fields import Resource
from integrations.simulated.mls.platform import Platform
from integrations.simulated.mls.problems import Problem

_TEXT = re.compile(r"'(?:[^']|'')*'")
_NAME = re.compile(r"\b[A-Z]\w+\b(?![.('])")


def check_headers(platform: Platform, headers: Headers) -> None:
    """Raise the refusal of a request that lacks a header the platform demands."""
    for name, part in platform.required_headers.items():
        if part.lower() not in headers.get(name, "").lower():
            raise Problem(platform.refused_status, "HeaderMissing", f"{name} must hold {part!r}.", target=name)


def check_filter(platform: Platform, resource: Resource, text: str) -> None:
    """Raise the refusal of a filter that the platform does not take (MLS Grid; Bright on its media)."""
    if text and resource.name in platform.unfiltered:
        raise Problem(400, "BadRequest", f"{resource.name} takes no filter.", target="$filter")
    plain = _TEXT.sub("''", text)
    if platform.one_system and resource.field("OriginatingSystemName") and plain.count("OriginatingSystemName") != 1:
        raise Problem(400, "BadRequest", "Name exactly one OriginatingSystemName.", target="$filter")
    if platform.most_ors and len(re.findall(r"\bor\b", plain)) > platform.most_ors:
        raise Problem(400, "BadRequest", f"At most {platform.most_ors} or; use in.", target="$filter")
    is_listed = platform.filterable is not None and resource.name == "Property"
    if is_listed and (strange := set(_NAME.findall(plain)) - (platform.filterable or set())):
        raise Problem(400, "BadRequest", f"{min(strange)} cannot be filtered by.", target="$filter")


def quota_headers(platform: Platform, seconds: int, now: datetime, *, refused: bool) -> dict[str, str]:
    """The headers that tell of quotas, in the platform's own style; `seconds` is what a refusal asks to wait."""
    until = now + timedelta(seconds=seconds)
    left = "0" if refused else "100"
    if platform.quota == "trestle":
        given = {"Minute-Quota-Limit": "180", "Hour-Quota-Limit": "7200", "Hour-Quota-Available": left}
        return {**given, "Hour-Quota-ResetTime": str(int(until.timestamp() * 1000))}
    if platform.quota == "bridge":
        return {
            f"{kind}-RateLimit-{name}": value
            for kind, limit in (("Burst", "334"), ("Application", "5000"))
            for name, value in (
                ("Limit", limit),
                ("Remaining", left if kind == "Burst" else "100"),
                ("Reset", until.isoformat(timespec="seconds").replace("+00:00", "Z")),
            )
        }
    return {"Retry-After": str(seconds)} if refused and platform.quota == "retry-after" else {}
