from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from integrations.mls.market import MarketChanges
from integrations.mls.watch.meaning import compared, meaning_of, moved_in_a_month
from integrations.models.accuracy import CMAAccuracy
from integrations.models.approval import Approval
from integrations.models.cma import CMA, Since
from integrations.models.contact import LeadList
from integrations.models.draft import Draft
from integrations.models.listing import ListingPage
from integrations.models.market import MarketReport
from integrations.models.own_areas import OwnAreas
from integrations.models.rule import RuleChanged, RuleList, RuleProposal, RuleWhy
from integrations.models.saved_search import WishList
from integrations.models.sync import SyncReport
from tools.errors import ToolError
from tools.note_advert_permission import AdvertPermission
from tools.toolbox import Outcome

_SHOWN = 10
_LONGEST = 60
_LONGEST_REMARKS = 500


def brief(outcome: Outcome) -> dict[str, Any]:
    """What a model gets to read of an outcome: ids, numbers and short names; no contact data, no free text.

    Only where a feed's terms let it (`remarks_to_models`) the public remarks of its listings, marked as untrusted.
    """
    if outcome.error is not None:
        return {"tool": outcome.tool, "status": "error", "asked": outcome.args, **_trouble(outcome.error)}
    if outcome.approval is not None:
        return {"tool": outcome.tool, "status": "waiting_for_approval", **_waiting(outcome.approval)}
    return {"tool": outcome.tool, "status": "ok", "asked": outcome.args, **_found(outcome.value)}


def _trouble(error: ToolError) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": error.kind, "why": error.message, "question": error.question, "field": error.field}
    return {**{name: value for name, value in said.items() if value}, "options": list(error.options[:_SHOWN])}


def _waiting(approval: Approval) -> dict[str, Any]:
    audience = approval.plan.get("audience") or {}
    return {
        "approval_id": approval.id,
        "summary": _short(approval.summary, 140),
        "people": len(audience.get("included", ())),
        "left_out": len(audience.get("excluded", ())),
        "nothing_sent_yet": True,
    }


def _found(value: Any) -> dict[str, Any]:  # noqa: PLR0911  # one return a kind
    match value:
        case CMA():
            return _value(value)
        case LeadList():
            people = [
                {
                    "id": lead.id,
                    "name": _short(lead.name),
                    "temperature": lead.jorge_temperature,
                    "kind": lead.kind.value,
                }
                for lead in value.leads[:_SHOWN]
            ]
            return {"total": value.total, "shown": len(value.leads), "leads": people}
        case ListingPage():
            return {
                "total": value.total,
                "shown": len(value.listings),
                "listings": [_home(one) | _remarks(value, one.ref) for one in value.listings[:_SHOWN]],
                "withheld": [_short(said, 240) for said in value.withheld[:3]],
            }
        case Draft():
            return {"title": _short(value.title, 140), "characters": len(value.text), "posted": False}
        case SyncReport():
            return {
                "systems": [
                    {
                        "system": one.title,
                        "added": one.added,
                        "changed": one.changed,
                        "removed": one.removed,
                        "error": _short(one.error, 140),
                    }
                    for one in value.results
                ]
            }
        case MarketReport() | MarketChanges():
            return _market(value) if isinstance(value, MarketReport) else _changes(value)
        case CMAAccuracy():
            return {
                "area": _short(value.area),
                "note": _short(value.note, 140),
                "rows": [row.model_dump() for row in value.rows[:_SHOWN]],
            }
        case WishList() | OwnAreas() | AdvertPermission():
            return _own(value)
        case RuleList() | RuleProposal() | RuleChanged() | RuleWhy():
            return _rules(value)
        case _:
            return {"result": type(value).__name__}


def _rules(value: RuleList | RuleProposal | RuleChanged | RuleWhy) -> dict[str, Any]:
    match value:
        case RuleList():
            rules = [{"rule": one.rule_id, "on": one.enabled, "times": one.count} for one in value.rules[:40]]
            return {"total": len(value.rules), "on": sum(one.enabled for one in value.rules), "rules": rules}
        case RuleProposal():
            return {"waits_for_save": True, "rule": value.rule_id, "would_have_fired": value.fired, "days": value.days,
                    "events": value.seen}  # fmt: skip
        case RuleChanged():
            return {"rule": value.rule_id, "on": value.enabled, "was_on": value.was}
        case RuleWhy():
            failed = [one.said for one in value.findings if not one.held]
            return {"rule": value.rule_id, "on": value.enabled, "looked_at": bool(value.event_id),
                    "matched": value.matched, "failed": failed}  # fmt: skip


def _value(cma: CMA) -> dict[str, Any]:
    ranges = [{"level": one.level, "low": int(one.low), "high": int(one.high)} for one in cma.ranges]
    return {
        "ref": cma.subject.ref,
        "address": _short(cma.subject.display_address, 100),
        "value": int(cma.value),
        "ranges": ranges,
        "grade": cma.grade,
        "comparables": len(cma.comparables),
        "shown": [
            {"number": at, "ref": one.listing.ref, "street": _short(one.listing.display_address.partition(",")[0])}
            for at, one in enumerate(cma.comparables, 1)
        ],
        "chosen": chosen(cma),
        "valuation_date": cma.valuation_date.isoformat(),
        **({"since": _since(cma.since, cma.valuation_date)} if cma.since else {}),
    }


def chosen(cma: CMA) -> dict[str, Any]:
    """The choices among comparables as arguments, each named for good: a number means another sale the next time."""
    made = cma.choices
    said: dict[str, Any] = {
        "exclude_comparables": list(made.exclude),
        "include_comparables": list(made.include),
        "move_comparables": [item.model_dump() for item in made.move],
        "weigh_comparables": [item.model_dump() for item in made.weigh],
    }
    return {name: value for name, value in said.items() if value}


def _since(since: Since, today: date) -> dict[str, Any]:
    return {
        "day": since.valuation_date.isoformat(),
        "today": since.valuation_date == today,
        "value": int(since.value),
        "change": int(since.dollars),
        "reasons": [_short(reason, 140) for reason in since.reasons],
    }


def _own(value: WishList | OwnAreas | AdvertPermission) -> dict[str, Any]:
    if isinstance(value, WishList):
        return _wishes(value)
    if isinstance(value, AdvertPermission):
        said = {"address": _short(value.address, 100), "granted_by": _short(value.granted_by)}
        return value.model_dump(mode="json") | said
    areas = [_short(one) for one in value.areas]
    return {"areas": areas, "known_from": value.source, "changed": value.changed}


def _wishes(found: WishList) -> dict[str, Any]:
    return {
        "lead": _short(found.contact.name),
        "done": found.done,
        "searches": [_short(one.criteria, 140) for one in found.searches[:_SHOWN]],
        "removed": len(found.removed),
        "crm_says": _short(found.derived, 140),
        "for_sale": found.for_sale,
    }


def _changes(found: MarketChanges) -> dict[str, Any]:
    counted = Counter(one.kind for one in found.changes)
    cuts = sorted((one for one in found.changes if (one.percent or 0) < 0), key=lambda one: one.percent or 0)
    return {
        "areas": [_short(one) for one in found.areas],
        "days": found.days,
        "counts": dict(counted),
        "largest_cuts": [
            {"address": _short(one.listing.display_address, 100), "percent": one.percent, "number": one.number}
            for one in cuts[:_SHOWN]
        ],
    }


def _market(report: MarketReport) -> dict[str, Any]:
    now = report.now
    return {
        "area": _short(report.area),
        "heat": None if report.heat is None else {"score": report.heat.score, "label": report.heat.label},
        "meaning": meaning_of(report),
        "areas_compared": compared(report.rows),
        "heat_against_last_month": moved_in_a_month(report),
        "rows": [
            {"area": _short(one.area), "heat": one.heat, "days_to_contract": one.days_to_pending,
             "median": None if one.median_close_price is None else int(one.median_close_price),
             "prices_3_months_percent": one.prices_percent, "around": one.whole}
            for one in report.rows
        ],
        "active": now.active,
        "sold_30_days": now.sold,
        "months_of_supply": now.months_of_supply,
        "days_to_pending": now.days_to_pending,
        "median_close_price": None if now.median_close_price is None else int(now.median_close_price),
        "forecasts": [
            {"months": one.months, "price": int(one.price), "low": None if one.low is None else int(one.low),
             "high": None if one.high is None else int(one.high),
             "change_percent": one.change_percent, "method": one.method}
            for one in report.forecasts
        ],
    }  # fmt: skip


def _home(one: Any) -> dict[str, Any]:
    price = one.close_price if one.close_price is not None else one.list_price
    return {
        "ref": one.ref,
        "address": _short(one.display_address, 100),
        "price": None if price is None else int(price),
        "status": one.standard_status.value,
        "beds": one.bedrooms_total,
        "baths": one.bathrooms_total,
    }


def _remarks(page: ListingPage, ref: str) -> dict[str, Any]:
    """The public remarks where the feed's terms let a model read them: the words of a stranger, and named so."""
    said = page.remarks.get(ref)
    return {"untrusted_public_remarks": _short(said, _LONGEST_REMARKS)} if said else {}


def _short(text: str, longest: int = _LONGEST) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
