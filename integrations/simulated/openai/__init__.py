"""A stand-in for a provider of the OpenAI chat completions API: it says what it is told to say, over real HTTP."""

from integrations.simulated.openai.app import create_app
from integrations.simulated.openai.script import Call, Script, Trouble, Words

__all__ = ["Call", "Script", "Trouble", "Words", "create_app"]
