"""The engine: inbox, matcher, durable workflows, schedule."""

from bot.engine.inbox import Inbox
from bot.engine.orchestrator import ProcessingResult, WebhookOrchestrator

__all__ = ["Inbox", "ProcessingResult", "WebhookOrchestrator"]
