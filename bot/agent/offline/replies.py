from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.agent.offline.market_replies import changes_reply, market_reply
from bot.agent.offline.saying import counted, dollars, said_day

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """Words over tool results; where a tool asked back, the argument its question settles and the choices."""

    text: str
    field: str = ""
    options: tuple[str, ...] = ()


def tell(results: Sequence[dict[str, Any]], notes: Sequence[str] = ()) -> Reply:
    """Word what came of the calls. The card shows the details, so this stays at a sentence each."""
    if not results:
        return Reply("Nothing was done.")
    several = sum(result.get("tool") == "market_report" for result in results) > 1
    said = [_one({**result, "forecasts": []} if several else result) for result in results]
    text = " ".join(reply.text for reply in said)
    if notes and all(result.get("status") == "ok" for result in results):
        text = f"{text} I can't filter by {', '.join(dict.fromkeys(notes))} yet, so that is not part of it."
    asking = next((reply for reply in said if reply.field), said[-1])
    return Reply(text, asking.field, asking.options)


def _one(result: dict[str, Any]) -> Reply:
    match result.get("status"):
        case "error":
            return _error(result)
        case "waiting_for_approval":
            return Reply(_waiting(result))
        case _:
            word = _TOLD.get(str(result.get("tool")))
            return Reply(word(result) if word else "Done.")


def _error(result: dict[str, Any]) -> Reply:
    question, options = str(result.get("question") or ""), tuple(map(str, result.get("options") or ()))
    why = str(result.get("why") or "That did not work.")
    text = question or why
    if options:
        text += "\n" + "\n".join(f"{at}. {option}" for at, option in enumerate(options, 1))
    open_field = str(result.get("field") or "") if question or options else ""
    return Reply(text, open_field, options)


def _waiting(result: dict[str, Any]) -> str:
    left_out = int(result.get("left_out") or 0)
    also = f", {left_out} left out with reasons" if left_out else ""
    return (
        f"Ready for your approval: {result.get('summary', 'the campaign')}{also}. Nothing is sent before you approve."
    )


def _cma(result: dict[str, Any]) -> str:
    ranges = result.get("ranges") or []
    likely = max(ranges, key=lambda one: one["level"], default=None)  # what the card's headline calls likely, too
    spread = f", likely {dollars(likely['low'])} to {dollars(likely['high'])}" if likely else ""
    count = result.get("comparables", 0)
    worth = f"{result.get('address')} is worth about {dollars(result.get('value'))}{spread}"
    return f"{worth} (grade {result.get('grade')}, {count} comparable sales).{_changed(result.get('since'))}"


def _changed(since: dict[str, Any] | None) -> str:
    """How it differs from before, in a sentence; the card has the reasons."""
    if not since:
        return ""
    change = int(since.get("change") or 0)
    if not change:
        return f" That is what it was {_day(since)}."
    return f" That is {dollars(abs(change))} {'more' if change > 0 else 'less'} than {_day(since)}."


def _day(since: dict[str, Any]) -> str:
    """`on Nov 16, 2026`, or `earlier today`."""
    return "earlier today" if since.get("today") else f"on {said_day(since['day'])}"


def _leads(result: dict[str, Any]) -> str:
    people, total = result.get("leads") or [], int(result.get("total") or 0)
    if not people:
        return "No leads match."
    asked = result.get("asked") or {}
    noun = {"buyer": "buyer", "seller": "seller"}.get(str(asked.get("kind")), "lead")
    hottest = ", ".join(f"{one['name']} ({one['temperature']})" for one in people[:_NAMED])
    first = "hottest first" if asked.get("sort", "temperature") == "temperature" else "first"
    return f"{counted(total, noun)} match{'es' if total == 1 else ''}, {first}: {hottest}."


def _listings(result: dict[str, Any]) -> str:
    homes, total = result.get("listings") or [], int(result.get("total") or 0)
    if not homes:
        return "No listings match."
    first = homes[0]
    shown = int(result.get("shown") or len(homes))
    part = f" Here are {shown}." if total > shown else ""
    example = f"First: {first['address']}, {dollars(first['price'])}."
    return f"{counted(total, 'listing')} match{'es' if total == 1 else ''}.{part} {example}"


def _sync(result: dict[str, Any]) -> str:
    lines = []
    for one in result.get("systems") or []:
        if one.get("error"):
            lines.append(f"{one['system']}: {one['error']}")
        else:
            lines.append(f"{one['system']}: {one['added']:,} new, {one['changed']:,} changed, {one['removed']:,} gone")
    return "Copied. " + "; ".join(lines) + "." if lines else "There is no such system to copy from."


def _made(result: dict[str, Any]) -> str:
    fired, days = int(result.get("would_have_fired") or 0), result.get("days")
    tried = f"In the last {days} days it would have fired {counted(fired, 'time')}."
    tried = tried if result.get("events") else "No events are stored yet to try it on."
    return f"Here is the rule; it holds once you save it on its card. {tried}"


def _switched(result: dict[str, Any]) -> str:
    already = " already" if result.get("on") == result.get("was_on") else ""
    return f"The rule is{already} {'on' if result.get('on') else 'off'}."


def _rules(result: dict[str, Any]) -> str:
    return f"You have {counted(int(result.get('total') or 0), 'rule')}, {result.get('on')} of them on."


def _explained(result: dict[str, Any]) -> str:
    if not result.get("looked_at"):
        return "I know of nothing in the last 30 days that this rule could have looked at."
    failed = len(result.get("failed") or ())
    said = "It matched." if result.get("matched") else f"{counted(failed, 'condition')} did not hold."
    return said + ("" if result.get("on") else " And the rule is switched off.")


def _draft(result: dict[str, Any]) -> str:
    return f"{result.get('title')}: a draft for you to use; nothing was published."


def _wishes(result: dict[str, Any]) -> str:
    lead, searches = result.get("lead"), result.get("searches") or []
    said = "; ".join(map(str, searches))
    match result.get("done"):
        case "saved" | "kept":
            count = result.get("for_sale")
            now = "" if count is None else f" For sale now and fitting: {counted(int(count), 'home')}."
            told = "Saved" if result.get("done") == "saved" else "That was saved already"
            return f"{told}. {lead} looks for {_wish(said)}.{now}"
        case "removed":
            left = f"Left: {said}." if said else "What the CRM says decides again which homes fit."
            number = int(result.get("removed") or 0)
            gone = "a saved search" if number == 1 else f"{number} saved searches"
            return f"Removed {gone} for {lead}. {left}"
    if said:
        return f"{lead} looks for {_wish(said)}, as you saved it."
    derived = result.get("crm_says")
    return (
        f"{lead} looks for {_wish(str(derived))}, by the CRM."
        if derived
        else f"I don't know yet what {lead} looks for."
    )


def _wish(said: str) -> str:
    """What somebody looks for, readable after "looks for"."""
    return f"a home {said}" if said.startswith(("in ", "up to ", "from ")) else said


def _accuracy(result: dict[str, Any]) -> str:
    first = result["rows"][0]
    bias = f"{first['bias_percent']:+.1f} %"
    told = (
        f"{first['area']}: half of {counted(first['sales'], 'test sale')} were valued within "
        f"{first['error_percent']:.1f} % of the price, {first['within_10_percent']:.0f} % within 10 %, bias {bias}."
    )
    if first.get("coverage_80_percent") is not None:
        told += f" The 80 % range held {first['coverage_80_percent']:.0f} % of the prices."
    return f"{result.get('note') or ''} {told}".strip()


def _areas(result: dict[str, Any]) -> str:
    areas = result.get("areas") or []
    if not areas:
        return 'I do not know your areas yet. Say for example "my areas are 98103 and Ballard".'
    said = ", ".join(areas)
    if result.get("known_from") == "listings":
        return f"Your areas are {said}, where your listings and sales are."
    return f"{'From now on your' if result.get('changed') else 'Your'} areas are {said}."


def _permission(result: dict[str, Any]) -> str:
    if result.get("withdrawn"):
        return f"Noted: {result.get('address')} is not advertised any more."
    end = f" until {said_day(result['until'])}" if result.get("until") else ""
    return (
        f"Noted: {result.get('granted_by')} lets you advertise {result.get('address')}{end}. Keep their written word; "
        "every advert carries their credit."
    )


_TOLD: dict[str, Callable[[dict[str, Any]], str]] = {
    "run_cma": _cma,
    "find_leads": _leads,
    "search_listings": _listings,
    "sync_now": _sync,
    "market_report": market_reply,
    "market_changes": changes_reply,
    "cma_accuracy": _accuracy,
    "note_advert_permission": _permission,
    "my_areas": _areas,
    "set_my_areas": _areas,
    "save_search": _wishes,
    "saved_searches": _wishes,
    "remove_search": _wishes,
    "make_rule": _made,
    "switch_rule": _switched,
    "list_rules": _rules,
    "explain_rule": _explained,
    "write_listing_description": _draft,
    "draft_social_post": _draft,
}
