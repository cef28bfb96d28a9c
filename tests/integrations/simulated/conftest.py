from __future__ import annotations

from tests.integrations.marketing.town_square import clock, square

__all__ = ["clock", "square"]
