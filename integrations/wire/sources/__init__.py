"""Webhook sources that need no connector: proved by a scheme, read by a card of facts."""

from __future__ import annotations

from integrations.wire.sources.configured import ConfiguredSource, SourceCard, UnknownScheme, configure
from integrations.wire.sources.known import CARDS, configured_sources

__all__ = ["CARDS", "ConfiguredSource", "SourceCard", "UnknownScheme", "configure", "configured_sources"]
