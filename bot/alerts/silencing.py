from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from bot.alerts.showing import Showing
from integrations.models.alert import Alert
from integrations.models.alert_policy import Alerts, Decided, Mute, Policy, Window
from integrations.store import alert_course, alert_policy
from integrations.store import alerts as cards
from integrations.store import approvals as audit
from tools.errors import ToolError

ALL_SYSTEMS = "all"
ZONE = "zone"
_LOOK_BACK = timedelta(days=7)
_LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Silencing:
    """What Jorge, and only he, says about alerts to come: muted rules, maintenance, preferences; and why each came."""

    showing: Showing
    owner: str
    systems: Callable[[], Mapping[str, tuple[str, ...]]]

    async def policy(self) -> Policy:
        """The policy in force."""
        return await self.showing.policy()

    async def preview(self, rule_id: str) -> list[Alert]:
        """What a mute of the rule would have silenced in the last seven days."""
        return await self.showing.store.read(cards.of_rule, rule_id, self.showing.now() - _LOOK_BACK)

    async def mute(self, rule_id: str, user: str, until: datetime) -> Mute:
        """Hear nothing of a rule until a time; its alerts are kept and counted.

        Raises:
            ToolError: not the owner, or no sensible end.
        """
        self._check(user, until)
        now = self.showing.now()
        one = Mute(id=secrets.token_hex(6), rule_id=rule_id, until=until, by=user, at=now)
        await self.showing.store.write(alert_policy.mute, one)
        await self._note(user, "alerts.muted", rule_id, {"until": until.isoformat()})
        return one

    async def unmute(self, mute_id: str, user: str) -> bool:
        """End a mute now; False where it was over."""
        self._check(user)
        ended = await self.showing.store.write(alert_policy.unmute, mute_id, self.showing.now())
        await self._note(user, "alerts.unmuted", mute_id, {"ended": ended})
        return ended

    async def open_window(self, system: str, user: str, until: datetime) -> Window:
        """Expect troubles of a system, a group (`mls`, `crm`, `marketing`) or `all` until a time; they raise no alert.

        Raises:
            ToolError: not the owner, no such system, or no sensible end.
        """
        self._check(user, until)
        now = self.showing.now()
        covers = self._covered(system)
        one = Window(id=secrets.token_hex(6), system=system, covers=covers, until=until, by=user, at=now)
        await self.showing.store.write(alert_policy.open_window, one)
        await self._note(user, "alerts.maintenance", system, {"until": until.isoformat()})
        return one

    async def close_window(self, window_id: str, user: str) -> bool:
        """End a maintenance window now; False where it was over."""
        self._check(user)
        ended = await self.showing.store.write(alert_policy.close_window, window_id, self.showing.now())
        await self._note(user, "alerts.maintenance_over", window_id, {"ended": ended})
        return ended

    async def prefer(self, values: Mapping[str, Any], user: str) -> Alerts:
        """Keep preferences by name (see `Alerts`, and `zone` of whoever is told); None gives the default back.

        Raises:
            ToolError: not the owner, or a value that cannot be used; `field` names it.
        """
        self._check(user)
        wrong = faults(values, (await self.policy()).alerts)
        if wrong:
            name, why = next(iter(wrong.items()))
            raise ToolError("invalid", f"{name}: {why}", field=name)
        await self.showing.store.write(alert_policy.prefer, values, user, self.showing.now())
        await self._note(user, "alerts.preferences", "alerts", dict(values))
        return (await self.policy()).alerts

    async def decisions(self, alert_id: str = "", limit: int = 20) -> list[Decided]:
        """What was decided about alerts and why, the newest first; of one alert where its id is given."""
        return await self.showing.store.read(alert_policy.decisions, alert_id=alert_id, limit=limit)

    async def escalations(self, alert_id: str) -> list[tuple[datetime, str, str]]:
        """Whom Jorge tried to reach about an alert: when, by which step, and what came of it."""
        return await self.showing.store.read(alert_course.escalated, alert_id)

    def _covered(self, system: str) -> tuple[str, ...]:
        groups = self.systems()
        each = [name for names in groups.values() for name in names]
        if system == ALL_SYSTEMS:
            return (*groups, *each)
        if system in groups:
            return (system, *groups[system])
        if system not in each:
            known = ", ".join((ALL_SYSTEMS, *groups, *each))
            raise ToolError("invalid", f"There is no system {system!r}. There are: {known}.", field="system")
        return (system,)

    def _check(self, user: str, until: datetime | None = None) -> None:
        if self.owner and user != self.owner:
            raise ToolError("refused", f"Only <@{self.owner}> decides what is heard of.")
        now = self.showing.now()
        if until is not None and until <= now:
            raise ToolError("invalid", "That time is over already; choose a later one.")
        if until is not None and until - now > _LONGEST:
            raise ToolError("invalid", "That is more than a month; choose an earlier end, or turn the rule off.")

    async def _note(self, user: str, what: str, subject: str, detail: dict[str, Any]) -> None:
        await self.showing.store.write(audit.note, self.showing.now(), user, what, subject, detail)


def faults(values: Mapping[str, Any], present: Alerts) -> dict[str, str]:
    """What is wrong with preferences, by name; empty where they can be kept."""
    found = dict.fromkeys(sorted(set(values) - {*Alerts.model_fields, ZONE}), "there is no such preference")
    given = {name: value for name, value in values.items() if value is not None}
    zone = given.pop(ZONE, None)
    if zone is not None and not _is_zone(str(zone)):
        found[ZONE] = f"{zone!r} is no time zone; write it like America/Los_Angeles"
    try:
        Alerts.model_validate(present.model_dump(mode="json") | {name: given[name] for name in given.keys() - found})
    except ValidationError as error:
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else ""
            found.setdefault(name, each["msg"].removeprefix("Value error, "))
    return found


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return bool(name)
