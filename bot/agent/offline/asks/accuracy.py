from __future__ import annotations

from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import words

_OURS = r"(?:your|our|jorge'?s|these|those|the|my)"
_VALUES = (
    r"(?:(?:home |cma )?(?:cmas?|valuations?|values|estimates?|pricing|price opinions?|numbers|comps|price ranges|"
    r"ranges|appraisals?))"
)
_GOOD = r"(?:accurate|good|reliable|precise|right|trustworthy|close|far off|wrong|off|calibrated)"
_ACCURACY = words(
    rf"how (?:often )?{_GOOD} (?:are|is|were|was|have been) {_OURS} {_VALUES}|"
    rf"how (?:often|far) (?:are|is|were|was) {_OURS} {_VALUES} (?:\w+ )?{_GOOD}|"
    rf"(?:accuracy|backtest|error rate|track record|median error) (?:in|for|of|around|near)|"
    rf"(?:cma|valuation|estimate|pricing) (?:accuracy|errors?|track record|backtest)|"
    rf"{_OURS} {_VALUES}'? (?:accuracy|track record|error)|"
    r"(?:your|our) (?:accuracy|track record|error rate|median error)|"
    rf"can (?:i|we) (?:trust|rely on) {_OURS} {_VALUES}|"
    rf"(?:are|is) (?:your|our) {_VALUES} (?:any )?(?:\w+ )?{_GOOD}|how accurate are you"
)


def is_accuracy(sheet: Sheet) -> bool:
    """Whether the request asks how good our values are, not what one home is worth."""
    return not sheet.addresses and sheet.says(_ACCURACY)
