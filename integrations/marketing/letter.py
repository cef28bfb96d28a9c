"""The e-mail as HTML: one column, no pictures, no scripts, readable in dark mode and on a phone."""

from __future__ import annotations

from html import escape
from typing import Final

from integrations.marketing.content import EQUAL_HOUSING, WAY_OUT, Copy, say_phone
from integrations.marketing.office import OfficeCard

_ACCENT: Final = "#0f766e"
_FONT: Final = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_STYLE: Final = """
body{margin:0;padding:0;background:#eef1f4}
@media(max-width:520px){.in{padding:24px 20px!important}.pr{font-size:26px!important}}
@media(prefers-color-scheme:dark){body,.bg{background:#0e1318!important}.card{background:#182029!important}
.ink{color:#e8edf2!important}.dim{color:#a3afbb!important}.fact{background:#22303c!important;color:#e8edf2!important}
.line{border-color:#2b3642!important}.acc{color:#2dd4bf!important}}
"""


def render_html(copy: Copy, office: OfficeCard) -> str:
    """The whole document. Everything that comes from outside is escaped; the way out is a merge tag."""
    parts = [_opening(copy), _home(copy), _signature(office)]
    rows = "".join(f'<tr><td class="in" style="padding:28px 36px 0">{part}</td></tr>' for part in parts if part)
    preview = f'<div style="display:none;max-height:0;overflow:hidden">{escape(copy.preview_text)}</div>'
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(copy.subject)}</title><style>{_STYLE}</style></head><body>{preview}"
        '<table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" '
        f'style="background:#eef1f4;font-family:{_FONT}"><tr><td align="center" style="padding:24px 12px">'
        '<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" '
        'style="max-width:600px;background:#ffffff;border-radius:14px;overflow:hidden">'
        f'<tr><td class="in" style="background:{_ACCENT};padding:18px 36px;color:#ffffff;font-size:17px;'
        'font-weight:600">'
        f"{escape(office.brokerage)}</td></tr>{rows}"
        f'<tr><td class="in" style="padding:24px 36px 28px">{_small_print(office)}</td></tr>'
        "</table></td></tr></table></body></html>"
    )


def _opening(copy: Copy) -> str:
    return "".join(
        f'<p class="ink" style="margin:0 0 14px;font-size:16px;line-height:1.55;color:#17212b">{_lines(one)}</p>'
        for one in ("Hello,", *copy.opening.split("\n\n"))
    )


def _home(copy: Copy) -> str:
    if not copy.facts and not copy.price:
        return ""
    chips = "".join(
        '<span class="fact" style="display:inline-block;margin:0 6px 8px 0;padding:6px 12px;border-radius:999px;'
        f'background:#eef1f4;color:#17212b;font-size:14px">{escape(one)}</span>'
        for one in copy.facts
    )
    was = f' <span class="dim" style="font-size:15px;color:#66727f">{escape(copy.was)}</span>' if copy.was else ""
    remarks = (
        '<p class="ink" style="margin:12px 0 0;font-size:15px;line-height:1.6;color:#17212b">'
        f"{_lines(copy.remarks)}</p>"
        if copy.remarks
        else ""
    )
    kind = copy.title.partition(":")[0]
    return (
        f'<div class="line" style="border-top:1px solid #d9dee3;padding-top:22px">'
        '<div class="acc" style="font-size:12px;letter-spacing:.08em;text-transform:uppercase;font-weight:700;'
        f'color:{_ACCENT}">'
        f"{escape(kind)}</div>"
        f'<div class="ink" style="margin:6px 0 4px;font-size:20px;font-weight:650;line-height:1.3;color:#17212b">'
        f"{escape(copy.heading)}</div>"
        f'<div class="ink pr" style="margin:0 0 14px;font-size:30px;font-weight:700;color:#17212b">'
        f"{escape(copy.price)}{was}</div>{chips}{remarks}</div>"
    )


def _signature(office: OfficeCard) -> str:
    digits = "".join(one for one in office.phone if one.isdigit() or one == "+")
    number = escape(digits, quote=True)
    link = f"color:{_ACCENT};text-decoration:none"
    button = (
        f'<a href="mailto:{escape(office.email, quote=True)}" style="display:inline-block;margin:0 0 18px;'
        f"padding:12px 22px;border-radius:999px;background:{_ACCENT};color:#ffffff;font-size:15px;font-weight:600;"
        'text-decoration:none">Write to me</a>'
        if office.email
        else ""
    )
    phone = (
        f'<br><a href="tel:{number}" class="acc" style="{link}">{escape(say_phone(office.phone))}</a>' if digits else ""
    )
    return (
        f'{button}<p class="ink" style="margin:0;font-size:15px;line-height:1.5;color:#17212b">'
        f"<b>{escape(office.agent)}</b><br>{escape(office.brokerage)}{phone}</p>"
    )


def _small_print(office: OfficeCard) -> str:
    licence = f" License {escape(office.licence)}." if office.licence else ""
    return (
        '<p class="dim line" style="margin:0;border-top:1px solid #d9dee3;padding-top:16px;font-size:12px;'
        f'line-height:1.6;color:#66727f">{escape(office.brokerage)}, {escape(office.address)}.{licence} '
        f"{EQUAL_HOUSING} "
        "Information deemed reliable, not guaranteed. If your home is listed with another broker, this is no "
        f'solicitation.<br><a href="{WAY_OUT}" class="dim" style="color:#66727f">Unsubscribe</a></p>'
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
