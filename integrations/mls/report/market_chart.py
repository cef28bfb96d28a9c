"""The picture of a market: the price course of alike homes, then the forecasts with their bands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from integrations.mls.report.brand import DEFAULT_COLOUR
from integrations.mls.report.charts import say_thousands
from integrations.mls.report.drawing import FAINT, INK, SOFT, Drawing, scale
from integrations.models.market import Forecast, MarketReport

WIDTH: Final = 480.0  # little more than a phone, so that its letters stay readable there
HEIGHT: Final = 320.0
_LONGEST: Final = 24  # letters of a name in the title
_MOST_LETTERS: Final = 84
SMALL, LARGE = 13.0, 15.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 54.0, 66.0, 44.0, 56.0
_MONTH: Final = 365.25 / 12


def draw_market(report: MarketReport, colour: str = DEFAULT_COLOUR) -> str:
    """SVG: the course in percent against its first month, and the forecasts from its end."""
    page = Drawing(WIDTH, HEIGHT)
    points = report.index
    if not points:
        page.text(WIDTH / 2, HEIGHT / 2, "Too few sales for a price course.", 12, SOFT, text_anchor="middle")
        return page.to_svg()
    last = points[-1]
    ahead = [(last.day + timedelta(days=round(one.months * _MONTH)), one) for one in report.forecasts]
    ends = [_against(last.percent, share) for _, one in ahead for share in _shares(one)]
    values = [point.percent for point in points] + ends
    pad = 0.1 * (max(values) - min(values)) or 1.0
    rise = scale(min(values) - pad, max(values) + pad, HEIGHT - _BOTTOM, _TOP)
    along = scale(points[0].day.toordinal(), (ahead[-1][0] if ahead else last.day).toordinal(), _LEFT, WIDTH - _RIGHT)
    _frame(page, report, rise, along, values)
    course = " ".join(f"{along(point.day.toordinal()):.1f},{rise(point.percent):.1f}" for point in points)
    _draw_forecasts(page, last.day, last.percent, ahead, rise, along, colour)
    page.shape("polyline", points=course, fill="none", stroke=colour, stroke_width=2.4, stroke_linejoin="round")
    return page.to_svg()


def _draw_forecasts(
    page: Drawing,
    begin: date,
    level: float,
    ahead: list[tuple[date, Forecast]],
    rise: Callable[[float], float],
    along: Callable[[float], float],
    colour: str,
) -> None:
    if not ahead:
        return
    start = (along(begin.toordinal()), rise(level))
    shares = [(along(when.toordinal()), _shares(one)) for when, one in ahead]
    banded = [(x, share) for (x, share), (_, one) in zip(shares, ahead, strict=True) if one.low is not None]
    upper = [(x, rise(_against(level, high))) for x, (_, _, high) in banded]
    lower = [(x, rise(_against(level, low))) for x, (low, _, _) in banded]
    middle = [start, *((x, rise(_against(level, mid))) for x, (_, mid, _) in shares)]
    if banded:
        band = " ".join(f"{x:.1f},{y:.1f}" for x, y in [start, *upper, *reversed(lower)])
        page.shape("polygon", points=band, fill=colour, fill_opacity=0.16)
        farthest = [one for _, one in ahead if one.low is not None and one.high is not None][-1]
        x = banded[-1][0] + 5
        page.text(x, upper[-1][1] + 4, say_thousands(float(farthest.high or 0)), SMALL, SOFT)
        page.text(x, lower[-1][1] + 4, say_thousands(float(farthest.low or 0)), SMALL, SOFT)
    dashes = " ".join(f"{x:.1f},{y:.1f}" for x, y in middle)
    page.shape("polyline", points=dashes, fill="none", stroke=colour, stroke_width=2, stroke_dasharray="5 4")
    x, y = middle[-1]
    page.text(x + 6, y + 4, say_thousands(float(ahead[-1][1].price)), LARGE, INK, font_weight="bold")


def _frame(
    page: Drawing, report: MarketReport, rise: Callable[[float], float], along: Callable[[float], float],
    values: list[float],
) -> None:  # fmt: skip
    area = "your areas" if report.own else report.area if len(report.area) <= _LONGEST else "these areas"
    page.text(12, 24, f"Prices of alike homes in {area}", 16, INK, font_weight="bold")
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if (max(values) - min(values)) / one <= 6)  # noqa: PLR2004
    tick = step * round(min(values) / step)
    while tick <= max(values):
        page.line(_LEFT, rise(tick), WIDTH - _RIGHT, rise(tick), FAINT, stroke_width=0.7)
        page.text(_LEFT - 6, rise(tick) + 4, f"{tick:+.0f} %" if tick else "0 %", SMALL, SOFT, text_anchor="end")
        tick += step
    first, today = report.index[0].day, report.index[-1].day
    page.line(along(today.toordinal()), _TOP, along(today.toordinal()), HEIGHT - _BOTTOM, SOFT, stroke_dasharray="2 3")
    ends = [today + timedelta(days=round(one.months * _MONTH)) for one in report.forecasts]
    marks = [(first, f"{first:%b %Y}"), (today, "today"), *((ends[-1], f"{ends[-1]:%b %Y}") for _ in ends[-1:])]
    for day, said in marks:
        page.text(along(day.toordinal()), HEIGHT - 36, said, SMALL, SOFT, text_anchor="middle")
    sources = ", ".join(report.sources)
    banded = any(one.low is not None for one in report.forecasts)
    band = "Shaded: 80 % band" if banded else "No band: too little history"
    page.text(12, HEIGHT - 10, f"{band}. No promise. From our copy of {sources}."[:_MOST_LETTERS], 11, SOFT)


def _shares(one: Forecast) -> tuple[float, float, float]:
    """Low, middle and high of a forecast as factors of today's price; all the same where there is no band."""
    now = float(one.price) / (1 + one.change_percent / 100)
    low, high = one.low or one.price, one.high or one.price
    return float(low) / now, float(one.price) / now, float(high) / now


def _against(percent: float, factor: float) -> float:
    return 100 * ((1 + percent / 100) * factor - 1)
