from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.rules.actions import CrmUpdate
from bot.rules.filling import fill, filled
from integrations.crm.contract import BaseCRMConnector, Changes
from integrations.events import Event
from integrations.store import rules as memory
from integrations.store.rules import Effect
from integrations.wire.errors import NotConfigured, Rejected, Unauthorized, Unavailable, WireError
from tools.tool import Hubs

# Longer than a request takes: until then whoever began a note may still be at it.
_UNDER_WAY: Final = timedelta(seconds=30)
_CLOCKS_DIFFER: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class CrmUpdates:
    """Writes to the CRMs that have a contact. Tags and stages may be written twice; a note is written once per key."""

    hubs: Hubs
    now: Callable[[], datetime]

    async def update(self, action: CrmUpdate, event: Event, key: str) -> str:
        """Write; returns in a few words what was written. `contact` may stand for several, e.g. `{contact_ids}`.

        Raises:
            NotConfigured: no CRM that is set up has this contact.
            WireError: a CRM does not take it.
        """
        there = await self._places(action, event)
        changes = Changes(
            stage=fill(action.stage, event.payload) or None if action.stage else None,
            add_tags=tuple(fill(tag, event.payload) for tag in action.add_tags),
            remove_tags=tuple(fill(tag, event.payload) for tag in action.remove_tags),
        )
        said = []
        for at, (system, external_id) in enumerate(there):
            if changes != Changes():
                await self.hubs.crm.get_connector(system).update(external_id, changes)
                said.append(f"{system} updated")
            if action.note:
                own = f"{key}:{system}" + (f":{external_id}" if at else "")
                said.append(await self._note(action, event, system, external_id, own))
        return ", ".join(said)

    async def _places(self, action: CrmUpdate, event: Event) -> list[tuple[str, str]]:
        named = filled(action.contact, event.payload)
        ids = [str(one) for one in (named if isinstance(named, list) else [named]) if one]
        places = []
        for one in ids or [fill("{contact_id}", event.payload)]:
            contact = await self.hubs.crm.contact(one) if one else None
            known = {} if contact is None else contact.external_ids
            places += [(system, theirs) for system, theirs in known.items() if system in self.hubs.crm.systems]
        if not places:
            who = ", ".join(ids) or "(none in the event)"
            raise NotConfigured("crm", f"no CRM that is set up has the contact {who}")
        return list(dict.fromkeys(places))

    async def _note(self, action: CrmUpdate, event: Event, system: str, external_id: str, key: str) -> str:
        # CRMs take no key with a note: it is claimed before, ticked off after, and looked for where a crash came in
        # between.
        effect = await self.hubs.store.write(memory.begin, key, self.now())
        if effect.state == "done":
            return effect.said
        crm = self.hubs.crm.get_connector(system)
        subject, body = fill(action.subject, event.payload), fill(action.note or "", event.payload)
        said = f"note in {system}"
        if effect.state == "begun":
            there = await self._looked_up(crm, external_id, subject, body, effect)
            if there is None:
                return f"note in {system}: begun before a crash, not written twice; look whether it is there"
            if there:
                said += ", found there after a crash"
                await self.hubs.store.write(memory.finish, key, said, self.now())
                return said
        if not await self._write(crm, external_id, subject, body, effect, key):
            said += ", found there after its answer was lost"
        await self.hubs.store.write(memory.finish, key, said, self.now())
        return said

    async def _write(
        self, crm: BaseCRMConnector, external_id: str, subject: str, body: str, effect: Effect, key: str
    ) -> bool:
        """Write the note; False where it was there although no answer came."""
        try:
            await crm.add_note(external_id, subject, body)
        except (Rejected, Unauthorized, NotConfigured):
            await self.hubs.store.write(memory.forget, key)
            raise
        except WireError:
            # No answer is no proof that nothing was written. Where this look fails too, the next try looks first.
            there = await crm.has_note(external_id, subject, body, effect.begun_at - _CLOCKS_DIFFER)
            if there is False:
                await self.hubs.store.write(memory.forget, key)
            if not there:
                raise
            return False
        return True

    async def _looked_up(
        self, crm: BaseCRMConnector, external_id: str, subject: str, body: str, effect: Effect
    ) -> bool | None:
        rests = _UNDER_WAY - (self.now() - effect.begun_at)
        found = await crm.has_note(external_id, subject, body, effect.begun_at - _CLOCKS_DIFFER)
        if found is False and rests > timedelta(0):
            raise Unavailable("crm", "this note may be under way still", rests.total_seconds())
        return found
