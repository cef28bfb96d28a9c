"""Rules: the pattern language, the rule model, and the book that ships."""

from bot.rules.expressions import PatternError
from bot.rules.index import RuleIndex
from bot.rules.pattern import Pattern
from bot.rules.rule import OrchestrationRule, RuleError, document_of, read_book

__all__ = ["OrchestrationRule", "Pattern", "PatternError", "RuleError", "RuleIndex", "document_of", "read_book"]
