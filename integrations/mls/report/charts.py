"""The two charts: the comparables against the value, and the course of the area's prices."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

from integrations.mls.report.drawing import FAINT, INK, PAPER, SOFT, Drawing, scale
from integrations.mls.report.site_map import STAR
from integrations.models.cma import CMA, TrendPoint

WIDTH, NARROW = 600.0, 340.0
_ROW, _LEFT, _RIGHT, _TOP, _BOTTOM = 23.0, 40.0, 30.0, 52.0, 26.0
_TREND_HEIGHT = 200.0
_STEPS = (1, 2, 2.5, 5, 10)
_FEWEST_MONTHS, _MILLION = 2, 1_000_000


def draw_comparables(cma: CMA, colour: str, width: float = WIDTH) -> str:
    """SVG: each comparable's closing price (ring) and adjusted price (disc) against the value and its ranges."""
    height = _TOP + _ROW * len(cma.comparables) + _BOTTOM
    title = (
        f"Chart: each comparable's closing and adjusted price against the value {say_money(cma.value)} and its ranges."
    )
    page = Drawing(width, height, title)
    prices = [float(item.adjusted_price) for item in cma.comparables]
    prices += [float(item.listing.close_price or item.adjusted_price) for item in cma.comparables]
    prices += [float(end) for band in cma.ranges for end in (band.low, band.high)]
    low, high = min([*prices, float(cma.value)]), max([*prices, float(cma.value)])
    pad = 0.05 * (high - low) or 0.1 * high
    place = scale(low - pad, high + pad, _LEFT, width - _RIGHT)
    _draw_bands(page, cma, place, colour, height)
    for tick in _ticks(low, high, 6 if width >= WIDTH else 4):
        x = place(tick)
        page.line(x, height - _BOTTOM, x, height - _BOTTOM + 4, SOFT, stroke_width=0.8)
        page.text(x, height - _BOTTOM + 16, say_thousands(tick), 10.5, SOFT, text_anchor="middle")
    page.line(_LEFT, height - _BOTTOM, width - _RIGHT, height - _BOTTOM, FAINT)
    for number, item in enumerate(cma.comparables, 1):
        y = _TOP + _ROW * (number - 0.5)
        before = place(float(item.listing.close_price or item.adjusted_price))
        after = place(float(item.adjusted_price))
        page.circle(14, y, 8.5, colour)
        page.text(14, y + 3.7, str(number), 10.5, PAPER, text_anchor="middle", font_weight="bold")
        page.line(before, y, after, y, SOFT, stroke_width=1.4)
        page.circle(before, y, 3.8, PAPER, stroke=SOFT, stroke_width=1.3)
        # The disc's area tells the weight.
        page.circle(after, y, 3.2 + 9 * math.sqrt(item.weight / 3), colour, stroke=PAPER, stroke_width=0.8)
    _draw_value(page, cma, place, height)
    return page.to_svg()


def _draw_bands(page: Drawing, cma: CMA, place: Callable[[float], float], colour: str, height: float) -> None:
    for band in sorted(cma.ranges, key=lambda item: -item.level):
        left, right = place(float(band.low)), place(float(band.high))
        page.box(left, _TOP - 6, right - left, height - _BOTTOM - _TOP + 6, colour, fill_opacity=0.10)
        page.text(right - 3, _TOP + 4, f"{band.level}%", 9, SOFT, text_anchor="end")


def _draw_value(page: Drawing, cma: CMA, place: Callable[[float], float], height: float) -> None:
    x = place(float(cma.value))
    page.line(x, _TOP - 8, x, height - _BOTTOM, STAR, stroke_width=1.6)
    page.text(x, _TOP - 13, f"Value {say_money(cma.value)}", 12, STAR, text_anchor="middle", font_weight="bold")
    page.circle(18, 12, 3.8, PAPER, stroke=SOFT, stroke_width=1.3)
    page.text(26, 15.5, "closing price", 10, SOFT)
    page.circle(96, 12, 5, SOFT)
    page.text(105, 15.5, "adjusted (size: weight)", 10, SOFT)


def draw_trend(cma: CMA, colour: str, width: float = WIDTH) -> str:
    """SVG: the area's median price per square foot by month, with the number of sales below. Empty without a trend."""
    points = cma.trend
    page = Drawing(width, _TREND_HEIGHT, _course(points))
    if len(points) < _FEWEST_MONTHS:
        page.text(width / 2, 100, "Too few sales by month to show a trend.", 12, SOFT, text_anchor="middle")
        return page.to_svg()
    values = [point.median_price_per_square_foot for point in points]
    pad = 0.15 * (max(values) - min(values)) or 1.0
    low, high = min(values) - pad, max(values) + pad
    rise = scale(low, high, 138.0, 14.0)
    first = points[0].month.year * 12 + points[0].month.month
    span = points[-1].month.year * 12 + points[-1].month.month - first
    along = scale(0, span, 56.0, width - 24)
    for tick in _ticks(low, high, 4):
        page.line(46, rise(tick), width - 12, rise(tick), FAINT, stroke_width=0.6)
        page.text(41, rise(tick) + 3.5, f"${tick:,.0f}", 10, SOFT, text_anchor="end")
    places = [(along(p.month.year * 12 + p.month.month - first), p) for p in points]
    path = " ".join(f"{x:.1f},{rise(point.median_price_per_square_foot):.1f}" for x, point in places)
    page.shape("polyline", points=path, fill="none", stroke=colour, stroke_width=2.2, stroke_linejoin="round")
    _draw_months(page, places, rise, colour)
    return page.to_svg()


def _course(points: tuple[TrendPoint, ...]) -> str:
    if len(points) < _FEWEST_MONTHS:
        return "Chart: too few sales by month to show a trend."
    first, last = points[0], points[-1]
    return (
        f"Chart: the median price per square foot by month, from ${first.median_price_per_square_foot:,.0f} in "
        f"{first.month:%B %Y} to ${last.median_price_per_square_foot:,.0f} in {last.month:%B %Y}."
    )


def _draw_months(
    page: Drawing, places: list[tuple[float, TrendPoint]], rise: Callable[[float], float], colour: str
) -> None:
    most = max(point.sales for _, point in places)
    half = min(9.0, (page.width - 80) / max(len(places), 1) / 2 - 1.5)
    for at, (x, point) in enumerate(places):
        page.circle(x, rise(point.median_price_per_square_foot), 3.4, PAPER, stroke=colour, stroke_width=1.8)
        tall = 22 * point.sales / most
        page.box(x - half, 174 - tall, 2 * half, tall, FAINT)
        page.text(x, 171 - tall, str(point.sales), 8.5, SOFT, text_anchor="middle")
        if page.width < WIDTH and (len(places) - 1 - at) % 2:
            continue  # every second month, the last one among them
        words = f"{point.month:%b}" + (f" ’{point.month:%y}" if point.month.month == 1 else "")
        page.text(x, 187, words, 10, INK, text_anchor="middle")
    page.text(41, 171, "sales", 9, SOFT, text_anchor="end")


def _ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Round numbers from low to high."""
    rough = (high - low) / about or 1.0
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in _STEPS if factor * power >= rough)
    first = math.ceil(low / step)
    return [step * index for index in range(first, math.floor(high / step) + 1)]


def say_money(value: Decimal | float) -> str:
    """`$612,000`, with the sign in front."""
    return f"{'−' if value < 0 else ''}${abs(value):,.0f}"


def say_thousands(value: float) -> str:
    """`$650k`, `$1.25M`."""
    if value >= _MILLION:
        return f"${value / _MILLION:.2f}".rstrip("0").rstrip(".") + "M"
    return f"${value / 1000:,.0f}k"
