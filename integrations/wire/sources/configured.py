from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Delivery, Hint
from integrations.wire.signatures import SCHEMES, Secrets, answer_challenge
from integrations.wire.sources.finding import document_of, find, walk

_UNFIT: Final = re.compile(r"[^A-Za-z0-9_.:-]+")
_LONGEST_TYPE: Final = 48
_NO_WINDOW: Final = 0
# What a scheme itself says is the delivery's id, for ever.
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {"standard": ("header:webhook-id",)}


@dataclass(frozen=True, slots=True)
class SourceCard:
    """How a vendor's webhooks are proved and told apart.

    `key` are rules (see `finding`) whose values together name an event for ever; where one of them finds nothing, the
    body's hash is the key. `hash_window` (seconds) is for bare hints: vendors whose body says no more than "something
    changed" may send the same bytes again for a later change, so there the hash holds only within that window of
    arrival. `each` leads to a list with one event in each item. `drop` are top-level fields that are secrets.
    """

    slug: str
    title: str
    scheme: str
    key: tuple[str, ...] = ()
    type: str = ""
    each: str = ""
    hash_window: int = _NO_WINDOW
    drop: tuple[str, ...] = ()
    trial: str = ""
    source: str = ""


class ConfiguredSource:
    """Webhooks of a vendor that has no connector of its own, read by its card into plain hints."""

    def __init__(
        self,
        card: SourceCard,
        secrets: Secrets,
        *,
        verify_tokens: Secrets = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.card = card
        self._check = SCHEMES[card.scheme]
        self._secrets = secrets
        self._verify_tokens = verify_tokens
        self._now = now

    def verify(self, delivery: Delivery) -> None:
        """Check the delivery by the card's scheme.

        Raises:
            Forged: the vendor did not send it, or there is no secret to tell by.
        """
        self._check(delivery, self._secrets, now=self._now())

    def challenge(self, delivery: Delivery) -> str | None:
        """Meta's challenge, or nothing for who knows the secret address; None where this vendor never asks.

        Raises:
            Forged: the one who asks does not know our verify token or secret address.
        """
        if self.card.scheme == "meta":
            return answer_challenge(delivery.params, self._verify_tokens)
        if self.card.scheme == "path":
            self.verify(delivery)
            return ""
        return None

    def read(self, delivery: Delivery) -> list[Hint]:
        """The events of a delivery.

        Raises:
            Unreadable: the body is neither JSON nor a form, or the list of events is no list.
        """
        document = document_of(self.card.title, delivery)
        return [self._hint(item, delivery, whole=item is document) for item in self._items(document)]

    def _items(self, document: Any) -> list[Any]:
        if not self.card.each:
            return document if isinstance(document, list) else [document]
        found = [document]
        for path in self.card.each.split("[]."):
            found = [one for item in found for one in _listed(walk(item, path), item)]
        if not found or not all(isinstance(one, dict) for one in found):
            raise Unreadable(self.card.title, f"no events stand in the webhook at {self.card.each}")
        return found

    def _hint(self, item: Any, delivery: Delivery, *, whole: bool) -> Hint:
        payload = dict(item) if isinstance(item, dict) else {"value": item}
        for name in self.card.drop:
            payload.pop(name, None)
        named = find(self.card.type, payload, delivery) if self.card.type else None
        kind = _UNFIT.sub("_", named or "notification")[:_LONGEST_TYPE]
        if self.card.trial and walk(payload, self.card.trial) is True:
            kind = f"test.{kind}"
        return Hint(self._key(item, payload, delivery, whole=whole), kind, payload)

    def _key(self, item: Any, payload: dict[str, Any], delivery: Delivery, *, whole: bool) -> str:
        found = [find(rule, payload, delivery) for rule in self.card.key]
        parts = [one for one in found if one is not None]
        of_delivery = all(rule.startswith("header:") for rule in self.card.key)
        if parts and len(parts) == len(found) and (whole or not of_delivery):
            return ":".join(parts)
        try:
            told = delivery.body if whole else orjson.dumps(item, option=orjson.OPT_SORT_KEYS)
        except TypeError as error:
            raise Unreadable(self.card.title, "the webhook's body is nested too deep") from error
        digest = hashlib.sha256(told).hexdigest()
        if parts and of_delivery and not whole:
            return f"{':'.join(parts)}:{digest[:32]}"  # one of several events in a delivery
        if not self.card.hash_window:
            return f"sha256:{digest}"
        return f"sha256:{digest}:{int(self._now().timestamp()) // self.card.hash_window}"


class UnknownScheme(ValueError):
    """The settings name a scheme that there is not."""


def configure(
    cards: Iterable[SourceCard],
    settings: Mapping[str, Mapping[str, str]],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> dict[str, ConfiguredSource]:
    """The sources of `cards` and of every group in `settings` that has a `webhook_scheme`, by slug.

    Settings of a group: `webhook_secret` (several with blanks between while it changes; GoHighLevel: public keys),
    `webhook_scheme`, `webhook_key`, `webhook_type` (rules), `webhook_verify_token` (Meta). A source without a secret
    is there and refuses everything.

    Raises:
        UnknownScheme: a `webhook_scheme` is none of ours.
    """
    known = {card.slug: card for card in cards}
    for slug, group in settings.items():
        if scheme := group.get("webhook_scheme", ""):
            if scheme not in SCHEMES:
                raise UnknownScheme(f"{slug}: webhook_scheme {scheme!r} is unknown; there are {', '.join(SCHEMES)}")
            card = known.get(slug) or SourceCard(slug, slug, scheme, key=_KEYS.get(scheme, ()))
            known[slug] = replace(card, scheme=scheme)
    return {slug: _configured(card, settings.get(slug, {}), now) for slug, card in known.items()}


def _configured(card: SourceCard, group: Mapping[str, str], now: Callable[[], datetime]) -> ConfiguredSource:
    if "webhook_key" in group:
        card = replace(card, key=tuple(group["webhook_key"].split(",")))
    if "webhook_type" in group:
        card = replace(card, type=group["webhook_type"])
    secret, token = group.get("webhook_secret", ""), group.get("webhook_verify_token", "")
    return ConfiguredSource(card, secret, verify_tokens=token, now=now)


def _listed(found: Any, item: Any) -> list[Any]:
    """The items of a list; an object without that list is its own only item (RESO pushes both forms)."""
    if isinstance(found, list):
        return found
    return [item] if found is None else [found]
