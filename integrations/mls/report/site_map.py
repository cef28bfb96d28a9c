"""The map of the comparables, without tiles: local miles around the subject, rings for scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

from integrations.mls.report.drawing import FAINT, INK, PAPER, SOFT, Drawing
from integrations.models.cma import CMA

WIDTH, HEIGHT = 600.0, 420.0
NARROW = (340.0, 380.0)
RINGS_MILES = (0.5, 1.0, 2.0, 5.0, 10.0)
GROUND, DOT, STAR = "#f4f6f5", "#9fb0b8", "#c8553d"
_MARGIN, _MARK, _LEAST_MILES = 26.0, 11.0, 0.68
_MILES_PER_DEGREE = 69.055
_PUSHES = 60
_CLEAR, _SAME_SPOT, _GOLDEN_ANGLE = 2 * _MARK + 2.5, 0.01, 2.4
_SCALE_STEPS, _SCALE_LEAST = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0), 60.0


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to points of the canvas, the subject in the middle."""

    latitude: float
    longitude: float
    points_per_mile: float
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def middle(self) -> tuple[float, float]:
        """Where the subject is."""
        return self.width / 2, self.height / 2

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Canvas position of a place."""
        shrink = math.cos(math.radians(self.latitude))
        east = (longitude - self.longitude) * shrink * _MILES_PER_DEGREE
        north = (latitude - self.latitude) * _MILES_PER_DEGREE
        x, y = self.middle
        return x + east * self.points_per_mile, y - north * self.points_per_mile


def draw_map(cma: CMA, colour: str, size: tuple[float, float] = (WIDTH, HEIGHT)) -> str:
    """SVG: subject starred, comparables numbered as in the tables, recent sales as faint dots."""
    project = _project(cma, size)
    page = Drawing(*size, _title(cma))
    page.box(0, 0, *size, GROUND)
    _draw_dots(page, project, cma)
    _draw_rings(page, project)
    _draw_comparables(page, project, cma, colour)
    page.star(*project.middle, 13, STAR, stroke=PAPER, stroke_width=1.6)
    _draw_legend(page, project, colour)
    page.box(0.5, 0.5, size[0] - 1, size[1] - 1, "none", stroke=FAINT)
    return page.to_svg()


def _title(cma: CMA) -> str:
    near = "; ".join(
        f"{number}: {item.distance_miles:.1f} miles"
        for number, item in enumerate(cma.comparables, 1)
        if item.listing.internet_address_display
    )
    return f"Map: the home in the middle, the comparable sales around it. {near}."


def _project(cma: CMA, size: tuple[float, float]) -> Projection:
    width, height = size
    latitude, longitude = cma.subject.latitude or 0.0, cma.subject.longitude or 0.0
    unit = Projection(latitude, longitude, 1.0, *size)
    tall, wide = _LEAST_MILES, _LEAST_MILES * width / height
    for item in cma.comparables:
        if item.listing.latitude is not None and item.listing.longitude is not None:
            x, y = unit.place(item.listing.latitude, item.listing.longitude)
            wide, tall = max(wide, abs(x - width / 2)), max(tall, abs(y - height / 2))
    scale = min((width / 2 - _MARGIN) / wide, (height / 2 - _MARGIN) / tall)
    return Projection(latitude, longitude, scale, *size)


def _draw_dots(page: Drawing, project: Projection, cma: CMA) -> None:
    for sale in cma.recent_sales:
        x, y = project.place(sale.latitude, sale.longitude)
        if 0 < x < project.width and 0 < y < project.height:
            page.circle(x, y, 2.1, DOT, fill_opacity=0.55)


def _draw_rings(page: Drawing, project: Projection) -> None:
    middle_x, middle_y = project.middle
    for miles in RINGS_MILES:
        radius = miles * project.points_per_mile
        if not 3 * _MARK < radius < max(middle_x, middle_y):
            continue
        page.circle(middle_x, middle_y, radius, "none", stroke=SOFT, stroke_width=0.9, stroke_dasharray="5 4")
        # The label sits where the ring meets the canvas: on top, or to the right when the top is outside.
        top = radius < middle_y - 14
        x, y = (middle_x, middle_y - radius) if top else (middle_x + radius, middle_y)
        words = "½ mile" if miles < 1 else f"{miles:g} mile{'s' if miles > 1 else ''}"
        page.box(x - 21, y - 7, 42, 14, GROUND)
        page.text(x, y + 3.5, words, 10, SOFT, text_anchor="middle")


def _draw_comparables(page: Drawing, project: Projection, cma: CMA, colour: str) -> None:
    true: list[tuple[int, float, float]] = []
    for number, item in enumerate(cma.comparables, 1):
        # A mark on the map would give away an address that its seller does not show.
        if not item.listing.internet_address_display:
            continue
        if item.listing.latitude is not None and item.listing.longitude is not None:
            true.append((number, *project.place(item.listing.latitude, item.listing.longitude)))
    moved = _spread([(x, y) for _, x, y in true], project)
    for (_, x, y), (label_x, label_y) in zip(true, moved, strict=True):
        if math.hypot(label_x - x, label_y - y) > _MARK / 2:
            page.line(x, y, label_x, label_y, INK, stroke_width=0.8)
            page.circle(x, y, 2.2, INK)
    for (number, _, _), (x, y) in zip(true, moved, strict=True):
        page.circle(x, y, _MARK, colour, stroke=PAPER, stroke_width=1.6)
        page.text(x, y + 4.2, str(number), 12.5, PAPER, text_anchor="middle", font_weight="bold")


def _spread(places: list[tuple[float, float]], project: Projection) -> list[tuple[float, float]]:
    """Push marks apart until none hides another or the subject's star; the first keep their place longest."""
    subject, marks = project.middle, [*places]
    for _ in range(_PUSHES):
        before = [*marks]
        for at in range(len(marks)):
            for other in (subject, *marks[:at]):
                marks[at] = _push(marks[at], other, at, project)
        if marks == before:
            break
    return marks


def _push(mark: tuple[float, float], other: tuple[float, float], at: int, project: Projection) -> tuple[float, float]:
    """`mark` moved off `other`, within the canvas; marks on one spot leave in different directions."""
    away_x, away_y = mark[0] - other[0], mark[1] - other[1]
    gap = math.hypot(away_x, away_y)
    if gap >= _CLEAR:
        return mark
    angle = math.atan2(away_y, away_x) if gap > _SAME_SPOT else _GOLDEN_ANGLE * at
    x, y = other[0] + math.cos(angle) * _CLEAR, other[1] + math.sin(angle) * _CLEAR
    edge = _MARK + 2
    return min(max(x, edge), project.width - edge), min(max(y, edge), project.height - edge)


def _draw_legend(page: Drawing, project: Projection, colour: str) -> None:
    left, low = 14.0, project.height - 34
    page.box(left - 6, low - 4, 312, 30, PAPER, fill_opacity=0.92, rx=4)
    page.star(left + 8, low + 11, 7.5, STAR)
    page.text(left + 20, low + 15, "subject", 11)
    page.circle(left + 74, low + 11, 6.5, colour)
    page.text(left + 85, low + 15, "comparable", 11)
    page.circle(left + 156, low + 11, 2.5, DOT)
    page.text(left + 164, low + 15, "other sale, last 12 months", 11)
    _draw_scale(page, project)
    x = project.width - 22
    page.text(x, 26, "N", 12, SOFT, text_anchor="middle", font_weight="bold")
    page.shape("polygon", points=f"{x},30 {x - 4.5},42 {x},39 {x + 4.5},42", fill=SOFT)


def _draw_scale(page: Drawing, project: Projection) -> None:
    miles = next((step for step in _SCALE_STEPS if step * project.points_per_mile > _SCALE_LEAST), 10.0)
    length, right, low = miles * project.points_per_mile, project.width - 16, project.height - 16
    if project.width < WIDTH:  # the legend takes the whole foot of a narrow map
        right, low = 16 + length, 28.0
    page.box(right - length - 8, low - 18, length + 16, 26, PAPER, fill_opacity=0.92, rx=4)
    page.line(right - length, low, right, low, INK, stroke_width=1.2)
    for x in (right - length, right):
        page.line(x, low - 3, x, low + 3, INK, stroke_width=1.2)
    page.text(right - length / 2, low - 5, f"{miles:g} mi", 10, INK, text_anchor="middle")
