"""Fair-housing check of advertising text: what would tell an ordinary reader who is wanted or not (42 USC 3604(c)).

Two tiers: a `hard` hit may not be sent, a `soft` one is shown to Jorge before he approves. Phrases that HUD's memo of
9 January 1995 allows are taken out first. A word list finds only a part of what a person would see.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Tier = Literal["hard", "soft"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: what it says, whom it is about, under which law, and what to write instead."""

    phrase: str
    start: int
    end: int
    tier: Tier
    about: str
    law: str
    instead: str

    def __str__(self) -> str:
        return f"“{self.phrase}” ({self.about}, {self.law}): {self.instead}"


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    tier: Tier
    about: str
    law: str
    instead: str


def check_text(*texts: str) -> list[Hit]:
    """Every phrase of `texts` that must not or should not be in an advertisement, hard ones first."""
    allowed, rules = _book()
    hits: list[Hit] = []
    for text in texts:
        plain = _plain(text)
        masked = allowed.sub(lambda found: "\x00" * len(found.group()), plain)
        for rule in rules:
            hits += [
                Hit(one.group(), one.start(), one.end(), rule.tier, rule.about, rule.law, rule.instead)
                for one in rule.pattern.finditer(masked)
            ]
    return sorted(hits, key=lambda hit: (hit.tier != "hard", hit.start))


@cache
def _book() -> tuple[re.Pattern[str], tuple[_Rule, ...]]:
    """What is allowed, and the rules, from `fair_housing.toml`."""
    told = tomllib.loads(files("integrations.marketing").joinpath("fair_housing.toml").read_text("utf-8"))
    words = {name: "|".join(some) for name, some in told["words"].items()}
    rules = (
        _Rule(_either(one["patterns"], words), one["tier"], one["about"], one["law"], one["instead"])
        for one in told["rule"]
    )
    return _either(told["allowed"]["patterns"], words), tuple(rules)


def _either(patterns: list[str], words: dict[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{one})" for one in patterns)
    for name, some in words.items():
        joined = joined.replace(f"{{{name}}}", f"(?:{some})")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def _plain(text: str) -> str:
    """The text as its reader sees it: no invisible characters, one kind of hyphen, blank and apostrophe."""
    shown = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    shown = re.sub(r"[\u2010-\u2015\u2212]", "-", shown).replace("’", "'")
    return re.sub(r"\s+", " ", shown)
