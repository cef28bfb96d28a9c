"""What the seller keeps: the costs of selling as rates that can be edited, each with its source or marked assumed."""

from __future__ import annotations

from decimal import Decimal

from integrations.models.cma import NetSheet, NetSheetLine
from integrations.models.selling_costs import SellingCosts

# RCW 82.45.060: graduated state real estate excise tax, thresholds of January 2023, reset every four years.
_EXCISE = (
    (Decimal(525_000), Decimal("0.011")),
    (Decimal(1_525_000), Decimal("0.0128")),
    (Decimal(3_025_000), Decimal("0.0275")),
    (None, Decimal("0.03")),
)
_EXCISE_SOURCE = "graduated, thresholds of January 2023"
_ASSUMED = "assumed, to be confirmed"


_NOT_SET = "not counted: set transfer_tax_percent under [net_sheet]"
# Other states whose tax is known: California Revenue and Taxation Code 11911 ($0.55 per $500); Texas has none.
_STATE_TAX = {"CA": Decimal("0.11"), "TX": Decimal(0)}
_NAMES = {"WASHINGTON": "WA", "CALIFORNIA": "CA", "TEXAS": "TX"}


def write_net_sheet(price: Decimal, costs: SellingCosts, state: str | None) -> NetSheet:
    """The lines and the net, to the dollar. `state` is the home's; that of the costs where its record has none."""
    lines = [
        _share("Listing commission", price, costs.listing_commission_percent),
        _share("Buyer's agent commission, if offered", price, costs.buyer_commission_percent),
    ]
    lines += _taxes(price, costs, (state or costs.state).strip().upper())
    lines.append(_share("Owner's title insurance", price, costs.title_insurance_percent))
    lines.append(NetSheetLine(label="Escrow, seller's half", dollars=costs.escrow, source=_ASSUMED))
    lines.append(NetSheetLine(label="Recording and other fees", dollars=costs.recording_and_other, source=_ASSUMED))
    lines.append(_share("Repairs and concessions", price, costs.repairs_and_concessions_percent))
    kept = tuple(line for line in lines if line.dollars or line.source == _NOT_SET)
    return NetSheet(price=price, lines=kept, net=price - sum((line.dollars for line in kept), Decimal(0)))


def _taxes(price: Decimal, costs: SellingCosts, state: str) -> list[NetSheetLine]:
    state = _NAMES.get(state, state)
    if costs.transfer_tax_percent is not None:
        return [_share("Transfer tax", price, costs.transfer_tax_percent)]
    if state == "WA":
        state_tax = NetSheetLine(label="State excise tax", dollars=excise(price), source=_EXCISE_SOURCE)
        return [state_tax, _share("Local excise tax", price, costs.local_excise_percent)]
    if state in _STATE_TAX:
        return [_share("Documentary transfer tax", price, _STATE_TAX[state])]
    return [NetSheetLine(label="Transfer tax", dollars=Decimal(0), source=_NOT_SET)]


def _share(label: str, price: Decimal, percent: Decimal) -> NetSheetLine:
    amount = (price * percent / 100).quantize(Decimal(1))
    return NetSheetLine(label=label, dollars=amount, source=f"{percent.normalize():f}%, {_ASSUMED}")


def excise(price: Decimal) -> Decimal:
    """Washington's graduated tax on the sale of a home."""
    tax, below = Decimal(0), Decimal(0)
    for ceiling, rate in _EXCISE:
        part = (price if ceiling is None else min(price, ceiling)) - below
        tax += max(part, Decimal(0)) * rate
        below = ceiling if ceiling is not None else below
    return tax.quantize(Decimal(1))
