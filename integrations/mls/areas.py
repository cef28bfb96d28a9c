"""Place names as people say them: ZIP codes, cities, neighbourhoods and counties that the store knows."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz, process

from integrations.mls.errors import UnknownArea
from integrations.store.listing_search import Area, AreaKind
from integrations.store.places import Gazetteer

_CLOSE_ENOUGH: Final = 70.0
_MOST_SUGGESTIONS: Final = 3
_DECORATION: Final = frozenset({"the", "in", "city", "of", "area", "neighborhood", "neighbourhood", "county", "zip"})
_EVERYWHERE: Final = frozenset({"", "all", "all areas", "everywhere", "everything", "whole market"})
_BETWEEN: Final = re.compile(r"\s*(?:[,;&/]|\band\b|\bvs\b\.?|\bversus\b|\bwith\b|\bor\b)\s*", re.IGNORECASE)
_SHORT: Final = {"mt": "mount", "st": "saint", "ft": "fort", "n": "north", "s": "south", "e": "east", "w": "west"}


class Areas:
    """All places of one gazetteer, found by name; of equal names a city goes before a neighbourhood."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._by_name: dict[str, Area] = {}
        kinds: tuple[tuple[AreaKind, dict[str, frozenset[str]]], ...] = (
            ("city", gazetteer.cities),
            ("neighborhood", gazetteer.neighborhoods),
            ("county", gazetteer.counties),
        )
        for postal_code in gazetteer.zips:
            self._by_name[postal_code] = Area("zip", postal_code, frozenset([postal_code]))
        for kind, names in kinds:
            for name, zips in names.items():
                self._by_name.setdefault(_plain(name), Area(kind, name, zips))
        for name, zips in gazetteer.counties.items():
            self._by_name.setdefault(f"{_plain(name)} county", Area("county", name, zips))

    def resolve(self, text: str) -> Area:
        """The area of this name.

        Raises:
            UnknownArea: none has it; the error suggests the nearest names.
        """
        plain = _plain(text)
        counted = f"{plain} county" if "county" in text.lower() else plain
        area = self._by_name.get(counted) or self._by_name.get(plain) or self._by_name.get(plain[:5])
        if area is None:
            raise UnknownArea(text, self._nearest(plain))
        return area

    def several(self, text: str) -> list[Area]:
        """The areas that a text names: one, or several with commas or "and" between; none for everywhere.

        Raises:
            UnknownArea: one is unknown; the error suggests names.
        """
        if _plain(text) in _EVERYWHERE:
            return []
        parts = [part for part in _BETWEEN.split(text) if part.strip()]
        if _plain(text) in self._by_name or len(parts) < 2:  # noqa: PLR2004  # one name is not two
            return [self.resolve(text)]
        return list(dict.fromkeys(map(self.resolve, parts)))

    def _nearest(self, plain: str) -> list[str]:
        if not plain:
            return []
        found = process.extract(plain, list(self._by_name), scorer=fuzz.WRatio, limit=12)
        names = [self._by_name[name].name for name, score, _ in found if score >= _CLOSE_ENOUGH]
        return list(dict.fromkeys(names))[:_MOST_SUGGESTIONS]


def _plain(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))
    kept = [_SHORT.get(word, word) for word in words if word not in _DECORATION] or words
    return " ".join(kept)
