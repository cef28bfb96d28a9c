"""The analysis as one private web page: responsive, self-contained, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from integrations.mls.report.brand import Brand
from integrations.mls.report.content import write_content
from integrations.models.cma import CMA

# What the page may do: show its own style and pictures, nothing else. Sent as Content-Security-Policy.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def render_page(cma: CMA, brand: Brand, *, pdf: str, expires: str = "") -> str:
    """HTML of the analysis. `pdf` is where the report is; `expires` says until when the link works."""
    d = write_content(cma, brand)
    title = f"{d['street']}, {d['place']}"
    return "".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            '<meta name="robots" content="noindex,nofollow">',
            f"<title>{escape(title)}</title><style>:root{{--accent:{brand.colour}}}{STYLE}</style></head><body>",
            f'<header><div><div class="kicker">{escape(d["title"])}</div><h1>{escape(d["street"])}</h1>',
            f'<div class="place">{escape(d["place"])}</div>',
            f'<a class="button" href="{escape(pdf)}">Download the report (PDF)</a>',
            "</div></header><main>",
            _value(d),
            _changes(d),
            _pictures(d),
            _comparables(d),
            _price(d),
            _market(d),
            _method(d),
            f"</main><footer class='small'>{_foot(d, expires)}</footer></body></html>",
        ]
    )


def _value(d: dict[str, Any]) -> str:
    ranges = "".join(
        f"<div><b>{escape(r['low'])} – {escape(r['high'])}</b> "
        f"<span class='small'>holds in {r['level']} of 100 cases</span></div>"
        for r in d["ranges"]
    )
    facts = "".join(f"<div><div class='small'>{escape(n)}</div>{escape(v)}</div>" for n, v in d["facts"][:8])
    return (
        f"<div class='kicker'>Estimated market value, {escape(d['date'])}</div>"
        f"<div class='value'>{escape(d['value'])}</div>"
        f"{ranges}<p><span class='grade'>{d['grade']}</span>{escape(d['grade_note'])}</p>"
        f"<div class='facts box'>{facts}</div>" + _notes([*d["flags"], *d["assumptions"]])
    )


def _notes(lines: list[str]) -> str:
    return "<div class='note'>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</div>" if lines else ""


def _changes(d: dict[str, Any]) -> str:
    out = ""
    if d["since"]:
        reasons = "".join(f"<li>{escape(reason)}</li>" for reason in d["since"]["reasons"])
        head = f"Since {d['since']['date']}: {d['since']['change']}, then {d['since']['value']}"
        out += f"<h2>What changed</h2><div class='box'><b>{escape(head)}</b><ul>{reasons}</ul></div>"
    if d["changes"]:
        out += "<h2>Corrected for this analysis</h2>" + _table(("What", "Effect on the value"), d["changes"], {1})
    return out


def _pictures(d: dict[str, Any]) -> str:
    map_ = f"<h2>The location</h2>{d['map']}" if d["placed"] else ""
    return f"{map_}<h2>Comparable sales, before and after adjustment</h2>{d['chart']}"


def _comparables(d: dict[str, Any]) -> str:
    names = ("number", "address", "facts", "closed", "price", "net", "adjusted", "weight")
    rows = [[c[name] for name in names] for c in d["comparables"]]
    if d["others"]:
        rows.append(["", d["others"]["label"], "", "", "", "", d["others"]["adjusted"], d["others"]["weight"]])
    head = ("", "Address", "Home", "Closed", "Price", "Net adj.", "Adjusted", "Weight")
    lines = "".join(_lines(c["number"], d) for c in d["comparables"])
    mark = (
        "<p class='small'>≈ estimated from the list price; the closing price is not published.</p>"
        if d["imputed"]
        else ""
    )
    return _table(head, rows, {4, 5, 6, 7}) + mark + f"<h2>Every adjustment</h2>{lines}"


def _lines(number: str, d: dict[str, Any]) -> str:
    at = int(number) - 1
    group = d["groups"][at // len(d["groups"][0]["comparables"])]
    column = next(i for i, c in enumerate(group["comparables"]) if c["number"] == number)
    c = group["comparables"][column]
    rows = [
        [row["feature"], row["subject"], cell["fact"], cell["change"], cell["percent"]]
        for row in group["rows"]
        if (cell := row["cells"][column])["change"]
    ]
    head = ("", "This home", "Comparable", "Dollars", "Percent")
    return (
        f"<details><summary><b>{number}. {escape(c['address'])}</b> "
        f"{escape(c['price'])} → {escape(c['adjusted'])}</summary>"
        f"<p class='small'>{escape(c['why'])}</p>{_table(head, rows, {3, 4})}</details>"
    )


def _price(d: dict[str, Any]) -> str:
    if not d["advice"]:
        return ""
    advice = d["advice"]
    steps = "".join(f"<li>{escape(reason)}</li>" for reason in advice["reasons"])
    out = (
        f"<h2>Suggested list price</h2><div class='box'><b class='value'>{escape(advice['price'])}</b> "
        f"<span class='small'>within {escape(advice['low'])} – {escape(advice['high'])}</span><ul>{steps}</ul></div>"
    )
    sheet = d["net_sheet"]
    if sheet:
        rows = [*sheet["lines"], ["Net before mortgage, prorations and moving", "", sheet["net"]]]
        out += f"<h2>What the seller keeps at {escape(sheet['price'])}</h2>"
        out += _table(("Cost", "Where the number is from", "Amount"), rows, {2})
    return out


def _market(d: dict[str, Any]) -> str:
    facts = "".join(f"<div><div class='small'>{escape(n)}</div><b>{escape(v)}</b></div>" for n, v in d["market"])
    out = f"<h2>The market: {escape(d['area'])}</h2><div class='facts box'>{facts}</div>{d['trend']}"
    head = ("Address", "Status", "Home", "List price", "$/sq ft")
    for title, key in (("The competition", "competition"), ("Offered and not sold, last six months", "expired")):
        rows = [[c["address"], c["status"], c["facts"], c["price"], c["per_foot"]] for c in d[key]]
        out += f"<h2>{title}</h2>{_table(head, rows, {3, 4})}" if rows else ""
    if d["near_misses"]:
        out += "<h2>Not among the eight, and why</h2>"
        out += _table(("Address", "Price", "Closed", "Why not"), d["near_misses"], {1})
    return out


def _method(d: dict[str, Any]) -> str:
    grades = _table(("Grade", "Half within", "Within 10%", "Sales"), d["grades"], {1, 2, 3}) if d["grades"] else ""
    head = ("Past sales", "Sales", "Half within", "Within 10%", "Bias", "80% range held")
    measured = _table(head, d["measured"], {1, 2, 3, 4, 5}) if d["measured"] else ""
    return f"<h2>How good it is here</h2><p>{escape(d['accuracy_note'])}</p>{measured}{grades}"


def _foot(d: dict[str, Any], expires: str) -> str:
    brand = d["brand"]
    who = " · ".join(part for part in (brand["agent_name"], brand["brokerage"], brand["phone"], brand["email"]) if part)
    lines = [
        who,
        "A comparative market analysis is not an appraisal.",
        d["attribution"],
        *d["credits"],
        *d["notices"],
        f"Data as of {d['as_of']}.",
        f"This private link works until {expires}." if expires else "",
    ]
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _table(head: tuple[str, ...], rows: list[Any], right: set[int]) -> str:
    def cells(row: Any, tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if at in right else ''}>{escape(str(cell))}</{tag}>" for at, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f"<div class='wide'><table><thead><tr>{cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table></div>"
