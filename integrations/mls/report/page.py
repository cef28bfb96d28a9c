"""The analysis as one private web page: responsive, light and dark, self-contained, no script, nothing loaded."""

from __future__ import annotations

from html import escape
from typing import Any

from integrations.mls.report.brand import Brand
from integrations.mls.report.charts import NARROW, draw_comparables, draw_trend
from integrations.mls.report.content import write_content
from integrations.mls.report.html import contact, document, picture, table
from integrations.mls.report.site_map import NARROW as NARROW_MAP
from integrations.mls.report.site_map import draw_map
from integrations.models.cma import CMA

_METHOD = (
    "Every closed sale of the market teaches what each fact is worth here, in percent of price. The sales nearby that "
    "are most like this home are adjusted line by line to its facts and to today, and weighed by rule: how near, how "
    "alike, how recent, and how much they repeat each other. The value is their weighted middle. The home's own "
    "earlier sales are never used."
)
_DISCLOSURE = (
    "This is a comparative market analysis, prepared to help set a price. It is not an appraisal and may not be used "
    "as one, for lending or otherwise. The home was not inspected for it: condition, updates and defects that are not "
    "on record are not reflected. Markets move; ask for a new analysis when more than a few weeks have passed."
)


def render_page(cma: CMA, brand: Brand, *, pdf: str, expires: str = "") -> str:
    """HTML of the analysis. `pdf` is where the report is; `expires` says until when the link works."""
    d = write_content(cma, brand)
    header = (
        f'<div class="kicker">{escape(d["title"])}</div><h1>{escape(d["street"])}</h1>'
        f'<div class="place">{escape(d["place"])}</div><div class="who">Prepared by {contact(brand)}</div>'
        f'<a class="button" href="{escape(pdf)}">Download the report (PDF)</a>'
    )
    parts = [_value(d), _changes(d), _pictures(d, cma, brand), _comparables(d), _price(d), _market(d, cma, brand)]
    parts.append(_method(d))
    return document(brand, f"{d['street']}, {d['place']}", header, "".join(parts), _foot(d, expires))


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
        f"{ranges or '<p>Too few past sales here to state a range.</p>'}"
        f"<p><span class='grade'>{d['grade']}</span>{escape(d['grade_note'])}</p>"
        f"{_advised(d)}<div class='facts box'>{facts}</div>" + _notes([*d["flags"], *d["assumptions"]])
    )


def _advised(d: dict[str, Any]) -> str:
    if not d["advice"]:
        return ""
    keeps = d["net_sheet"]["about"] if d["net_sheet"] else ""
    said = "The seller keeps about, at that price"
    net = f"<div><div class='small'>{said}</div><b>{escape(keeps)}</b></div>" if keeps else ""
    price = f"<div><div class='small'>Suggested list price</div><b>{escape(d['advice']['price'])}</b></div>"
    return f"<div class='pair'>{price}{net}</div>"


def _notes(lines: list[str]) -> str:
    return "<div class='note'>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</div>" if lines else ""


def _changes(d: dict[str, Any]) -> str:
    out = ""
    if d["since"]:
        reasons = "".join(f"<li>{escape(reason)}</li>" for reason in d["since"]["reasons"])
        head = f"Since {d['since']['date']}: {d['since']['change']}, then {d['since']['value']}"
        out += f"<h2>What changed</h2><div class='box'><b>{escape(head)}</b><ul>{reasons}</ul></div>"
    if d["changes"]:
        out += "<h2>Corrected for this analysis</h2>" + table(("What", "Effect on the value"), d["changes"], {1})
    return out


def _pictures(d: dict[str, Any], cma: CMA, brand: Brand) -> str:
    map_ = ""
    if d["placed"]:
        map_ = f"<h2>The location</h2>{picture(d['map'], draw_map(cma, brand.colour, NARROW_MAP), brand)}"
    chart = picture(d["chart"], draw_comparables(cma, brand.colour, NARROW), brand)
    return f"{map_}<h2>Comparable sales, before and after adjustment</h2>{chart}"


def _comparables(d: dict[str, Any]) -> str:
    names = ("facts", "closed", "price", "net", "adjusted", "weight")
    rows = [[f"{c['number']}. {c['address']}", *(c[name] for name in names)] for c in d["comparables"]]
    if d["others"]:
        rows.append([d["others"]["label"], "", "", "", "", d["others"]["adjusted"], d["others"]["weight"]])
    head = ("Address", "Home", "Closed", "Price", "Net change", "Adjusted", "Weight")
    mark = "≈ estimated from the list price; the closing price is not published." if d["imputed"] else ""
    lines = "".join(_lines(c["number"], d) for c in d["comparables"])
    why_not = ""
    if d["near_misses"]:
        why_not = f"<h2>{escape(d['near'])}</h2>"
        why_not += table(("Address", "Price", "Closed", "Why not"), d["near_misses"], {1})
    return f"{table(head, rows, {3, 4, 5, 6})}<p class='small'>{mark}</p><h2>Every adjustment</h2>{lines}{why_not}"


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
    rows.append(["Net adjustment", "", "", group["net"][column]["change"], group["net"][column]["percent"]])
    head = ("Fact", "This home", "Comparable", "Dollars", "Percent")
    return (
        f"<details><summary><b>{number}. {escape(c['address'])}</b> "
        f"{escape(c['price'])} → {escape(c['adjusted'])}</summary>"
        f"<p class='small'>{escape(c['why'])}</p>{table(head, rows, {3, 4}, total=True)}</details>"
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
        out += table(("Cost", "Where the number is from", "Amount"), rows, {2}, total=True)
    return out


def _market(d: dict[str, Any], cma: CMA, brand: Brand) -> str:
    facts = "".join(f"<div><div class='small'>{escape(n)}</div><b>{escape(v)}</b></div>" for n, v in d["market"])
    trend = picture(d["trend"], draw_trend(cma, brand.colour, NARROW), brand)
    out = (
        f"<h2>The market: {escape(d['area'])}</h2><div class='facts box'>{facts}</div>"
        f"<h3>Median price per square foot by month, and number of sales</h3>{trend}"
    )
    head = ("Address", "Status", "Home", "Days", "List price", "$/sq ft")
    offered, given_up = "The competition: for sale or under contract nearby", "Offered and not sold, last six months"
    for title, key in ((offered, "competition"), (given_up, "expired")):
        rows = [[c["address"], c["status"], c["facts"], c["days"], c["price"], c["per_foot"]] for c in d[key]]
        out += f"<h2>{title}</h2>{table(head, rows, {3, 4, 5})}" if rows else ""
    return out


def _method(d: dict[str, Any]) -> str:
    grades = table(("Grade", "Half within", "Within 10%", "Sales"), d["grades"], {1, 2, 3}) if d["grades"] else ""
    head = ("Past sales", "Sales", "Half within", "Within 10%", "On the whole", "In the 80% range")
    measured = table(head, d["measured"], {1, 2, 3, 4, 5}) if d["measured"] else ""
    return (
        f"<h2>How the value is made</h2><p>{_METHOD}</p>"
        f"<h2>How good it is here</h2><p>{escape(d['accuracy_note'])}</p>{measured}{grades}"
        f"<h2>Please read</h2><p>{_DISCLOSURE}</p>"
    )


def _foot(d: dict[str, Any], expires: str) -> list[str]:
    return [
        d["attribution"],
        *d["credits"],
        *d["notices"],
        f"Data as of {d['as_of']}.",
        f"This private link works until {expires}." if expires else "",
    ]
