from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from integrations.models.frozen import Frozen


class SellingCosts(Frozen):
    """Rates of the seller's net sheet: percent of the price, and dollars. Every default is an assumption.

    `transfer_tax_percent` replaces what is known of the home's state (Washington's graduated tax, California's
    documentary tax, none in Texas); elsewhere the sheet says that the tax is not counted. `local_excise_percent` is
    the city's or county's share in Washington.
    """

    listing_commission_percent: Decimal = Field(Decimal("2.5"), ge=0, le=20)
    buyer_commission_percent: Decimal = Field(Decimal("2.5"), ge=0, le=20)
    transfer_tax_percent: Decimal | None = Field(None, ge=0, le=20)
    local_excise_percent: Decimal = Field(Decimal("0.5"), ge=0, le=20)
    title_insurance_percent: Decimal = Field(Decimal("0.25"), ge=0, le=20)
    escrow: Decimal = Field(Decimal(1500), ge=0)
    recording_and_other: Decimal = Field(Decimal(500), ge=0)
    repairs_and_concessions_percent: Decimal = Field(Decimal(0), ge=0, le=100)
    state: str = "WA"
