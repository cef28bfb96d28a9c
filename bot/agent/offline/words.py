from __future__ import annotations

import re


def words(pattern: str) -> re.Pattern[str]:
    """A pattern of whole words, alternatives separated by `|`."""
    return re.compile(rf"(?<![\w@])(?:{pattern})(?![\w@])")


PERSON = words(
    r"leads?|buyers?|sellers?|prospects?|people|persons?|anyone|anybody|someone|somebody|clients?|"
    r"contacts?|customers?|homeowners?|home owners?|"
    r"home ?buyers?|home ?sellers?|house ?hunters?|purchasers?|shoppers?|who|whom|whose|everyone|"
    r"everybody|inquir(?:y|ies)|referrals?|"
    r"takers?|sphere|database|relocations?|investors?|crm|pipeline|past clients?|couples|families|newlyweds|hunters"
)
HOME = words(
    r"listings?|homes?|houses?|condos?|condominiums?|townho(?:me|use)s?|propert(?:y|ies)|inventory|"
    r"for sale|land|biggest lot|largest lot|solds?|pendings?|actives|back on (?:the )?market|"
    r"(?:expensive|highest|biggest|latest|last|recent|cheapest|top|priciest|lowest) sale|"
    r"ramblers?|craftsm[ae]n|bungalows?|colonials?|tudors?|places?|on the market|the market|"
    r"price (?:drops?|cuts?|reductions?|changes?|improvements?)|"
    r"reductions|fixers?|fixer[- ]uppers?|waterfronts?|lake ?fronts?|beach ?fronts?|new construction|"
    r"apartments?|studios?|mls|closings|"
    r"closed sales|sales|sold|units|duplex(?:es)?|mansions?|expireds?|comps?|comparables|"
    r"coming soons?|reduced|lots|acreage|starter|real estate|under contract|in escrow|bedrooms?|"
    r"withdrawns?|estates?|cottages?|lofts?|open houses?"
)
HOME_NOUN = words(
    r"listings?|homes?|houses?|condos?|condominiums?|townho(?:me|use)s?|properties|ramblers?|bungalows?|"
    r"apartments?|solds|pendings|expireds?|comps?|comparables|for sale"
)
PERSON_COMPOUND = words(
    r"(?:home|house|property|condo|listing|listings|open house|homes)[- ](?:buyers?|sellers?|owners?|sign[- ]?ins?|"
    r"hunters?|shoppers?|leads?|prospects?|visitors?|clients?|guests|attendees|inquir(?:y|ies))"
)
CMA = words(
    r"worth|cma|cmas|comps?|comparables?|comp out|comping|price opinion|broker(?:'s)? opinion|bpo|"
    r"valu(?:e|es|ed|ing|ation|ations)|apprais(?:e|al|ed)|market analysis|"
    r"competitive analysis|comparative|run (?:the |some |me )?numbers|the numbers|zestimate|ballpark|"
    r"pricing(?: opinion| analysis| for)?|list price|asking price|suggested price|"
    r"price range|go(?:es)? for|fetch|price it|price (?:for|of|on|would|should|could|can)|sell for|"
    r"sells for|sold for|estimate|estimated|market price|"
    r"bring in|how much|price this|what price|what number|figure out (?:a|the) price|evaluate|evaluation|"
    r"assess|assessment|price tag|a number on|price out"
)
_SHOULD = r"(?:should|would|could|can|might|will|do|does|shall)"
CMA_PHRASE = re.compile(
    rf"\bwhat {_SHOULD} (?:i|we|they|he|she|my client|the sellers?|the owners?|it|@home|that|"
    rf"this)\b.*\b(?:list|sell|price|ask|get|offer|expect|market)|"
    rf"\bwhat (?:price|number|figure)?\s*{_SHOULD}\b.*\b(?:list|sell|get|go|price|bring|fetch|ask)\b|"
    rf"\bhow much\b.*\b(?:list|sell|get|worth|go|ask|price|bring|fetch|cost|value|home|@home)|"
    r"\bprice @home|\bvalue @home|\b(?:list|sell|price|put|go) (?:it|@home|this|that)?\s*(?:at|"
    r"for)\b.*@home|@home\b.*\b(?:list|sell|go) (?:at|for)\b|\bprice (?:my|this|the|our|his|her|"
    r"their) (?:home|house|place|property|condo|listing)\b|"
    r"\b(?:run|pull|do|need|get|give|make|prepare|put together|generate|create|work up|build|order|"
    r"want)\b[^.;]{0,40}\b(?:cma|comps?|comparables|valuation|analysis|numbers|estimate|price opinion)\b"
)
AREA_VALUE = words(r"comps?|comparables?|sales comps?|comparable sales")
SEND = words(
    r"send|sends|sending|blast|blasts|email|emails|emailing|text|texts|texting|sms|mail|mailing|announce|"
    r"announces|announcing|announcement|notify|tell|let|promote|promoting|"
    r"advertise|market|push|shoot|fire|launch|invite|ping|message|campaign|campaigns|drip|reach out|"
    r"get the word out|spread the word|share|broadcast|e-?blast|eblast|alert|"
    r"draft|compose|write|create|prepare|put out|do|start|set up|run|kick off|post|inform|circulate|"
    r"distribute|drop|make|hit|schedule|queue up|invitation|invites|get|put together|newsletter"
)
SEND_STRONG = words(
    r"send|sending|blast|blasts|email|emailing|emails|text|texting|texts|sms|announce|announcing|"
    r"announcement|notify|promote|promoting|advertise|campaign|campaigns|eblast|e-?blast|broadcast|invite|"
    r"newsletter|let|tell|mail|mailing|inform|launch|ping|message|get the word out|spread the word|"
    r"reach out|shoot|share|alert|invitation|invites|circulate|push|market(?= (?:@home|my|our|this))"
)
TO_ME = re.compile(
    r"\b(?:send|email|text|tell|message|show|give|get|shoot|mail|alert|share|notify|ping|forward|let|"
    r"bring|fetch|draft|make|run|pull|find) (?:with )?(?:it to )?(?:me|us|myself)\b(?! (?:send|email|text|"
    r"blast|announce|notify|invite|promote|tell (?:my|the|all|every)|let \w+ know))|\blet (?:me|"
    r"us) know\b|\b(?:send|email) (?:that |it |this )?to me\b"
)
GREETING = re.compile(
    r"(?:\W*(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|morning|afternoon|"
    r"evening|greetings|sup|hola|what is up|whats up)(?: there| jorge| bot| buddy| team| everyone| friend|"
    r" again)*\W*)+"
)
THANKS = re.compile(
    r"\W*(?:ok(?:ay)?|great|perfect|awesome|cool|nice|got it|sounds good|wonderful|excellent|good job|"
    r"well done|lovely|super|that is great|amazing|sweet)?\W*(?:(?:many |so )?thanks?(?: you|"
    r" u)?(?: so much| a lot| a bunch| again| very much)?|thx|ty|cheers|much appreciated|appreciate it|"
    r"great|perfect|awesome|cool|nice|got it|ok(?:ay)?|sounds good|wonderful|excellent|good job|well done|"
    r"nice work|lovely|bye|goodbye|see you|see ya|good night|amazing|sweet)(?: jorge| bot| man| buddy)?\W*"
)
HELP = re.compile(
    r"\b(?:help|what (?:can|do|could) (?:you|i|jorge) (?:do|ask|say|help)|what are you|who are you|"
    r"how (?:do|does|can) (?:you|this|it|i) (?:work|use)|what (?:all )?(?:can|could) (?:you|i) |"
    r"capabilities|commands|instructions|what else can|how does this work|menu|usage|what do you know|"
    r"what do you do)\b|^\W*\?+\W*$"
)
DROP = re.compile(
    r"\W*(?:please )?(?:never ?mind|nvm|cancel(?: that| it)?|forget (?:it|that|about it)|stop|nothing|"
    r"no(?: thanks| thank you)?|nope|abort|scratch that|drop it|skip it|leave it)(?: please| jorge|"
    r" for now)?\W*"
)
APPROVE = re.compile(
    r"\W*(?:(?:ok|okay|yes|yep|yeah|yup|sure|great|perfect|looks? (?:good|great)|lgtm|all good|please|absolutely|"
    r"definitely)\W*)*"
    r"(?:yes|yep|yeah|yup|sure|absolutely|definitely|lgtm|looks? (?:good|great)|approved?|i approve(?: it| this)?|"
    r"confirm(?:ed)?|go ahead(?: and send(?: it)?| with it)?|"
    r"go for it|do it|ship it|fire away|launch it|send|(?:send|text|email|blast|launch|approve|publish|"
    r"release)(?: it| that| this| them| the (?:campaign|email|"
    r"text|blast))(?: out| off)?(?: to (?:them|those|these|everyone|him|her|all of them|those (?:people|buyers|"
    r"leads)))?(?: all)?)"
    r"(?:\W*(?:now|please|right away|jorge|then|asap|thanks|today|already))*\W*"
)
PAST_ACT = re.compile(
    r"^\W*who (?:all )?(?:opened|clicked|read|got|received|unsubscribed)\b(?=.*\b(?:email|campaign|blast|newsletter|"
    r"text)s?\b)(?!.*\bthis\b)|"
    r"^\W*(?:(?:hey |hi |ok )?(?:jorge )?,?\s*)(?:did|have|has|was|were|when did|when was|why did|why was|"
    r"how did|how was|how many emails|how is (?:the|my|our) (?:last |latest )?(?:campaign|email|blast|"
    r"newsletter)|what happened|how are (?:the|my|our) campaigns)\b(?=.*\b(?:send|sent|email|emailed|"
    r"campaigns?|blast|blasted|text|texted|newsletter|open rates?|opened)\b)"
)
