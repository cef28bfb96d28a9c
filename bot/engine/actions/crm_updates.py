from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.engine.actions.filling import fill
from bot.rules.actions import CrmUpdate
from integrations.crm.contract import Changes
from integrations.events import Event
from integrations.store import rules as memory
from integrations.wire.errors import NotConfigured, WireError
from tools.tool import Hubs


@dataclass(frozen=True, slots=True)
class CrmUpdates:
    """Writes to the CRMs that have a contact. Tags and stages may be written twice; a note is written once per key."""

    hubs: Hubs
    now: Callable[[], datetime]

    async def update(self, action: CrmUpdate, event: Event, key: str) -> str:
        """Write; returns in a few words what was written.

        Raises:
            NotConfigured: no CRM that is set up has this contact.
            WireError: a CRM does not take it.
        """
        contact_id = fill(action.contact, event.payload)
        contact = await self.hubs.crm.contact(contact_id) if contact_id else None
        crm = self.hubs.crm
        there = {} if contact is None else {one: at for one, at in contact.external_ids.items() if one in crm.systems}
        if not there:
            raise NotConfigured("crm", f"no CRM that is set up has the contact {contact_id or '(none in the event)'}")
        changes = Changes(
            stage=fill(action.stage, event.payload) or None if action.stage else None,
            add_tags=tuple(fill(tag, event.payload) for tag in action.add_tags),
            remove_tags=tuple(fill(tag, event.payload) for tag in action.remove_tags),
        )
        said = []
        for system, external_id in there.items():
            if changes != Changes():
                await crm.get_connector(system).update(external_id, changes)
                said.append(f"{system} updated")
            if action.note:
                said.append(await self._note(action, event, system, external_id, f"{key}:{system}"))
        return ", ".join(said)

    async def _note(self, action: CrmUpdate, event: Event, system: str, external_id: str, key: str) -> str:
        # CRMs take no key with a note: it is claimed before and ticked off after.
        effect = await self.hubs.store.write(memory.begin, key, self.now())
        if effect.state == "done":
            return effect.said
        if effect.state == "begun":
            return f"note in {system}: begun before a crash, not written twice; look whether it is there"
        subject, body = fill(action.subject, event.payload), fill(action.note or "", event.payload)
        try:
            await self.hubs.crm.get_connector(system).add_note(external_id, subject, body)
        except WireError:
            await self.hubs.store.write(memory.forget, key)
            raise
        said = f"note in {system}"
        await self.hubs.store.write(memory.finish, key, said, self.now())
        return said
