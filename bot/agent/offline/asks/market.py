from __future__ import annotations

from bot.agent.offline import words as w
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import words

_HEAT = (
    r"(?:hot|cold|warm|heating up|cooling (?:off|down)|cooling|slowing(?: down)?|picking up|crashing|booming|softening)"
)
_THE = r"(?:the |my |our )?(?:\w+ ){0,3}"
_MARKET = words(
    r"market (?:report|update|stats?|statistics|snapshot|summary|conditions?|trends?|watch|overview|outlook|numbers|"
    r"data|temperature|heat|forecast|pulse)|"
    r"(?:housing|real estate|local|current|sellers?'?s?|buyers?'?s?|state of the) market|"
    r"compare (?:the )?markets?|"
    rf"(?:is|was|are) {_THE}markets? (?:doing|looking|like|now|today|these days|right now|in|for|around|"
    rf"at|up|down|{_HEAT})|"
    rf"(?:how|what) (?:is|are|does|do) {_THE}markets?(?: look)?|how'?s {_THE}market|"
    rf"what'?s {_THE}market (?:doing|like|look)\w*|"
    r"how (?:is|are|hot is|hot are|warm are) (?:my|our) (?:areas?|territor(?:y|ies)|farm|zips?)|"
    r"how'?s (?:my|our) (?:area|territory|farm)|"
    r"(?:my|our) areas? (?:doing|looking)|compare (?:my|our) areas|(?:report|update|news) (?:on|for|about|of) my areas?"
)
_FIGURES = words(
    r"(?:months|weeks) of (?:supply|inventory)|absorption rate|heat index|list[- ]to[- ]sale|sale[- ]to[- ]list|"
    r"days to (?:pending|contract)|inventory levels?|median (?:sale |sales |home |house |closing )?prices?"
)
_AHEAD = words(
    r"(?:home |house |housing )?(?:prices?|market|values?|housing) "
    r"(?:forecasts?|predictions?|projections?|outlook|trends?)|"
    r"(?:forecasts?|predictions?|projections?|outlook) (?:for|in|of)|"
    r"(?:are|will) (?:the )?(?:home |house |housing )?(?:prices|values) (?:\w+ ){0,3}(?:be )?(?:go\w*|ris\w*|fall\w*|"
    r"drop\w*|climb\w*|up|down|increas\w*|declin\w*)|"
    r"what (?:will|would|are|do) (?:the )?(?:home |house |housing )?(?:prices|values) (?:going to )?"
    r"(?:do|look like|be)|"
    r"(?:prices|values) (?:\w+ ){0,3}in (?:the next )?(?:\d+|three|six|twelve|a few) months|"
    r"where are (?:the )?(?:home |house )?(?:prices|values) (?:going|headed|heading)|"
    r"(?:buyers?|sellers?)'? or (?:a )?(?:buyers?|sellers?)'? market"
)
_WARMER = r"(?:hotter|colder|cooler|warmer|slower|faster|busier|quieter|better|worse|stronger|weaker|up|down)"
_PLACES_COMPARED = words(
    r"^\W*(?:please |can you |could you )?compare (?!@home)[a-z0-9' ]{3,40} (?:and|to|with|vs\.?|versus|against) "
    r"[a-z0-9' ]{3,40}\W*$|"
    r"^\W*[a-z0-9' ]{3,40} (?:vs\.?|versus|compared (?:to|with)) [a-z0-9' ]{3,40}\W*$|"
    rf"(?:is|are|was) [a-z0-9' ,]{{3,40}} {_WARMER} than"
)
_WHICH_AREA = words(
    rf"(?:which|what) (?:area|neighbou?rhood|zip|of (?:my|our) area)s? (?:is|are) (?:the )?(?:{_WARMER}|"
    r"hottest|coldest|warmest|coolest|busiest|fastest|slowest)"
)
_PLACE_IS_HOT = words(rf"(?:is|how) [a-z0-9' ]{{3,30}} {_HEAT}|how hot is")
_OTHER_WORK = words(
    r"came on|come on|new on|hit the|went on|goes on|put (?:it|this|that)|on the market|off the market|"
    r"leads?|buyers (?:in|with|under|over|who)|listings?|homes (?:in|with|under|over|for)|email|send|campaign|text"
)
_OTHER_MARKETS = words(
    r"stock market|farmers'? market|pike place|supermarket|crypto\w*|bond market|market ?place|job market"
)


def is_market(sheet: Sheet) -> bool:
    """Whether the request asks how an area's market is or where its prices go."""
    if sheet.addresses or sheet.says(_OTHER_MARKETS) or sheet.says(w.CMA_PHRASE) or sheet.says(_OTHER_WORK):
        return False
    if any(sheet.says(cue) for cue in (_MARKET, _FIGURES, _AHEAD, _WHICH_AREA)):
        return True
    return (sheet.says(_PLACE_IS_HOT) or compares_places(sheet)) and not sheet.says(w.PERSON)


def compares_places(sheet: Sheet) -> bool:
    """Whether two things are set beside each other that may be places, or one beside what it was."""
    return sheet.says(_PLACES_COMPARED)
