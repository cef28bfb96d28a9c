from __future__ import annotations

from datetime import datetime
from typing import Final

from integrations.crm.connectors._followupboss_answers import readable, rows_of
from integrations.crm.connectors._followupboss_wire import WireNote
from integrations.wire.client import Client

_PAGE: Final = 100


async def has_note(client: Client, external_id: str, subject: str, body: str, since: datetime) -> bool:
    """Whether the person has this very note, written at `since` or later; times are whole seconds there."""
    wanted, token = (subject.strip(), body.strip()), None
    oldest = since.replace(microsecond=0)
    while True:
        asked = {"personId": external_id, "limit": str(_PAGE), "sort": "-created"}
        rows, metadata = rows_of(await client.get("notes", params=asked | ({"next": token} if token else {})), "notes")
        for note in readable(WireNote, rows):
            mine = note.person_id == external_id and note.created is not None and note.created >= oldest
            if mine and (note.subject.strip(), note.body.strip()) == wanted:
                return True
        token = metadata.get("next")
        if token is None:
            return False
