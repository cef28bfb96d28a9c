"""What events about listings and contacts tell, so that rules can be written on it. Only facts that may be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bot.engine.leads import who
from integrations.mls import masked
from integrations.mls.watch.saying import called, said
from integrations.models.contact import WARM, Contact
from integrations.models.credit import Credit
from integrations.models.listing import Listing
from integrations.models.market import MarketShift
from integrations.store.lead_watch import SharedPoint
from integrations.store.listing_news import ListingNews

MOST_NAMED: Final = 5
_MOST_LINES: Final = 8
_MOST_IDS: Final = 200
_OF_WAITING: Final = ("waiting_buyers", "waiting_ids", "waiting_people", "waiting_said", "warm_ids")

Buyers = Sequence[tuple[Contact, str]]


def listing_payload(
    news: ListingNews,
    *,
    own: bool,
    buyers: Buyers,
    watched: Collection[str],
    credit: Credit,
    saved: Collection[str] = (),
) -> dict[str, Any]:
    """What a `listing.*` event tells.

    Prices are dollars; `change_percent` is below zero for a cut. `in_lead_area` says that a warm or hot lead looks
    there (`watched`). A listing that may not be displayed tells no more than that it changed. `listed_by`, `source` and
    `notice` are the `credit` that stands wherever it is shown.
    """
    listing = news.listing
    if not own and not listing.internet_entire_listing_display:
        return {"listing_ref": listing.ref, "own": False, "displayed": False, "in_lead_area": False, "buyers_count": 0}
    shown = listing if own else masked(listing)
    return {
        "listing_ref": listing.ref,
        "listing_id": listing.listing_id,
        "displayed": True,
        "own": own,
        "address": shown.display_address,
        "address_hidden": not own and not listing.internet_address_display,
        "city": shown.city,
        "postal_code": shown.postal_code,
        "area": shown.subdivision_name or shown.postal_code or shown.city,
        "standard_status": str(shown.standard_status),
        "property_sub_type": shown.property_sub_type,
        "bedrooms_total": shown.bedrooms_total,
        "bathrooms_total": shown.bathrooms_total,
        "living_area": shown.living_area,
        "days_on_market": shown.days_on_market,
        "listed_by": "" if own else credit.named,
        "in_lead_area": _is_watched(listing, watched),
        "source": credit.dated,
        "notice": credit.notice,
        **_money(news, own=own),
        **_status(news),
        **buyers_facts(buyers, saved),
    }  # fmt: skip


def buyers_facts(buyers: Buyers, saved: Collection[str] = ()) -> dict[str, Any]:
    """Whom a home fits, hottest first: how many, how many of them are warm or hot or investors, and the first names.

    Those who wait for a home are the warm ones and whoever has a saved search (`saved`).
    """
    investors = [one for one, _ in buyers if any("invest" in tag.lower() for tag in one.tags)]
    warm = [one.id for one, _ in buyers if one.jorge_temperature >= WARM]
    named = buyers[:MOST_NAMED]
    return {
        "buyers_count": len(buyers),
        "warm_buyers": len(warm),
        "warm_ids": warm[:_MOST_IDS],
        **_waiting(buyers, saved),
        "investors_count": len(investors),
        "buyers": [{"contact_id": one.id, "name": one.name, "why": why} for one, why in named],
        "buyers_said": names_said(buyers),
        "people": list(dict.fromkeys(one.name for one in (*(one for one, _ in named), *investors[:MOST_NAMED]))),
        "reasons": [f"{one.name} ({one.jorge_temperature}/100): {why}" for one, why in named],
    }


def _waiting(buyers: Buyers, saved: Collection[str]) -> dict[str, Any]:
    waiting = [(one, why) for one, why in buyers if one.jorge_temperature >= WARM or one.id in saved]
    return {
        "waiting_buyers": len(waiting),
        "waiting_ids": [one.id for one, _ in waiting[:_MOST_IDS]],
        "waiting_people": list(dict.fromkeys(one.name for one, _ in waiting[:MOST_NAMED])),
        "waiting_said": names_said(waiting),
    }


def newly_fitting(buyers: Buyers, saved: Collection[str]) -> dict[str, Any]:
    """Who waits and whom a home fits only since its price changed; empty where it is nobody."""
    facts = buyers_facts(buyers, saved)
    return {name: value for name, value in facts.items() if name in _OF_WAITING} if facts["waiting_buyers"] else {}


def names_said(buyers: Buyers) -> str:
    """The hottest buyers' names and how many more there are."""
    names = ", ".join(one.name for one, _ in buyers[:MOST_NAMED])
    more = len(buyers) - MOST_NAMED
    return f"{names} and {more} more" if more > 0 else names


def matches_payload(homes: Sequence[Mapping[str, Any]], day: str) -> dict[str, Any]:
    """What `listing.matches` tells: the homes of a day that fit buyers who wait, as one story."""
    best = sorted(homes, key=lambda home: -int(home["waiting_buyers"]))
    lines = [_line(home) for home in best[:_MOST_LINES]]
    more = len(best) - _MOST_LINES
    people = dict.fromkeys(name for home in best for name in home["waiting_people"])
    count, waiting = len(best), {one for home in best for one in home["waiting_ids"]}
    warm = "warm " if waiting <= {one for home in best for one in home["warm_ids"]} else ""
    cut = any(home.get("newly") for home in best)
    what = ("home" if cut else "new home") + ("" if count == 1 else "s")
    return {
        "day": day,
        "count": count,
        "homes_said": f"{count} {what} {'fits' if count == 1 else 'fit'}",
        "refs": [home["listing_ref"] for home in best],
        "people": list(people),
        "source": "; ".join(dict.fromkeys(str(home["source"]) for home in homes if home.get("source"))),
        "notice": " ".join(dict.fromkeys(str(home["notice"]) for home in homes if home.get("notice"))),
        "buyers_count": len(waiting),
        "buyers_waiting": f"1 {warm}buyer waits" if len(waiting) == 1 else f"{len(waiting)} {warm}buyers wait",
        "reasons": [*lines, *([f"and {more} more homes"] if more > 0 else [])],
    }


def offered(homes: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The homes of listing events, each once with everybody whom it fits; the last price counts."""
    found: dict[str, Mapping[str, Any]] = {}
    for home in homes:
        ref, before = home["listing_ref"], found.get(home["listing_ref"])
        now = {**home, **home["newly"]} if home.get("newly") else home
        found[ref] = now if before is None else _together(before, now)
    return list(found.values())


def _together(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    several = ("waiting_ids", "warm_ids", "waiting_people")
    lists = {name: list(dict.fromkeys([*before[name], *now[name]])) for name in several}
    said = before["waiting_said"]
    if now["waiting_said"] not in said:
        said = f"{said}, {now['waiting_said']}"
    return {**now, **lists, "waiting_buyers": len(lists["waiting_ids"]), "waiting_said": said}


def _line(home: Mapping[str, Any]) -> str:
    office = f" (listed by {home['listed_by']})" if home["listed_by"] else ""
    change = f" (was {home['old_price']})" if home.get("newly") and home.get("old_price") else ""
    return f"{home['address']}, {home['price']}{change}{office}: {home['waiting_said']}"


def quiet_payload(contact: Contact, heard: datetime, now: datetime) -> dict[str, Any]:
    """What `lead.quiet` tells."""
    return {
        **who(contact),
        "phone": next(iter(contact.phones), None),
        "email": next(iter(contact.emails), None),
        "quiet_days": (now - heard).days,
        "heard_at": heard.isoformat(),
        "record_url": contact.record_url,
    }


def duplicate_payload(shared: SharedPoint) -> dict[str, Any]:
    """What `contact.duplicate` tells."""
    people = shared.contacts
    return {
        "contact_id": people[0].id,
        "contact_ids": [one.id for one in people],
        "people": [one.name for one in people],
        "names": " and ".join(dict.fromkeys(one.name for one in people)),
        "same_name": len({one.name.lower() for one in people}) == 1,
        "shared": shared.point,
        "shared_kind": "e-mail address" if "@" in shared.point else "phone number",
        "reasons": [f"{one.name}: {one.record_url}" if one.record_url else one.name for one in people],
        "record_url": people[0].record_url,
    }


def _is_watched(listing: Listing, watched: Collection[str]) -> bool:
    places = (listing.postal_code, listing.city, listing.subdivision_name)
    return any(place.lower() in watched for place in places if place)


def _money(news: ListingNews, *, own: bool) -> dict[str, Any]:
    listing = news.listing
    if news.kind == "sold" and not own:
        return {}  # some feeds hide sold prices from display, and none says so in the record
    price = listing.close_price if news.kind == "sold" and listing.close_price else listing.list_price
    facts: dict[str, Any] = {"list_price": _number(listing.list_price), "price": _dollars(price)}
    if news.kind == "sold":
        facts["close_price"] = _number(listing.close_price)
    old, new = _decimal(news.old), _decimal(news.new)
    if news.kind != "price_change" or not old or not new:
        return facts
    change = (new - old) / old * 100
    return facts | {
        "list_price": _number(new),
        "price": _dollars(new),
        "old_list_price": _number(old),
        "old_price": _dollars(old),
        "change_amount": _number(new - old),
        "change_percent": round(float(change), 2),
        "change": f"{change:+.1f} %",
        "price_change_number": max(news.number, 1 if old == listing.original_list_price else 2),
    }


def _status(news: ListingNews) -> dict[str, Any]:
    return {} if news.kind == "price_change" or news.old is None else {"old_status": news.old}


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _number(price: Decimal | None) -> int | float | None:
    if price is None:
        return None
    return int(price) if price == price.to_integral_value() else float(price)


def _dollars(price: Decimal | None) -> str:
    return "price not told" if price is None else f"${price:,.0f}"


def shift_payload(shift: MarketShift) -> dict[str, Any]:
    """What `market.shift` tells: which measure of an area left its usual range, or came back."""
    words = called(shift.measure)
    moved = {1: "above its usual range", -1: "below its usual range", 0: "back in its usual range"}[shift.direction]
    return {
        "area": shift.area,
        "measure": shift.measure,
        "measure_said": words[:1].upper() + words[1:],
        "direction": shift.direction,
        "moved": moved,
        "value": shift.value,
        "usual": shift.usual,
        "value_said": said(shift.measure, shift.value),
        "usual_said": said(shift.measure, shift.usual),
        "sample": shift.sample,
        "day": shift.day.isoformat(),
    }
