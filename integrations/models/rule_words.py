"""The events and their fields that a rule can be made of by plain choices, each with its word."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


class FieldWord(NamedTuple):
    """A field of an event's payload. `paths` is where it lies; a place may lie at several."""

    label: str
    kind: Literal["number", "text", "yes_no", "place"]
    paths: tuple[str, ...]


class EventWord(NamedTuple):
    """An event Jorge can be told of; `story` groups its news on one card, `per` is what a cooldown counts by."""

    label: str
    fields: dict[str, FieldWord]
    story: str
    per: str
    title: str
    why: str


def _plain(of: Literal["number", "text", "yes_no"], /, **labels: str) -> dict[str, FieldWord]:
    return {name: FieldWord(label, of, (f"payload.{name}",)) for name, label in labels.items()}


_HOME: Final = {
    "place": FieldWord("Place (ZIP, city, area)", "place", ("payload.area", "payload.postal_code", "payload.city")),
    **_plain("number", list_price="List price $", bedrooms_total="Bedrooms", bathrooms_total="Bathrooms",
             living_area="Living area, sq ft", days_on_market="Days on market", buyers_count="Buyers it fits",
             warm_buyers="Warm buyers it fits", investors_count="Investors it fits"),
    **_plain("text", property_sub_type="Kind of home", standard_status="Status"),
    **_plain("yes_no", own="My own listing", in_lead_area="Where a warm lead looks"),
}  # fmt: skip
_PRICE: Final = _plain(
    "number",
    change_percent="Change in %, below 0 for a cut",
    change_amount="Change in $",
    price_change_number="Which price change since it was listed",
)
_LEAD: Final = {
    **_plain("number", temperature="Temperature (0 to 100)", homes_viewed="Homes looked at in 7 days",
             price_max="Budget up to $", price_min="Budget from $"),
    **_plain("text", kind="Buyer or seller", stage="Stage in the CRM", source="Source", last_activity="Last activity",
             name="Name"),
    "place": FieldWord("Place (ZIP, city, area)", "place", ("payload.areas",)),
}  # fmt: skip
_HOME_STORY: Final = ("listing:{listing_ref}", "payload.listing_ref")
_LEAD_STORY: Final = ("lead:{contact_id}", "payload.contact_id")

EVENTS: Final = {
    "listing.price_change": EventWord("A price changes", _HOME | _PRICE, *_HOME_STORY,
                                      "Price change {change}: {address}", "From {old_price} to {price} in {area}."),
    "listing.new": EventWord("A home is listed", _HOME, *_HOME_STORY, "New: {address}, {price}",
                             "{bedrooms_total} beds in {area}. It fits {buyers_count} buyers."),
    "listing.back_on_market": EventWord("A home is back on the market", _HOME, *_HOME_STORY,
                                        "Back on the market: {address}, {price}", "It was {old_status}, in {area}."),
    "listing.status_change": EventWord("A home changes its status", _HOME, *_HOME_STORY,
                                       "{standard_status}: {address}", "It was {old_status}, in {area}."),
    "listing.sold": EventWord("A home is sold", _HOME, *_HOME_STORY, "Sold: {address}", "In {area}."),
    "lead.scored": EventWord("A lead does something", _LEAD, *_LEAD_STORY, "{name} ({temperature}/100)", "{why}"),
    "lead.hot": EventWord("A lead turns hot", _LEAD, *_LEAD_STORY, "{name} is hot ({temperature}/100)", "{why}"),
    "lead.quiet": EventWord(
        "A lead has gone quiet",
        {name: _LEAD[name] for name in ("temperature", "kind", "stage", "source", "name", "place")}
        | _plain("number", quiet_days="Days without a word"),
        *_LEAD_STORY, "{name} has been quiet for {quiet_days} days", "Last heard {heard_at}."),
    "contact.replied": EventWord("A lead answers a text", _plain("text", name="Name", phone="Phone"), *_LEAD_STORY,
                                 "{name} answered", "By {channel}."),
    "contact.opted_out": EventWord("Somebody opts out", _plain("text", name="Name", channel="Channel"), *_LEAD_STORY,
                                   "{name} opted out", "By {channel}."),
    "sync.failed": EventWord("A sync fails", _plain("text", system="System"), "sync:{system}", "payload.system",
                             "{title} cannot be copied", "{error}"),
    "feed.stale": EventWord("A copy grows old", _plain("text", system="System")
                            | _plain("number", hours="Hours old", most="Hidden at"),
                            "feed:{system}", "payload.system", "{system} is {hours} hours old", "{error}"),
}  # fmt: skip
