from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.engine.nights import NIGHT
from integrations.mls import NotValuable
from integrations.mls.accuracy import LASTS
from tools.tool import Hubs


async def measure_values(hubs: Hubs, now: datetime) -> str:
    """Price past sales again, so that nobody who asks how good our values are has to wait for it.

    In the night, a day before the figures would be too old; by day only where there are none, or a week went by.
    """
    night = now.astimezone(ZoneInfo(hubs.zone)).hour in NIGHT
    try:
        measured = await hubs.mls.keep_accuracy(LASTS - timedelta(days=1) if night else LASTS)
    except NotValuable:
        return "too few sales to measure values by"
    return "values measured" if measured else "values were measured lately"
