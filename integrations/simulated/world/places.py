"""Cities and neighbourhoods of King County by ZIP code, each neighbourhood with its rough centre."""

from __future__ import annotations

from importlib.resources import files

Spot = tuple[str, float, float]


def _read_table() -> tuple[dict[str, str], dict[str, tuple[Spot, ...]]]:
    cities: dict[str, str] = {}
    spots: dict[str, tuple[Spot, ...]] = {}
    text = files("integrations.simulated").joinpath("data/neighborhoods.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        head, tail = line.split(" | ")
        postal_code, city = head.split(" ", 1)
        cities[postal_code] = city
        parts = [spot.rsplit(" ", 2) for spot in tail.split("; ")]
        spots[postal_code] = tuple((name, float(lat), float(lon)) for name, lat, lon in parts)
    return cities, spots


CITY_OF_ZIP, SPOTS_OF_ZIP = _read_table()


def neighborhood(postal_code: str, latitude: float, longitude: float) -> str:
    """Return the neighbourhood of the ZIP code whose centre is nearest (a degree of longitude is 0.674 of latitude)."""
    spots = SPOTS_OF_ZIP[postal_code]
    if len(spots) == 1:
        return spots[0][0]
    return min(spots, key=lambda s: (s[1] - latitude) ** 2 + (0.674 * (s[2] - longitude)) ** 2)[0]
