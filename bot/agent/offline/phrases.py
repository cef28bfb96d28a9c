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
APPROVE = (
    "Saying so here sends nothing. A campaign goes out only when you press Approve on its card; "
    "if there is no card yet, tell me what to send and about which home."
)
CARD_OPEN = "OK. Nothing was sent. Press Cancel on the campaign's card to withdraw it for good."
FAIR = (
    "I can't help choose, leave out or steer people by race, religion, sex, family status, disability, national origin "
    "or any other protected class: fair-housing law forbids it. I can search by the facts of a home, budget, place and "
    "timing. Ask your managing broker about a particular case."
)
ADVICE = (
    "I can't advise on contracts, law, loans or taxes: ask your managing broker or an attorney. I can value a home, "
    "list "
    "leads or listings, prepare a campaign, or sync your systems."
)
VAGUE = "Like which one? Tell me what to look for: the area, the price, the bedrooms."
PAST = "I can't look up what was sent before. I can prepare a new campaign, and its card reports how it went."
UNKNOWN = (
    "I can't help with that. I can value a home, list leads or listings, prepare a campaign, or sync your systems.\n"
    'For example: "what is 1423 NW 65th St worth?" or "3/2 under 600k in 98103".'
)
