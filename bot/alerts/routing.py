from __future__ import annotations

import re

from integrations.models.alert import Alert, Severity
from integrations.models.alert_policy import Policy

# What may be told of a lead where others read along: nothing that says who or where they are.
_LEAD_FACTS = frozenset({"Temperature", "Wants to", "Areas", "Budget", "Source"})
_HOME_FACTS = frozenset({"Home", "Price", "Before", "Change", "Status", "Listed by"})
# Bounded, so that no text of a lead takes long: an address has at most 64 characters before the @.
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{7,}\d")
_LEAST_DIGITS = 9


def in_dm(alert: Alert, policy: Policy) -> bool:
    """Whether the alert has its card in Jorge's DM: urgent ones and those of a lead always, others unless routed."""
    return alert.severity is Severity.URGENT or alert.contact_id is not None or not channels_for(alert, policy)


def channels_for(alert: Alert, policy: Policy) -> tuple[str, ...]:
    """The channels that see this kind of alert."""
    channel = policy.alerts.routes.get(alert.kind, "")
    return (channel,) if channel else ()


def for_others(alert: Alert) -> Alert:
    """The alert as a shared channel may see it: initials, no quotation, no way to reach or find the lead.

    An alert about a lead says its kind, initials and plain facts only, since free words (`why`) may tell anything.
    """
    about_lead = alert.contact_id is not None
    kind = alert.kind.replace("_", " ").capitalize()
    who = ", ".join(initials(name) for name in alert.people)
    return alert.model_copy(
        update={
            "title": f"{kind}: {who}" if about_lead and who else kind if about_lead else _scrubbed(alert.title, alert),
            "why": "Jorge has the details." if about_lead else _scrubbed(alert.why, alert),
            "first_step": "" if about_lead else _scrubbed(alert.first_step, alert),
            "facts": _shared_facts(alert),
            "reasons": () if about_lead else tuple(_scrubbed(one, alert) for one in alert.reasons),
            "quote": "",
            "contact_id": None,
            "record_url": None,
            "people": (),
        }
    )


def initials(name: str) -> str:
    """`Maria Lopez` -> `M. L.`; what is no name (an e-mail, a number) -> `a lead`."""
    words = [word for word in name.split() if word[:1].isalpha()]
    if not words or _EMAIL.search(name):
        return "a lead"
    return " ".join(f"{word[0].upper()}." for word in words[:3])


def _shared_facts(alert: Alert) -> tuple[tuple[str, str], ...]:
    # The facts of a home on the market are public; of a home that a lead tells us about they are not.
    public = frozenset() if alert.contact_id is not None else _HOME_FACTS
    shown = [(name, value) for name, value in alert.facts if name in _LEAD_FACTS | public]
    return tuple((name, value if name in public else _scrubbed(value, alert)) for name, value in shown)


def _scrubbed(text: str, alert: Alert) -> str:
    text = _EMAIL.sub("…", text)
    text = _PHONE.sub(lambda found: "…" if _digits(found[0]) >= _LEAST_DIGITS else found[0], text)
    for name in sorted(alert.people, key=len, reverse=True):
        text = re.sub(rf"(?i)\b{re.escape(name)}\b", initials(name), text) if name.strip() else text
        for word in name.split():
            if len(word) > 1:
                text = re.sub(rf"(?i)\b{re.escape(word)}\b", initials(word), text)
    return text


def _digits(text: str) -> int:
    return sum(one.isdigit() for one in text)
