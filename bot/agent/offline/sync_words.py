from __future__ import annotations

from bot.agent.offline.words import words

SYNC_VERB = words(
    r"sync|syncs|syncing|synch|synced|synchroni[sz]e|refresh|refreshing|resync|re-sync|reimport|repull|"
    r"re-pull|replicate|sync up"
)
FETCH_VERB = words(
    r"update|updating|pull|pulling|get|grab|fetch|import|importing|reload|download|load|bring|check|copy|"
    r"poll|ingest|catch up|"
    r"make sure|bring in|retrieve|pull down|pull in|freshen|renew|do|run|kick off|start|trigger|need|want|give"
)
MLS = words(
    r"mls|nwmls|listings?|listing data|listing feed|property data|properties|homes|market data|idx|reso|"
    r"house data|sales data|inventory"
)
MLS_STRICT = words(r"mls|nwmls|idx|reso|listing (?:data|feed)|mls data|mls feed|property data|market data")
CRM = words(
    r"crm|crms|follow ?up ?boss|followupboss|fub|contacts?|leads?|people|clients?|prospects|buyers?|"
    r"sellers?|contact list|lead data"
)
CRM_STRICT = words(r"crm|crms|follow ?up ?boss|followupboss|fub")
MARKETING = words(
    r"mail ?chimp|marketing(?: data| systems?| lists?| audiences?)?|audiences?|mailing lists?|"
    r"email lists?|subscribers?|twilio|campaign (?:data|stats|results)|list of subscribers"
)
EVERYTHING = words(
    r"everything|all|all systems|all of it|all of them|all (?:the )?(?:data|systems|sources|feeds|three|"
    r"integrations)|every system|the data|data|the works|whole thing|the lot|all 3|full|systems|"
    r"integrations|records|database|anything|our data|my data"
)
FRESH = words(
    r"fresh|latest|newest|up to date|up-to-date|current|new data|recent changes|most recent|what is new|"
    r"changes|refreshed|now|data|sync|refresh"
)
