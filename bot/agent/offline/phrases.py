from __future__ import annotations

HELP = (
    "Ask me in plain words. For example: what is 1423 NW 65th St worth? Who are my hottest buyers in 98103 under 800k? "
    "What came on the market today in Ballard?\n"
    "I also prepare campaigns (send a just-listed email for an address to matching buyers), which wait "
    "for your approval, "
    "and copy fresh data (sync the MLS now)."
)
GREETING = (
    "Hi! I can value a home, list leads or listings, prepare a campaign, or sync your systems.\n"
    'Try "who should I call today?" or "what came on the market this week in Ballard?".'
)
THANKS = "You're welcome."
DROPPED = "OK, I leave it. Nothing was sent or changed."
DECLINED = "OK, I won't. Nothing was sent or changed."
PAST = "I can't look up what was sent before. I can prepare a new campaign, and its card reports how it went."
UNKNOWN = (
    "I can't help with that. I can value a home, list leads or listings, prepare a campaign, or sync your systems.\n"
    'For example: "what is 1423 NW 65th St worth?" or "3/2 under 600k in 98103".'
)
