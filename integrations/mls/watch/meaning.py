"""What a market means for a seller and a buyer, in plain sentences."""

from __future__ import annotations

from typing import Final

from integrations.models.market import AreaRow, MarketReport

_FLUTTER: Final = 3  # points of the heat index that mean nothing
_FULL_PRICE: Final = 99.5  # percent of the asking price that is called full
_SIDES: Final = (
    (70, "Sellers have the upper hand, more than is usual here.",
     "price at the latest sales and expect an early offer", "have the financing ready and decide fast"),
    (56, "It is somewhat warmer than usual here.",
     "price at the latest sales; there is no need to go below", "do not wait long with an offer"),
    (45, "It is about as usual here.",
     "price at the latest sales", "take the usual time, no more"),
    (28, "It is somewhat cooler than usual here.",
     "price at the latest sales from the first day, and expect to wait a little longer",
     "there is a little more time than usual"),
    (0, "Buyers have more room than is usual here.",
     "price at or just under the latest sales from the first day", "take the time to compare"),
)  # fmt: skip


def meaning_of(report: MarketReport) -> str:
    """One paragraph: how it stands, what a seller and what a buyer make of it; empty where too little is known."""
    if report.heat is None:
        return _pace(report)
    _, stand, seller, buyer = next(one for one in _SIDES if report.heat.score >= one[0])
    return " ".join(filter(None, (stand, _pace(report), f"A seller: {seller}. A buyer: {buyer}{_room(report)}.")))


def compared(rows: tuple[AreaRow, ...]) -> str:
    """Which area is the warmest and where homes go fastest; empty where there is no choice."""
    own = [row for row in rows if not row.whole]
    hot = sorted((row for row in own if row.heat is not None), key=lambda row: -(row.heat or 0))
    fast = sorted((row for row in own if row.days_to_pending is not None), key=lambda row: row.days_to_pending or 0)
    told = [_warmest(hot)] if len(hot) > 1 else []
    if len(fast) > 1 and fast[0].days_to_pending != fast[-1].days_to_pending:
        told.append(f"Homes go fastest in {fast[0].area} ({fast[0].days_to_pending:.0f} days to a contract),"
                    f" slowest in {fast[-1].area} ({fast[-1].days_to_pending:.0f}).")  # fmt: skip
    return " ".join(told)


def _warmest(hot: list[AreaRow]) -> str:
    first, last = hot[0], hot[-1]
    if (first.heat or 0) - (last.heat or 0) < _FLUTTER:
        return f"By their own histories they are about equally warm ({last.heat} to {first.heat} of 100)."
    if len(hot) == 2:  # noqa: PLR2004  # one and the other
        return f"By their own histories {first.area} is warmer ({first.heat} of 100) than {last.area} ({last.heat})."
    return (
        f"By their own histories {first.area} is the warmest ({first.heat} of 100) and {last.area} the coolest "
        f"({last.heat})."
    )


def moved(row: AreaRow) -> str:
    """How the heat index moved in a month, in words; empty where that is not known."""
    if row.heat is None or row.heat_month_ago is None:
        return ""
    change = row.heat - row.heat_month_ago
    if abs(change) < _FLUTTER:
        return f"about the same as a month ago ({row.heat_month_ago})"
    return f"{'hotter' if change > 0 else 'cooler'} than a month ago ({row.heat_month_ago})"


def moved_in_a_month(report: MarketReport) -> str:
    """How the heat of all that is reported moved; empty for several areas, of which each row tells its own."""
    own = [row for row in report.rows if not row.whole]
    same = len(own) == 1 and report.heat is not None and own[0].heat == report.heat.score
    return moved(own[0]) if same else ""


def _pace(report: MarketReport) -> str:
    days, share = report.now.days_to_pending, report.now.list_to_sale_percent
    told = []
    if days is not None:
        told.append(f"homes go under contract in about {days:.0f} days")
    if share is not None:
        told.append("sell for about the full asking price" if share >= _FULL_PRICE else
                    f"sell for about {100 - share:.0f} % under the asking price"
                    if share <= 99 else "sell for just under the asking price")  # fmt: skip  # noqa: PLR2004
    text = " and ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _room(report: MarketReport) -> str:
    share = report.now.list_to_sale_percent
    return ", but expect to pay the asking price" if share is not None and share >= _FULL_PRICE else ""
