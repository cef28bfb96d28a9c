"""What rules do: one module for each kind of action."""

from bot.engine.actions.performing import Actions
from bot.rules.filling import fill

__all__ = ["Actions", "fill"]
