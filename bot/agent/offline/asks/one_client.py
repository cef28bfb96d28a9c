"""Sentences that tell of somebody: one client whose wishes are a search for homes, or the user's own day."""

from __future__ import annotations

from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import words

_ONE_CLIENT = words(
    r"(?:^(?:new |my |the |a |an |our |got |have |hot |cash )*|(?:i have|i got|i have got|i've got|ive got|have|got|"
    r"for|with|a|an|my|our|one|new) )(?:\w+ )?"
    r"(?:buyer|client|couple|family|guy|lady|investor|customer|friend|someone|somebody|lead|relocation|"
    r"referral)(?: of mine|"
    r" here)?,? "
    r"(?:who |that |is |are |just |really |'s )*(?:wants?|wanting|needs?|looking|looks|would like|after|hunting|"
    r"searching|has to have|must have|"
    r"moving|relocating|for|in the market)"
)
_LOOKS_FOR_PEOPLE = words(
    r"^(?:\w+ ){0,2}(?:do|did|is there|who|whom|which|any|anyone|anybody|find|list|show|give|how many|see|"
    r"pull up) .*|who is|who are|who has|"
    r"which (?:buyers?|leads?|clients?)"
)
_PARTY = words(r"(?:my|our|the) (?:buyers|clients|[a-z]{3,}s) (?:have|need|want|are looking|would like|just lost|lost)")
_NEWS = words(r"^(?:i|we) (?:am|are|was|were) (?!looking|searching|trying|interested|hunting|after|shopping)\w+ .*")
_DESCRIBED = words(
    r"(?:\d+\+? ?(?:beds?|br|bd|bdrm|bedrooms?|baths?|ba)|\d/\d).*|built .*|what is (?:active|available|out there|"
    r"for sale|on the market)|"
    r"whats (?:active|available|out there)|craftsman|rambler|condo|townho(?:me|use)|house|home|waterfront|acres?|"
    r"place|fixer|bungalow|duplex|triplex|lot|land|view"
)


def for_one_client(sheet: Sheet) -> bool:
    """What one client wants is looked for among homes ("buyer wants a 3 bed in Fremont"), where homes are described."""
    one = sheet.says(_ONE_CLIENT) or sheet.says(_PARTY)
    return one and not sheet.says(_LOOKS_FOR_PEOPLE) and sheet.says(_DESCRIBED)


def tells_of_oneself(sheet: Sheet) -> bool:
    """Whether the user tells what he is doing, and asks for nothing."""
    return sheet.says(_NEWS) and not sheet.says(words(r"show|find|list me|give|what|who|any"))
