"""Which person a request means."""

from __future__ import annotations

from integrations.models.contact import Contact, LeadQuery
from integrations.models.listing import Listing
from tools.errors import ToolError
from tools.tool import Hubs

_CHOICES = 5


async def person_of(hubs: Hubs, contact_id: str | None, lead: str | None) -> Contact:
    """The one contact with this id or this name.

    Raises:
        ToolError: nobody, or several; then the names are the options.
    """
    if contact_id:
        found = await hubs.crm.contact(contact_id)
        if found is None:
            raise ToolError("not_found", f"There is no contact {contact_id} in our copy of the CRM.")
        return found
    name = (lead or "").strip()
    if not name:
        raise ToolError("missing", "Whom?", question="Whom do you mean?", field="lead")
    wanted, _, address = name.partition(", ")
    people = (await hubs.crm.search(LeadQuery(name=wanted, limit=20))).leads
    close = _closest(people, wanted, address)
    if not close:
        said = f"I found nobody called {wanted} in the CRM."
        near = tuple(dict.fromkeys(one.name for one in people[:_CHOICES]))
        raise ToolError("not_found", said, question=said, options=near, field="lead")
    if len(close) > 1:
        asked = f"Which {wanted} do you mean?"
        options = tuple(sorted(_told_apart(one, close) for one in close[:_CHOICES]))
        raise ToolError("ambiguous", asked, question=asked, options=options, field="lead")
    return close[0]


async def home_about(hubs: Hubs, address: str | None) -> tuple[Listing | None, str]:
    """The home that somebody asked about, where we know it and clients may be shown it; else none, and the rule why.

    The words come from a lead's record, so that nothing else of them is used.
    """
    from integrations.mls import AmbiguousAddress, UnknownAddress

    if not address:
        return None, ""
    try:
        listing = await hubs.mls.current_listing(address)
    except (UnknownAddress, AmbiguousAddress):
        return None, ""
    refused = await hubs.mls.permit(listing, "client")
    return (None, f"The home is not named: {refused.said}") if refused else (listing, "")


def _closest(people: tuple[Contact, ...], name: str, address: str) -> list[Contact]:
    said = name.casefold()
    exact = [one for one in people if one.name.casefold() == said]
    parts = [one for one in people if said in (one.first_name.casefold(), one.last_name.casefold())]
    found = exact or parts
    return [one for one in found if address.casefold() in _point(one).casefold()] if address else found


def _told_apart(one: Contact, others: list[Contact]) -> str:
    return one.name if sum(other.name == one.name for other in others) == 1 else f"{one.name}, {_point(one)}"


def _point(one: Contact) -> str:
    return next(iter((*one.emails, *one.phones)), one.id)
