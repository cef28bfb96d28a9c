from __future__ import annotations

from typing import Final

import structlog

from integrations.crm.contract import BaseCRMConnector
from integrations.models.contact import HOT, WARM, Contact, Temperature
from integrations.store import Store, crm_sync
from integrations.store import contacts as book
from integrations.wire.errors import Rejected, WireError

log = structlog.get_logger(__name__)

# Scores cool a little every hour; only what an agent would notice is worth a write and the webhook that it causes.
_NOTICEABLE: Final = 5
# Below the smallest quota of writes that a CRM is known to grant at a time; the rest follows with the next sync.
_AT_ONCE: Final = 15


def differs(ours: int, there: int | None) -> bool:
    """Whether the CRM shows another temperature than ours, so that somebody would notice."""
    if there is None:
        return ours >= WARM
    return _band(ours) != _band(there) or abs(ours - there) >= _NOTICEABLE


async def write_one(connector: BaseCRMConnector, store: Store, external_id: str, contact: Contact) -> None:
    """Show a contact's temperature in its CRM and remember that it is there."""
    temperature = Temperature(score=contact.jorge_temperature, reasons=contact.jorge_insights)
    done = await connector.write_temperature(external_id, temperature)
    there = {external_id: contact.jorge_temperature}
    await store.write(crm_sync.note_temperatures, connector.vendor.slug, there)
    if done is not None and done.before is not None and done.after is not None:
        await store.write(crm_sync.note_own_write, connector.vendor.slug, external_id, done.before, done.after)


async def write_back(connector: BaseCRMConnector, store: Store) -> None:
    """Show the temperatures that differ, hottest first, a few at once. What fails now follows with the next sync."""
    known = await store.read(crm_sync.temperatures, connector.vendor.slug)
    due = [one for one in known if differs(one.temperature, one.temperature_there)]
    for one in due[:_AT_ONCE]:
        contact = await store.read(book.get, one.contact_id)
        if contact is None:
            continue
        try:
            await write_one(connector, store, one.external_id, contact)
        except Rejected as error:
            log.warning("temperature_refused", system=connector.vendor.slug, person=one.external_id, why=str(error))
        except WireError as error:
            log.warning("temperatures_not_written", system=connector.vendor.slug, why=str(error))
            return


def _band(score: int) -> int:
    return (score >= HOT) + (score >= WARM)
