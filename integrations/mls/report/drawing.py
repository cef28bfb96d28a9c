"""A very small SVG pen: shapes in, one deterministic string out. All text is escaped."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

FONT = "Libertinus Serif"
INK, SOFT, FAINT, PAPER = "#22303a", "#6b7883", "#c9d1d6", "#ffffff"


@dataclass(slots=True)
class Drawing:
    """A canvas in points; y grows downward."""

    width: float
    height: float
    title: str = ""  # what is to be seen, for those who cannot see it
    parts: list[str] = field(default_factory=list)

    def shape(self, tag: str, **attributes: str | float) -> None:
        """Any element; `stroke_width` becomes `stroke-width`."""
        self.parts.append(f"<{tag} {_attributes(attributes)}/>")

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, **more: str | float) -> None:
        """A straight line."""
        self.shape("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, **more)

    def circle(self, x: float, y: float, radius: float, fill: str, **more: str | float) -> None:
        """A disc."""
        self.shape("circle", cx=x, cy=y, r=radius, fill=fill, **more)

    def box(self, x: float, y: float, width: float, height: float, fill: str, **more: str | float) -> None:
        """A rectangle."""
        self.shape("rect", x=x, y=y, width=width, height=height, fill=fill, **more)

    def star(self, x: float, y: float, radius: float, fill: str, **more: str | float) -> None:
        """A five-pointed star."""
        points = []
        for corner in range(10):
            reach = radius if corner % 2 == 0 else radius * 0.42
            angle = math.pi * corner / 5 - math.pi / 2
            points.append(f"{x + reach * math.cos(angle):.2f},{y + reach * math.sin(angle):.2f}")
        self.shape("polygon", points=" ".join(points), fill=fill, **more)

    def text(self, x: float, y: float, words: str, size: float = 9, colour: str = INK, **more: str | float) -> None:
        """One line of words; `text_anchor` is start, middle or end."""
        attributes = _attributes({"x": x, "y": y, "font_size": size, "fill": colour, **more})
        self.parts.append(f"<text {attributes}>{escape(words)}</text>")

    def to_svg(self) -> str:
        """The finished picture."""
        size = f'width="{self.width:g}" height="{self.height:g}" viewBox="0 0 {self.width:g} {self.height:g}"'
        named = f' role="img" aria-label={quoteattr(self.title)}' if self.title else ""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}"{named}>'
        return "".join([head, *self.parts, "</svg>"])


def _attributes(values: dict[str, str | float]) -> str:
    return " ".join(f"{name.replace('_', '-')}={quoteattr(_plain(value))}" for name, value in values.items())


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Where on the page a value stands that runs from `low` at `start` to `high` at `end`."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)
