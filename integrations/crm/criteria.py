from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from integrations.models.contact import Activity, Contact, ContactKind

# Kinds that show what somebody wants; a mere view does not.
_WANTED: Final = ("Property Inquiry", "Saved Property", "Inquiry")
_ZIP: Final = re.compile(r"\b(\d{5})(?:-\d{4})?$")
_ROOM: Final = Decimal("1.10")
_STEP: Final = Decimal(5000)


def fill(contact: Contact, activities: Sequence[Activity]) -> Contact:
    """The contact with wishes that its CRM record leaves open taken from the homes it asked about or saved.

    Areas are the ZIP codes of those homes; the highest price is a tenth above the dearest. What the record says stays.
    Asking what one's own home would bring makes a buyer a seller too.
    """
    wanted = [one for one in activities if one.kind in _WANTED and (one.property_address or one.property_price)]
    found: dict[str, object] = {}
    if not contact.areas:
        homes = [_ZIP.search(one.property_address or "") for one in wanted]
        found["areas"] = tuple(sorted({home.group(1) for home in homes if home}))
    prices = [one.property_price for one in wanted if one.property_price]
    if contact.price_max is None and contact.price_min is None and prices:
        found["price_max"] = (max(prices) * _ROOM / _STEP).to_integral_value() * _STEP
    if contact.kind is ContactKind.BUYER and any(one.kind == "Seller Inquiry" for one in activities):
        found["kind"] = ContactKind.BOTH if wanted else ContactKind.SELLER
    return contact.model_copy(update=found)
