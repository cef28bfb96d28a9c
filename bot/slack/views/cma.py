from __future__ import annotations

from decimal import Decimal

from bot.slack.card import Block, Card
from bot.slack.views.blocks import card, context, divider, header, section, table
from bot.slack.views.listings import credit_lines, facts_line
from bot.slack.views.words import count, day, esc, money, one_line
from integrations.mls.showing import besides
from integrations.models.cma import CMA, Comparable, MarketFacts, PriceRange

MOST_ROWS = 20
_COLUMNS = ("Comparable", "Sold", "Price", "Adjusted", "Home", "Miles")


def cma_card(cma: CMA) -> Card:
    """Value, ranges, grade, comparables and market of a home."""
    address = cma.subject.display_address
    facts = facts_line(cma.subject)
    return card(
        esc(_fallback(cma)),
        [
            header(address),
            section(
                f"*{money(cma.value)}*   Grade *{cma.grade}*\n" + "\n".join(_range(one) for one in _widest_last(cma))
            ),
            section(esc(f"{facts}\n{cma.grade_note}".strip())),
            table([_COLUMNS, *(_row(one) for one in cma.comparables[:MOST_ROWS])], right=(2, 3, 5))
            if cma.comparables
            else None,
            _rest(cma),
            _decided(cma),
            _advised(cma),
            context(esc(_market(cma.market))),
            divider(),
            *_small_print(cma),
        ],
    ).showing(one.ref for one in (cma.subject, *besides(cma)))


def _rest(cma: CMA) -> Block | None:
    rest = cma.other_sales
    if rest is None:
        return None
    return context(f"{rest.sales} other sales nearby count with {rest.weight:.0%}: {money(rest.value)} as adjusted")


def _decided(cma: CMA) -> Block | None:
    """What Jorge corrected or chose, and what changed since the last time, each with its effect."""
    lines = [f"• {item.said}: *{_by(item.dollars)}*" for item in cma.effects]
    lines += [f"• {item.said}: *{_by(item.dollars)}*" for item in cma.overrides]
    if cma.since is not None:
        since = cma.since
        lines.append(f"*Since {day(since.valuation_date)}* ({money(since.value)}): *{_by(since.dollars)}*")
        lines += [f"• {reason}" for reason in since.reasons[:5]]
    return section(esc("\n".join(lines))) if lines else None


def _by(dollars: Decimal) -> str:
    about = round(dollars / 100) * 100  # more digits would only look exact
    return f"{'+' if about >= 0 else '−'}{money(abs(about))}" if about else "no change"


def _advised(cma: CMA) -> Block | None:
    if cma.list_advice is None:
        return None
    steps = " ".join(cma.list_advice.reasons[1:4])
    net = (
        f"\nThe seller keeps about {money(_thousands(cma.net_sheet.net))} before the mortgage." if cma.net_sheet else ""
    )
    link = f"\n<{cma.url}|Private page to share> (works for 30 days)" if cma.url else ""
    return section(esc(f"*Suggested list price {money(cma.list_advice.price)}*\n{steps}{net}") + link)


def _thousands(dollars: Decimal) -> Decimal:
    return Decimal(round(dollars / 1000) * 1000)


def file_comment(cma: CMA) -> str:
    """The line above the uploaded map and report."""
    # No address: a comment stays where its files are deleted.
    return f"Map of {count(len(cma.comparables), 'comparable')} and the full report"


def _measured(cma: CMA) -> str:
    """How good the values of past sales in the home's own ZIP code were, in both settings."""
    told = [
        f"half within {row.error_percent:.1f}% {f'{row.lag_days} days before' if row.lag_days else 'at closing'}"
        for row in cma.measured
    ]
    return f"In {cma.measured[0].area}, {cma.measured[0].sales:,} past sales: {', '.join(told)}." if told else ""


def _fallback(cma: CMA) -> str:
    widest = max(cma.ranges, key=lambda one: one.level, default=None)
    span = f", likely {money(widest.low)} to {money(widest.high)}" if widest else ""
    comps = count(len(cma.comparables), "comparable sale")
    return f"{cma.subject.display_address} is worth about {money(cma.value)}{span}. Grade {cma.grade}, {comps}."


def _widest_last(cma: CMA) -> list[PriceRange]:
    return sorted(cma.ranges, key=lambda one: one.level)


def _range(one: PriceRange) -> str:
    return f"{money(one.low)} to {money(one.high)}  ·  holds in {one.level} of 100 cases"


def _row(one: Comparable) -> tuple[str, ...]:
    home = one.listing
    address = home.display_address.split(",")[0]
    return (
        address,
        day(home.close_date) if home.close_date else "",
        ("≈ " if one.imputed else "") + money(home.close_price) if home.close_price is not None else "",
        f"{money(_thousands(one.adjusted_price))} ({one.net_percent:+.0f}%)",
        facts_line(home).split(" · lot")[0].split(" · built")[0],
        f"{one.distance_miles:.1f}",
    )


def _market(market: MarketFacts) -> str:
    parts = (
        f"Market in {market.area}: {count(market.sales_90_days, 'sale')} in 90 days",
        f"{market.active} active, {market.pending} pending",
        f"{market.months_of_supply:.1f} months of supply" if market.months_of_supply is not None else "",
        f"median {money(market.median_close_price)}" if market.median_close_price is not None else "",
        f"{count(market.median_days_on_market, 'day')} on market" if market.median_days_on_market is not None else "",
        f"prices {market.trend_percent_90_days:+.1f}% in 90 days" if market.trend_percent_90_days is not None else "",
    )
    return " · ".join(part for part in parts if part)


def _small_print(cma: CMA) -> list[Block]:
    made = [context(f"⚠️ Not for clients: {one_line(cma.withheld, 400)}")] if cma.withheld else []
    if cma.flags:
        made.append(context(*(f"⚠️ {one_line(flag, 300)}" for flag in cma.flags[:5])))
    said = [
        *cma.assumptions[:4],
        cma.accuracy_note,
        _measured(cma),
        f"Valued as of {day(cma.valuation_date)}",
        cma.attribution,
    ]
    made.append(context(*(one_line(line, 400) for line in said if line)))
    return [*made, *_credits(cma)]


def _credits(cma: CMA) -> list[Block]:
    """Whose listings the homes are that this card shows, and what the MLS wants said under them."""
    shown = [cma.subject, *(one.listing for one in cma.comparables[:MOST_ROWS])]
    credited = [(one, cma.credits[one.ref]) for one in shown if one.ref in cma.credits]
    if not credited:
        return []
    each = " ".join(f"{one.display_address.split(',')[0]}: {credit.short}" for one, credit in credited)
    return [context(one_line(each, 1900)), *(context(line) for line in credit_lines(credit for _, credit in credited))]
