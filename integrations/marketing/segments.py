from __future__ import annotations

from decimal import ROUND_UP, Decimal
from typing import Final

# US dollars for one segment to a US mobile number, Twilio's list price; carriers' fees come on top.
PRICE: Final = Decimal("0.0083")
_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE: Final = frozenset("^{}\\[~]|€")
_GSM_SINGLE_LENGTH, _GSM_JOINED_LENGTH = 160, 153
_UCS_SINGLE_LENGTH, _UCS_JOINED_LENGTH = 70, 67


def is_plain(body: str) -> bool:
    """Whether a text needs no more than the GSM alphabet; one emoji more than doubles its length."""
    return set(body) <= _GSM | _GSM_DOUBLE


def count_segments(body: str) -> int:
    """How many parts a text is billed as: 160 characters of GSM-7 or 70 of UCS-2, fewer when joined."""
    if is_plain(body):
        length = sum(2 if one in _GSM_DOUBLE else 1 for one in body)
        single, joined = _GSM_SINGLE_LENGTH, _GSM_JOINED_LENGTH
    else:
        length = len(body.encode("utf-16-le")) // 2
        single, joined = _UCS_SINGLE_LENGTH, _UCS_JOINED_LENGTH
    return 1 if length <= single else -(-length // joined)


def price_texts(body: str, people: int) -> Decimal:
    """What it costs to text `body` to so many people, in dollars, rounded up to the cent."""
    return (PRICE * count_segments(body) * people).quantize(Decimal("0.01"), ROUND_UP)
