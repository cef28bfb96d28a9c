"""A CMA as something to hand to a seller: PDF, preview, map and charts; and the picture of a market."""

from __future__ import annotations

from integrations.mls.report.brand import Brand
from integrations.mls.report.home_page import render_gone, render_home
from integrations.mls.report.html import POLICY
from integrations.mls.report.page import render_page
from integrations.mls.report.render import (
    render_chart,
    render_map,
    render_market,
    render_pdf,
    render_preview,
    render_trend,
    warm,
)

__all__ = [
    "POLICY",
    "Brand",
    "render_chart",
    "render_gone",
    "render_home",
    "render_map",
    "render_market",
    "render_page",
    "render_pdf",
    "render_preview",
    "render_trend",
    "warm",
]
