from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal

import structlog
from pydantic import ValidationError

from bot.rules.rule import OrchestrationRule, distinct, read_book
from integrations.store import Store
from integrations.store import rule_book as shelf
from integrations.store.rule_book import RuleRow
from tools.errors import ToolError

log = structlog.get_logger(__name__)

LOOK_AGAIN: Final = 1.0  # seconds between looks for what another process changed


class Rulebook:
    """The rules as they hold now: those of the book, and over them what Jorge made, changed or switched.

    `current` is one tuple that is replaced as a whole, so that nobody sees half an edit; it is another object only
    where something changed. Events that matched an older version find it by `find`, for ever.
    """

    def __init__(
        self,
        store: Store,
        book: Sequence[OrchestrationRule] | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._book = tuple(read_book() if book is None else book)
        self._now = now
        self._current = self._book
        self._stamp: tuple[int, int] | None = None
        self._task: asyncio.Task[None] | None = None

    def current(self) -> tuple[OrchestrationRule, ...]:
        """Every rule as it holds now, switched off or not."""
        return self._current

    def get(self, rule_id: str) -> OrchestrationRule | None:
        """The rule as it holds now."""
        return next((rule for rule in self._current if rule.rule_id == rule_id), None)

    def is_of_the_book(self, rule: OrchestrationRule) -> bool:
        """Whether a rule is as its file says, switched or not."""
        return any((one.rule_id, one.version) == (rule.rule_id, rule.version) for one in self._book)

    def source_of(self, rule: OrchestrationRule) -> Literal["book", "edited", "own"]:
        """Who made a rule: the book, Jorge by editing the book's, or Jorge alone."""
        if self.is_of_the_book(rule):
            return "book"
        return "edited" if any(one.rule_id == rule.rule_id for one in self._book) else "own"

    async def start(self) -> None:
        """Read what is stored, and look again and again for what other processes change."""
        await self.refresh()
        self._task = asyncio.create_task(self._watch(), name="rulebook")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def refresh(self) -> None:
        """Take over what was changed, here or in another process."""
        stamp = await self._store.read(shelf.stamp)
        if stamp != self._stamp:
            rows = await self._store.read(shelf.newest_versions)
            switches = await self._store.read(shelf.switches)
            self._current, self._stamp = merged(self._book, rows, switches), stamp

    async def find(self, rule_id: str, version: int) -> OrchestrationRule | None:
        """A version of a rule, the present one or an older one; None where it is not known any more."""
        now = self.get(rule_id)
        if now is not None and now.version == version:
            return now
        row = await self._store.read(shelf.version, rule_id, version)
        if row is not None:
            return of_row(row)
        return next((one for one in self._book if (one.rule_id, one.version) == (rule_id, version)), None)

    async def save(self, rule: OrchestrationRule, by: str, wish: dict[str, Any] | None = None) -> OrchestrationRule:
        """Keep a rule as the next version of its id; it holds everywhere within seconds.

        Raises:
            ToolError: the rule does nothing, its examples say otherwise, or somebody else saved at the same time.
        """
        check(rule)
        await self.refresh()
        before = self.get(rule.rule_id)
        saved = rule.model_copy(update={"version": before.version + 1 if before else 1})
        row = RuleRow(
            rule_id=saved.rule_id, version=saved.version, body=body_of(saved), wish=wish, made_by=by,
            made_at=self._now(),
        )  # fmt: skip
        if not await self._store.write(shelf.add_version, row):
            raise ToolError("refused", f"Somebody saved {rule.rule_id} at the same time. Look at it and try again.")
        await self.refresh()
        return saved

    async def switch(self, rule_id: str, by: str, *, enabled: bool) -> OrchestrationRule:
        """Switch a rule on or off.

        Raises:
            ToolError: there is no such rule.
        """
        await self.refresh()
        rule = self.get(rule_id)
        if rule is None:
            known = ", ".join(one.rule_id for one in self._current)
            raise ToolError("not_found", f"There is no rule {rule_id}. There are: {known}.")
        await self._store.write(shelf.switch, rule_id, rule.version, by, self._now(), enabled=enabled)
        await self.refresh()
        return self.get(rule_id) or rule

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            try:
                await self.refresh()
            except Exception:  # outer border: the old rules hold until the store is back
                log.exception("rules_not_read")


def merged(
    book: Sequence[OrchestrationRule], rows: Sequence[RuleRow], switches: dict[str, bool]
) -> tuple[OrchestrationRule, ...]:
    """The rules that hold: a row stands for the file of its id, and a switch for what the rule says itself."""
    rules = {rule.rule_id: rule for rule in distinct(book)}
    for row in rows:
        try:
            rules[row.rule_id] = of_row(row)
        except ValidationError:
            # One row that nobody can read any more must not silence all other rules.
            log.exception("rule_unreadable", rule_id=row.rule_id, version=row.version)
    return tuple(
        rule.model_copy(update={"enabled": switches.get(rule_id, rule.enabled)})
        for rule_id, rule in sorted(rules.items())
    )


def of_row(row: RuleRow) -> OrchestrationRule:
    """The rule that a row holds."""
    return OrchestrationRule.model_validate({**row.body, "rule_id": row.rule_id, "version": row.version})


def body_of(rule: OrchestrationRule) -> dict[str, Any]:
    """A rule as its file would say it, without its version."""
    return rule.model_dump(mode="json", exclude_defaults=True, exclude={"version"})


def check(rule: OrchestrationRule) -> None:
    """Whether a rule may be saved.

    Raises:
        ToolError: it does nothing, or an example says otherwise than its pattern.
    """
    if not rule.actions:
        raise ToolError("invalid", "The rule does nothing; give it at least one action.", field="actions")
    for at, example in enumerate(rule.examples):
        if rule.pattern.matches(example.event) != example.fires:
            said = "should fire and does not" if example.fires else "should not fire and does"
            raise ToolError("invalid", f"examples.{at}: the rule {said}", field=f"examples.{at}")
