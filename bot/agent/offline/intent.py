from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """What a request is about."""

    CMA = "run_cma"
    LEADS = "find_leads"
    LISTINGS = "search_listings"
    CAMPAIGN = "launch_campaign"
    SYNC = "sync_now"
    MARKET = "market_report"
    ACCURACY = "cma_accuracy"
    SEARCHES = "saved_searches"
    RULES = "rules"
    DIRECT = "direct"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    DROP = "drop"
    APPROVE = "approve"
    PAST = "past"
    FAIR = "fair"
    ADVICE = "advice"
    VAGUE = "vague"
    UNKNOWN = "unknown"
