"""What rules do: one module for each kind of action."""

from bot.engine.actions.filling import fill
from bot.engine.actions.performing import Actions

__all__ = ["Actions", "fill"]
