"""The frame of the private pages: one document, its style, tables that become cards on a telephone, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from integrations.mls.report.brand import Brand
from integrations.mls.report.drawing import FAINT, INK, PAPER, SOFT
from integrations.mls.report.saying import say_phone
from integrations.mls.report.site_map import DOT, GROUND, STAR

# What a page may do: show its own style and pictures, nothing else. Sent as Content-Security-Policy.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
# The colours of a drawing by name, so that a dark page can have its own.
_LONG = 24  # letters that a card of half the width cannot take in one line
_NAMES = {INK: "ink", SOFT: "soft", FAINT: "faint", PAPER: "paper", GROUND: "ground", DOT: "dot", STAR: "star"}


def document(brand: Brand, title: str, header: str, main: str, foot: Sequence[str]) -> str:
    """A whole page; `header` and `main` are HTML, the title and the lines of the foot are text."""
    below = "".join(f"<p>{escape(line)}</p>" for line in foot if line)
    return "".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            '<meta name="robots" content="noindex,nofollow"><meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)}</title><style>:root{{--brand:{brand.colour};--on-brand:{brand.ink}}}{STYLE}</style>",
            f"</head><body><header><div>{_logo(brand)}{header}</div></header><main>{main}</main>",
            f"<footer class='small'>{below}</footer></body></html>",
        ]
    )


def _logo(brand: Brand) -> str:
    return f"<img class='logo' src='{brand.logo_link}' alt='{escape(brand.brokerage)}'>" if brand.logo else ""


def contact(brand: Brand) -> str:
    """Who hands it over, with links to call and to write."""
    phone = say_phone(brand.phone)
    parts = [
        escape(brand.agent_name),
        escape(brand.brokerage),
        f"<a href='tel:{escape(brand.phone)}'>{escape(phone)}</a>" if phone else "",
        f"<a href='mailto:{escape(brand.email)}'>{escape(brand.email)}</a>" if brand.email else "",
    ]
    return " · ".join(part for part in parts if part)


def picture(wide: str, narrow: str, brand: Brand) -> str:
    """A drawing twice: for a screen, and for a telephone, where the first could not be read."""
    return f"<div class='screen'>{_named(wide, brand)}</div><div class='phone'>{_named(narrow, brand)}</div>"


def _named(svg: str, brand: Brand) -> str:
    for colour, name in {**_NAMES, brand.colour: "accent"}.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name})"')
    return svg


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: set[int], *, total: bool = False) -> str:
    """A table; on a telephone each row is a card whose first cell is its heading. `total` = the last row is a sum."""
    columns = "".join(
        f"<th scope=col{' class=n' if at in right else ''}>{escape(name)}</th>" for at, name in enumerate(head)
    )
    end = len(rows) - 1
    body = "".join(_row(head, row, right, last=total and at == end) for at, row in enumerate(rows))
    return f"<table><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"


def _row(head: Sequence[str], row: Sequence[str], right: set[int], *, last: bool) -> str:
    cells = ""
    for at, (name, cell) in enumerate(zip(head, row, strict=True)):
        kind = "n" if at in right else "long" if len(cell) > _LONG else ""
        named = f' data-label="{escape(name)}"' if at else ""
        cells += f'<td class="{kind}"{named}>{escape(cell)}</td>'
    return f"<tr{' class=total' if last else ''}>{cells}</tr>"
