from __future__ import annotations

from random import Random

from integrations.simulated.world import Home

_WALLS = ("#d9cfc1", "#b9c4c9", "#c9b7a3", "#aebfae", "#e3ddd2", "#a9b3c4", "#c7a592", "#8fa3a8")
_ROOFS = ("#4b4f58", "#6b4a3d", "#39434d", "#57503f", "#73523f")
_DOORS = ("#b3412e", "#1f5f5b", "#d29b2f", "#2f4a7a", "#5b2f4a")
_SKIES = (("#bfe3f2", "#f3f9fb"), ("#f7d9b8", "#fdf4e8"), ("#cfd8ee", "#f4f6fb"), ("#c7e6d8", "#f3faf6"))


def draw(home: Home) -> str:
    """A picture of a home as SVG, always the same for the same home; floors, size and water are as in its record."""
    rng = Random(home.parcel)
    top, bottom = rng.choice(_SKIES)
    wall, roof, door = rng.choice(_WALLS), rng.choice(_ROOFS), rng.choice(_DOORS)
    stops = f'<stop offset="0" stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/>'
    parts = [
        f'<defs><linearGradient id="s{home.parcel}" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient></defs>',
        f'<rect width="400" height="250" fill="url(#s{home.parcel})"/>',
        f'<circle cx="{rng.randrange(40, 360)}" cy="{rng.randrange(28, 60)}" r="18" fill="#fff" opacity=".75"/>',
        _hills(rng),
        _ground(rng, is_waterfront=home.waterfront),
        _tree(rng, rng.randrange(24, 70)),
        _house(rng, home, wall, roof, door),
        _tree(rng, rng.randrange(340, 380)),
    ]
    label = f"Drawing of a home with {home.bedrooms} bedrooms"
    size = 'viewBox="0 0 400 250" preserveAspectRatio="xMidYMid slice"'
    return f'<svg {size} role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _hills(rng: Random) -> str:
    high, low = rng.randrange(90, 120), rng.randrange(120, 150)
    return (
        f'<path d="M0 190 L70 {low} L150 170 L230 {high} L330 165 L400 {low} V250 H0Z" fill="#7f9a92" opacity=".35"/>'
    )


def _ground(rng: Random, *, is_waterfront: bool) -> str:
    green = rng.choice(("#8fae7d", "#9bb588", "#86a780"))
    lawn = f'<path d="M0 196 Q200 182 400 198 V250 H0Z" fill="{green}"/>'
    if is_waterfront:
        lawn += '<path d="M0 226 Q100 218 200 226 T400 226 V250 H0Z" fill="#4f8fb0"/>'
        lawn += '<path d="M20 238 h60 M150 242 h70 M290 236 h60" stroke="#cfe6f0" stroke-width="2" opacity=".7"/>'
    else:
        lawn += '<path d="M184 214 L216 214 L238 250 L162 250Z" fill="#d8d2c6"/>'
    return lawn


def _tree(rng: Random, x: int) -> str:
    height, green = rng.randrange(60, 100), rng.choice(("#4f7356", "#5d7f4c", "#3f6650"))
    if rng.random() < 0.5:
        return (
            f'<rect x="{x - 3}" y="190" width="6" height="20" fill="#6d5643"/>'
            f'<path d="M{x} {200 - height} L{x + 26} 196 L{x - 26} 196Z" fill="{green}"/>'
        )
    return (
        f'<rect x="{x - 3}" y="170" width="6" height="40" fill="#6d5643"/>'
        f'<circle cx="{x}" cy="{180 - height // 3}" r="{20 + height // 8}" fill="{green}"/>'
    )


def _house(rng: Random, home: Home, wall: str, roof: str, door: str) -> str:
    floors = 2 if home.stories >= 2 else 1
    width = min(220, 120 + home.living_area // 40)
    left = 200 - width // 2
    height = 50 * floors
    y = 212 - height
    shapes = [f'<rect x="{left}" y="{y}" width="{width}" height="{height}" fill="{wall}"/>']
    if home.year_built >= 1990 and rng.random() < 0.5:
        shapes.append(f'<rect x="{left - 8}" y="{y - 10}" width="{width + 16}" height="12" fill="{roof}"/>')
    else:
        peak = y - rng.randrange(34, 52)
        shapes.append(f'<path d="M{left - 12} {y} L200 {peak} L{left + width + 12} {y}Z" fill="{roof}"/>')
        shapes.append(f'<rect x="{left + width - 42}" y="{peak + 4}" width="12" height="26" fill="{roof}"/>')
    count = max(2, min(4, width // 55))
    for floor in range(floors):
        for place in range(count):
            x = left + width * (2 * place + 1) / (2 * count) - 13
            if floor == 0 and place == count // 2:
                continue
            shapes.append(_window(x, y + 14 + 50 * (floors - 1 - floor)))
    x = left + width * (2 * (count // 2) + 1) / (2 * count) - 11
    shapes.append(f'<rect x="{x:.0f}" y="176" width="22" height="36" rx="2" fill="{door}"/>')
    return "".join(shapes)


def _window(x: float, y: float) -> str:
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="26" height="22" rx="1.5" fill="#f4f7f6"/>'
        f'<rect x="{x + 2.5:.1f}" y="{y + 2.5:.1f}" width="21" height="17" fill="#6d8594"/>'
        f'<path d="M{x + 13:.0f} {y + 2:.0f} v18 M{x + 2:.0f} {y + 11:.0f} h22" stroke="#f4f7f6" stroke-width="1.6"/>'
    )
