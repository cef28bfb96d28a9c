"""Reports by typst: one template, data as JSON, so that no text from outside is ever read as code."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any, Literal

import orjson

from integrations.mls.report.brand import DEFAULT_COLOUR, Brand
from integrations.mls.report.charts import draw_comparables, draw_trend
from integrations.mls.report.content import write_content
from integrations.mls.report.market_chart import draw_market
from integrations.mls.report.site_map import draw_map
from integrations.models.cma import CMA
from integrations.models.market import MarketReport

_TEMPLATE = Path(__file__).with_name("report.typ")
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""
_PICTURE_PPI = 192.0
Format = Literal["svg", "png"]


def render_pdf(cma: CMA, brand: Brand) -> bytes:
    """The whole report as PDF, about 0.3 s warm. Same analysis and brand, same bytes."""
    inputs = {"data": orjson.dumps(write_content(cma, brand)).decode(), "pages": "all"}
    made = cma.as_of.replace(microsecond=0).astimezone(UTC)
    return _compile(_TEMPLATE.read_bytes(), inputs, format="pdf", timestamp=made)


def render_preview(cma: CMA, brand: Brand) -> bytes:
    """The cover as PNG."""
    inputs = {"data": orjson.dumps(write_content(cma, brand)).decode(), "pages": "cover"}
    return _compile(_TEMPLATE.read_bytes(), inputs, format="png", ppi=110.0)


def render_map(cma: CMA, *, kind: Format = "png", colour: str = DEFAULT_COLOUR) -> bytes:
    """The map of comparables: PNG 1,200 pixels wide for Slack, or SVG."""
    return _picture(draw_map(cma, colour), kind)


def render_chart(cma: CMA, *, kind: Format = "png", colour: str = DEFAULT_COLOUR) -> bytes:
    """The comparables' prices, before and after adjustment, against the value and its ranges."""
    return _picture(draw_comparables(cma, colour), kind)


def render_trend(cma: CMA, *, kind: Format = "png", colour: str = DEFAULT_COLOUR) -> bytes:
    """The area's median price per square foot by month."""
    return _picture(draw_trend(cma, colour), kind)


def render_market(report: MarketReport, *, kind: Format = "png", colour: str = DEFAULT_COLOUR) -> bytes:
    """The price course of an area with its forecasts."""
    return _picture(draw_market(report, colour), kind)


def warm() -> None:
    """Load the engine and its fonts (about 0.2 s); call it once in a background thread."""
    _picture('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>', "png")


def _picture(svg: str, kind: Format) -> bytes:
    if kind == "svg":
        return svg.encode()
    return _compile(_PICTURE, {"svg": svg}, format="png", ppi=_PICTURE_PPI)


def _compile(source: bytes, inputs: dict[str, str], **options: Any) -> bytes:
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    pages = typst.compile(source, sys_inputs=inputs, font_paths=fonts, **options)
    if isinstance(pages, list):
        pages = pages[0]
    if not isinstance(pages, bytes):
        raise TypeError("The report engine returned no document.")
    return pages
