"""The Slack desk: a Slack-compatible server on loopback and the page that people use it with."""

from __future__ import annotations

from integrations.simulated.desk.app import create_desk
from integrations.simulated.desk.options import DeskOptions

__all__ = ["DeskOptions", "create_desk"]
