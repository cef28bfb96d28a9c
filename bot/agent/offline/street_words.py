from __future__ import annotations

from bot.agent.offline.lexicon import listed

DIRECTIONS = frozenset(listed("n s e w ne nw se sw north south east west northeast northwest southeast southwest"))
SUFFIXES = frozenset(
    listed(
        "st street str ave av avenue aven blvd boulevard rd road dr drive ln lane ct court pl place way wy "
        "ter terr terrace cir circle pkwy parkway "
        "hwy highway trl trail loop sq square aly alley run row path cres crescent pt point ridge rdg hill "
        "hts heights plaza xing crossing "
        "bnd bend cv cove gln glen grv grove vw view vista walk pass close mews commons esplanade expy"
    )
)
DOUBTFUL = frozenset(
    listed("way place court drive view point hill run row path close pass walk square ridge heights loop plaza road")
)
ROADS = frozenset(listed("highway hwy route rt sr us state county i interstate"))
STOP = frozenset(
    listed(
        "bed beds bedroom bedrooms br bd bath baths bathroom bathrooms ba sq sqft sf square feet foot acre "
        "acres k m mil million thousand grand percent "
        "day days week weeks month months year years hour hours minutes pm am lead leads buyer buyers seller "
        "sellers home homes house houses listing "
        "listings condo condos people contacts clients client prospects miles mile floors story stories "
        "units unit in on under over for to and with "
        "or at is are was be worth the a an of than from by about that who which what plus more less hottest "
        "newest hot warm cold new comps cma value "
        "sales sold pending active just top market price send email text out up off it if my our your "
        "matching please asap now today comparables "
        "sells sell list listed goes go would should could hit went has have had open built renovated "
        "because but so since when how"
    )
)
CONNECTED = frozenset(listed("of the la el de san santa st saint mt mount martin luther king o"))
ORDINAL_WORDS = frozenset(
    listed(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth "
        "seventieth eightieth ninetieth"
    )
)
UNIT_WORDS = frozenset(listed("apt apartment unit ste suite no"))
