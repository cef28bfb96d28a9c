from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """Whose name is under every e-mail and text. `address` is the postal address that the law wants in e-mails."""

    agent: str
    brokerage: str
    phone: str
    email: str
    address: str
    licence: str = ""
