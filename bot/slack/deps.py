from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.alerts.book import AlertBook
from bot.engine.dead_letters import DeadLetters
from bot.rules.desk import Desk
from bot.slack.mind import Mind
from integrations.models.cma import CMA
from integrations.models.market import MarketReport
from integrations.store.book import Store
from tools.toolbox import Toolbox


async def _no_files(_cma: CMA) -> Mapping[str, bytes]:
    return {}


async def _no_picture(_report: MarketReport) -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Deps:
    """What the Slack side stands on; `app.py` brings it together.

    Attributes:
        approved: hands an approved approval's id to whoever performs it durably; returns without waiting for the end.
        owner: Slack id of the one who may decide; empty: nobody may yet.
        zone: time zone of the office, e.g. America/Los_Angeles.
        status: one (name, state in words) pair for each part of the system; a state that begins with "ok" is fine.
        dead_letters: what was given up or could not be read; None where no engine runs.
        report_files: files of a CMA by kind: `pdf`, `map`, `preview`.
        market_chart: the picture of a market report, PNG; empty for none.
    """

    agent: Mind
    toolbox: Toolbox
    alerts: AlertBook
    approved: Callable[[str], Awaitable[None]]
    store: Store
    rules: Desk
    owner: str = ""
    zone: str = "America/Los_Angeles"
    status: Callable[[], Sequence[tuple[str, str]]] = list
    report_files: Callable[[CMA], Awaitable[Mapping[str, bytes]]] = _no_files
    market_chart: Callable[[MarketReport], Awaitable[bytes]] = _no_picture
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    dead_letters: DeadLetters | None = None
