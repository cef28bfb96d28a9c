from __future__ import annotations

from collections.abc import Sequence
from html import escape

from integrations.simulated.followupboss.account import TIMEFRAMES
from integrations.simulated.site.drawing import draw
from integrations.simulated.site.form import Form
from integrations.simulated.world import Agent, TownListing

_CONSENT = (
    "I agree that {office} and {agent} may text me about homes at the number above, also by automated means. "
    "Agreeing is no condition of buying anything. Message and data rates may apply; reply STOP to end it, "
    "HELP for help."
)


def page(title: str, jorge: Agent, body: str) -> str:
    """A whole page."""
    office, phone = escape(jorge.office.name), _phone(jorge.phone)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{escape(title)} · {office}</title>
<link rel="stylesheet" href="/site/style.css"><link rel="icon" href="data:,"></head><body>
<header class="bar"><a class="brand" href="/site/"><b>{office}</b><span>{escape(jorge.full_name)}, broker</span></a>
<a class="call" href="tel:{escape(jorge.phone)}">{phone}</a></header>
<main>{body}</main>
<footer><p>{office} · {escape(jorge.office.city)} · {phone} · Licence {escape(jorge.license)} ·
Equal Housing Opportunity</p>
<p>A simulated site over a simulated town: the people and listings are invented. Information is deemed reliable, not
guaranteed.</p></footer></body></html>"""


def grid(listings: Sequence[TownListing], jorge: Agent, words: str, number: int, pages: int) -> str:
    """The list of homes."""
    cards = "".join(_card(listing, jorge) for listing in listings)
    shown = cards or '<p class="none">No home matches. Try a ZIP code, a neighborhood or a street.</p>'
    search = escape(words, quote=True)
    links = "".join(
        f'<a href="/site/?q={search}&amp;page={other}">{word}</a>'
        for other, word in ((number - 1, "← Newer"), (number + 1, "Older →"))
        if 1 <= other <= pages
    )
    return page(
        "Homes for sale",
        jorge,
        f"""<section class="hero"><h1>Homes around Puget Sound</h1>
<p>{escape(jorge.first_name)}'s own listings come first, then what other brokers have on the market.</p>
<form class="search" action="/site/"><input name="q" value="{search}" aria-label="Search"
 placeholder="ZIP, neighborhood, city or street"><button>Search</button></form></section>
<section class="grid">{shown}</section><nav class="pages">{links}</nav>""",
    )


def detail(listing: TownListing, jorge: Agent, form: Form, notice: str = "") -> str:
    """One home with the form."""
    home = listing.home
    facts = (
        ("Bedrooms", str(home.bedrooms)),
        ("Bathrooms", f"{home.bathrooms:g}"),
        ("Living area", f"{home.living_area:,} sq ft"),
        ("Lot", f"{home.lot_size:,} sq ft"),
        ("Built", str(home.year_built)),
        ("Stories", f"{home.stories:g}"),
        ("Neighborhood", home.neighborhood),
        ("MLS number", listing.listing_id),
    )
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    by = f"Listed by {escape(listing.agent.full_name)}, {escape(listing.agent.office.name)}"
    return page(
        _where(listing),
        jorge,
        f"""<a class="back" href="/site/">← All homes</a><article class="home"><div>
<figure>{draw(home)}<figcaption>{_badge(listing, jorge)}</figcaption></figure>
<h1>{escape(_where(listing))}</h1><p class="price">${listing.list_price:,}{_was(listing)}</p>
<p class="remarks">{escape(listing.remarks)}</p><dl>{rows}</dl><p class="by">{by}</p></div>
{_form(listing, jorge, form, notice)}</article>""",
    )


def thanks(listing: TownListing | None, jorge: Agent) -> str:
    """What a sender sees."""
    about = f" about {escape(_where(listing))}" if listing else ""
    return page(
        "Thank you",
        jorge,
        f"""<section class="thanks"><div class="tick" aria-hidden="true">✓</div><h1>Thank you, it is on its way</h1>
<p>{escape(jorge.first_name)} has your question{about} and answers as soon as he can. In a hurry? Call
{_phone(jorge.phone)}.</p><a class="button" href="/site/">See more homes</a></section>""",
    )


def lost(jorge: Agent) -> str:
    """A home that is not (any more) for sale."""
    link = '<a class="button" href="/site/">See homes</a>'
    body = f'<section class="thanks"><h1>This home is not for sale any more</h1>{link}</section>'
    return page("Not found", jorge, body)


def _card(listing: TownListing, jorge: Agent) -> str:
    home = listing.home
    return f"""<a class="card" href="/site/homes/{listing.listing_id}"><figure>{draw(home)}
<figcaption>{_badge(listing, jorge)}</figcaption></figure><div>
<p class="price">${listing.list_price:,}{_was(listing)}</p>
<p>{home.bedrooms} bd · {home.bathrooms:g} ba · {home.living_area:,} sq ft</p><p>{escape(_where(listing))}</p>
<p class="by">{escape(listing.agent.office.name)}</p></div></a>"""


def _badge(listing: TownListing, jorge: Agent) -> str:
    own = f"<b>{escape(jorge.first_name)}'s listing</b>" if listing.agent.key == jorge.key else ""
    return own + (f"<span>{escape(listing.status)}</span>" if listing.status != "Active" else "")


def _was(listing: TownListing) -> str:
    before = listing.previous_list_price
    return f" <s>${before:,}</s>" if before and before > listing.list_price else ""


def _where(listing: TownListing) -> str:
    address = listing.home.address
    return address.full if listing.show_address else f"Address on request, {address.city}, WA {address.postal_code}"


def _form(listing: TownListing, jorge: Agent, form: Form, notice: str) -> str:
    consent = escape(_CONSENT.format(office=jorge.office.name, agent=jorge.full_name))
    options = "".join(
        f"<option{' selected' if form.values.get('timeframe') == frame else ''}>{frame}</option>"
        for frame in TIMEFRAMES
    )
    message = escape(form.values.get("message", ""))
    told = f'<p class="notice" role="alert">{escape(notice)}</p>' if notice else ""
    return f"""<form class="ask" method="post" action="/site/homes/{listing.listing_id}" novalidate>
<h2>Ask about this home</h2>{told}
{_field(form, "name", "Name", 'autocomplete="name" required')}
{_field(form, "email", "E-mail", 'type="email" autocomplete="email" required')}
{_field(form, "phone", "Phone", 'type="tel" autocomplete="tel"')}
<label>Message<textarea name="message" rows="4" maxlength="2000">{message}</textarea></label>
<div class="pair">{_field(form, "budget", "Budget (US dollars)", 'inputmode="numeric"')}
<label>When do you want to buy?<select name="timeframe">
<option value="">No answer</option>{options}</select></label></div>
{_box(form, "pre_approved", "I'm pre-approved for a loan")}
{_box(form, "text_consent", consent)}
<label class="trap" aria-hidden="true">Leave this empty<input name="website" tabindex="-1" autocomplete="off"></label>
<button>Send to {escape(jorge.first_name)}</button></form>"""


def _field(form: Form, name: str, label: str, attributes: str) -> str:
    error = form.errors.get(name, "")
    told = f'<small id="{name}-error" role="alert">{escape(error)}</small>' if error else ""
    linked = f' aria-invalid="true" aria-describedby="{name}-error"' if error else ""
    value = escape(form.values.get(name, ""), quote=True)
    return f'<label>{label}<input name="{name}" value="{value}" {attributes}{linked}>{told}</label>'


def _box(form: Form, name: str, words: str) -> str:
    ticked = " checked" if form.checked(name) else ""
    return f'<label class="box"><input type="checkbox" name="{name}" value="yes"{ticked}><span>{words}</span></label>'


def _phone(number: str) -> str:
    digits = number[-10:]
    return escape(f"({digits[:3]}) {digits[3:6]}-{digits[6:]}")
