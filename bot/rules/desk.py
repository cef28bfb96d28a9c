from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.rules.finding import Asked, Why, meant
from bot.rules.making import id_for, places_of, rule_of
from bot.rules.rehearsal import Rehearsed, rehearse
from bot.rules.rule import OrchestrationRule, RuleError, read_rule
from bot.rules.rulebook import Rulebook, body_of, check
from bot.rules.telling import does, limits, shown_examples, when
from integrations.events import Event
from integrations.mls import MLSIntegrationHub
from integrations.models.rule import Firing, RuleChanged, RuleLine, RuleList, RuleProposal, RuleWhy, RuleWish
from integrations.store import Store, history
from integrations.store import rule_book as shelf
from integrations.store import rules as memory
from integrations.store.rule_book import RuleDraft
from tools.areas import zips_in
from tools.errors import ToolError
from tools.toolbox import registry

DAYS: Final = 30
_SAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """Where rules are made, switched, explained and allowed to act; only Jorge may change any.

    Attributes:
        owner: Slack id of Jorge; nobody may change a rule in Slack while it is empty.
    """

    store: Store
    rulebook: Rulebook
    mls: MLSIntegrationHub
    owner: str
    now: Callable[[], datetime]
    _tools: Callable[[], Mapping[str, Any]] = field(default=registry)

    def may(self, user: str) -> None:
        """Refuse whoever is not Jorge.

        Raises:
            ToolError: who may is said in it.
        """
        if not self.owner:
            raise ToolError("not_configured", "Nobody may change rules yet: set JORGE_SLACK_OWNER to Jorge's Slack "
                            "user id.")  # fmt: skip
        if user != self.owner:
            raise ToolError("refused", f"Only <@{self.owner}> can change rules.")

    async def draft(self, wish: RuleWish, rule_id: str = "") -> RuleProposal:
        """A rule of plain choices that waits to be saved; `rule_id` names one that it replaces.

        Raises:
            ToolError: a choice cannot be; its field says where.
        """
        rule = await self._made(wish, rule_id)
        return await self._propose(await self._named(rule, rule_id), wish)

    async def try_wish(self, wish: RuleWish, rule_id: str = "") -> None:
        """Make the rule for its mistakes only; nothing is kept.

        Raises:
            ToolError: as `draft`.
        """
        check(await self._made(wish, rule_id))

    async def draft_text(self, text: str, rule_id: str = "") -> RuleProposal:
        """A rule as YAML or JSON that waits to be saved.

        Raises:
            ToolError: the text is no rule; it says where and why.
        """
        return await self._propose(self.read(text, rule_id), None)

    def read(self, text: str, rule_id: str = "") -> OrchestrationRule:
        """A rule as YAML or JSON; with `rule_id` it must be that one.

        Raises:
            ToolError: the text is no rule, or its examples say otherwise; it says where and why.
        """
        try:
            rule = read_rule(text, rule_id or "rule")
        except RuleError as error:
            raise ToolError("invalid", str(error), field="text") from error
        if rule_id and rule.rule_id != rule_id:
            raise ToolError("invalid", f"rule_id: it stays {rule_id}; another id is another rule.", field="text")
        check(rule)
        return rule

    async def save(self, token: str, user: str) -> OrchestrationRule:
        """Save what waits under a token, once.

        Raises:
            ToolError: not Jorge, no such draft, or saved already.
        """
        self.may(user)
        draft = await self._draft(token)
        rule = OrchestrationRule.model_validate(draft.body)
        check(rule)
        if not await self.store.write(shelf.close_draft, token, rule.version):
            raise ToolError("refused", "This was already saved or thrown away.")
        return await self.rulebook.save(rule, user, draft.wish)

    async def drop(self, token: str, user: str) -> None:
        """Throw a draft away.

        Raises:
            ToolError: not Jorge, or it was saved already.
        """
        self.may(user)
        if not await self.store.write(shelf.close_draft, token, 0):
            raise ToolError("refused", "This was already saved or thrown away.")

    async def draft_of(self, token: str) -> tuple[OrchestrationRule, RuleWish | None]:
        """What waits under a token, to go on making it.

        Raises:
            ToolError: there is no such draft.
        """
        draft = await self._draft(token)
        return OrchestrationRule.model_validate(draft.body), _wish(draft.wish)

    async def wish_of(self, rule: OrchestrationRule) -> RuleWish | None:
        """The plain choices that a rule was made of; None where it was written."""
        row = await self.store.read(shelf.version, rule.rule_id, rule.version)
        return _wish(row.wish) if row else None

    async def switch(self, rule_id: str, user: str, *, enabled: bool) -> OrchestrationRule:
        """Switch a rule on or off.

        Raises:
            ToolError: not Jorge, or no such rule.
        """
        self.may(user)
        return await self.rulebook.switch(rule_id, user, enabled=enabled)

    async def switch_by_words(self, words: str, *, enabled: bool) -> RuleChanged:
        """Switch the rule that is meant; whoever calls this has seen to it that Jorge asks.

        Raises:
            ToolError: no rule is meant, or more than one may be.
        """
        await self.rulebook.refresh()
        rule = meant(words, self.rulebook.current())
        await self.rulebook.switch(rule.rule_id, self.owner or "terminal", enabled=enabled)
        return RuleChanged(rule_id=rule.rule_id, name=rule.name, enabled=enabled, was=rule.enabled)

    async def listing(self) -> RuleList:
        """Every rule: what it does, whether it is on, how often it acted in 30 days, and when last."""
        await self.rulebook.refresh()
        now = self.now()
        acted = await self.store.read(shelf.firings, now - timedelta(days=DAYS))
        allowed = await self.store.read(memory.all_allowed, now)
        lines = []
        for rule in self.rulebook.current():
            given = allowed.get((rule.rule_id, rule.version))
            fired = acted.get(rule.rule_id)
            lines.append(
                RuleLine(
                    **rule.model_dump(include={"rule_id", "name", "description", "version", "enabled", "lane"}),
                    source=self.rulebook.source_of(rule),
                    does=does(rule),
                    count=fired.count if fired else 0,
                    last=fired.last if fired else None,
                    standing=f"up to {given.max_audience} people and ${given.max_amount:,.2f} a time" if given else "",
                    may_stand=rule.standing_approval is not None,
                )
            )
        return RuleList(rules=tuple(lines), days=DAYS)

    async def why(self, words: str, about: str = "") -> RuleWhy:
        """Why the rule that is meant did or did not act on the newest event about somebody or something.

        Raises:
            ToolError: no rule is meant, or more than one may be.
        """
        await self.rulebook.refresh()
        rule = meant(words, self.rulebook.current())
        return await self.store.read(Why(rule, self.now() - timedelta(days=DAYS)).about, Asked(about))

    async def rehearse(self, rule: OrchestrationRule, days: int = DAYS) -> tuple[int, Rehearsed]:
        """How many events there were, and what a rule would have done on them."""
        since = self.now() - timedelta(days=days)
        seen, found = await self.store.read(lambda connection: rehearse([rule], history.since(connection, since)))
        return seen, found[rule.rule_id]

    async def _propose(self, rule: OrchestrationRule, wish: RuleWish | None) -> RuleProposal:
        check(rule)
        await self.rulebook.refresh()
        before = self.rulebook.get(rule.rule_id)
        rule = rule.model_copy(update={"version": before.version + 1 if before else 1})
        token = secrets.token_urlsafe(18)
        body = {**body_of(rule), "version": rule.version}
        kept = RuleDraft(
            token=token, body=body, wish=wish.model_dump(mode="json") if wish else None, made_at=self.now()
        )
        await self.store.write(shelf.keep_draft, kept)
        seen, found = await self.rehearse(rule)
        return RuleProposal(
            token=token,
            rule_id=rule.rule_id,
            name=rule.name,
            version=rule.version,
            when=when(rule, wish),
            then=does(rule),
            limits=limits(rule),
            examples=shown_examples(rule),
            days=DAYS,
            seen=seen,
            fired=len(found.fired),
            held_back=len(found.held),
            samples=tuple(_firing(rule, event) for event in found.fired[-_SAMPLES:]),
            from_form=wish is not None,
        )

    async def _made(self, wish: RuleWish, rule_id: str) -> OrchestrationRule:
        zips = {place: await zips_in(place, self.mls) for place in places_of(wish)}
        return rule_of(wish, rule_id or "new_rule", zips, self._tools)

    async def _named(self, rule: OrchestrationRule, rule_id: str) -> OrchestrationRule:
        if rule_id:
            return rule
        await self.rulebook.refresh()
        wanted = id_for(rule.name)
        taken = {one.rule_id for one in self.rulebook.current()}
        free = next(one for one in (wanted, *(f"{wanted}_{n}" for n in range(2, 1000))) if one not in taken)
        return rule.model_copy(update={"rule_id": free})

    async def _draft(self, token: str) -> RuleDraft:
        draft = await self.store.read(shelf.draft, token)
        if draft is None:
            raise ToolError("not_found", "This draft is no longer known. Make it again.")
        return draft


def _wish(kept: dict[str, Any] | None) -> RuleWish | None:
    return RuleWish.model_validate(kept) if kept else None


def _firing(rule: OrchestrationRule, event: Event) -> Firing:
    said = does(rule, event.payload)
    return Firing(at=event.received_at, event_id=event.id, said=said[0] if said else event.type)
