from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from integrations.marketing.channels import Text, TextChannel
from integrations.store import Store, audiences
from integrations.store import sends as ledger
from integrations.store.sends import Send
from integrations.wire.errors import NotConfigured, Rejected, Unauthorized, Unavailable, Unreadable, WireError

log = structlog.get_logger(__name__)

OPTED_OUT: Final = "21610"
_UNFIT: Final = {"21211": "the phone number is not valid", "21614": "not a number that can be texted"}
_REASONS: Final = {
    "21610": "opted out of texts",
    "30003": "the phone was off or out of reach",
    "30005": "the number does not exist",
    "30006": "a landline, or a carrier that takes no texts",
    "30007": "the carrier took it for spam",
    "30034": "the number is not registered for A2P 10DLC",
    **_UNFIT,
}
# Longer than any request takes with its repetitions, so that no two send the same text.
_LEASE: Final = timedelta(seconds=120)
_DONE: Final = ("sent", "delivered", "failed", "suppressed")
_STATUS: Final = {"delivered": "delivered", "read": "delivered", "undelivered": "failed", "failed": "failed",
                  "canceled": "failed", "sent": "sent"}  # fmt: skip


class Texter:
    """Sends texts one by one through the ledger, each at most once.

    The vendor has no idempotency key. So the row is there first, and where an answer is missing, what the vendor has
    accepted is looked up before anything is sent again.
    """

    def __init__(self, store: Store, channel: TextChannel, now: Callable[[], datetime]) -> None:
        self._store = store
        self._channel = channel
        self._now = now
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def deliver(self, send: Send) -> Send:
        """Send a text that stands in the ledger, unless it has been; returns it as it stands then.

        Raises:
            WireError: the vendor cannot be used now. Calling again is safe.
        """
        # Texts to one number take turns, so that a look-up cannot mistake one for another.
        async with self._turns[send.point]:
            row = await self._store.read(ledger.get, send.key) or send
            if row.status in _DONE:
                return row
            now = self._now()
            if not await self._store.write(ledger.start, row.key, now, stale=now - _LEASE):
                raise Unavailable(self._channel.vendor.title, "this text is being sent already", 5.0)
            if row.attempted_at is not None and await self._settle_earlier(row, row.attempted_at):
                return await self._row(row.key)
            await self._send(row, row.attempted_at or now)
            return await self._row(row.key)

    async def note_status(self, text_id: str, status: str, error_code: str = "") -> bool:
        """What the vendor says of a text; False where it is none of ours (yet)."""
        known = _STATUS.get(status)
        if known is None:
            return True
        values = {"reason": _REASONS.get(error_code, f"error {error_code}" if error_code else status)}
        extra = values if known == "failed" else {}
        key = await self._store.write(ledger.advance_by_vendor_id, text_id, known, self._now(), **extra)
        if key is not None and error_code == OPTED_OUT:
            row = await self._row(key)
            await self._suppress(row.point, _REASONS[OPTED_OUT])
        return key is not None

    async def refresh(self, rows: list[Send]) -> None:
        """Ask the vendor how far these texts have come."""
        for row in rows:
            if row.vendor_id:
                text = await self._channel.text(row.vendor_id)
                await self.note_status(text.id, text.status, text.error_code)

    async def _send(self, row: Send, since: datetime) -> None:
        try:
            text = await self._channel.send_text(row.point, row.body)
        except Rejected as error:
            await self._give_up(row, error)
        except (NotConfigured, Unauthorized):
            await self._store.write(ledger.release, row.key, self._now())
            raise
        except (Unavailable, Unreadable) as error:
            if not await self._settle_quietly(row, since):
                await self._store.write(ledger.release, row.key, self._now(), "unsure")
                raise Unavailable(self._channel.vendor.title, error.message) from error
        else:
            await self._note_sent(row, text)

    async def _settle_quietly(self, row: Send, since: datetime) -> bool:
        try:
            return await self._settle_earlier(row, since)
        except WireError:
            return False

    async def _settle_earlier(self, row: Send, since: datetime) -> bool:
        """Whether an earlier attempt did reach the vendor; if so the ledger knows it now."""
        try:
            found = await self._channel.sent_to(row.point, row.body, since)
        except WireError:
            await self._store.write(ledger.release, row.key, self._now(), "unsure")
            raise
        taken = await self._store.read(ledger.claimed, [one.id for one in found])
        ours = next((one for one in found if one.id not in taken), None)
        if ours is None:
            return False
        log.info("text_found_at_vendor", key=row.key, text=ours.id)
        await self._note_sent(row, ours)
        return True

    async def _note_sent(self, row: Send, text: Text) -> None:
        now = self._now()
        await self._store.write(ledger.advance, row.key, "sent", now, vendor_id=text.id, sent_at=now, reason="")
        await self.note_status(text.id, text.status, text.error_code)

    async def _give_up(self, row: Send, error: Rejected) -> None:
        reason = _REASONS.get(error.code, error.message)
        if error.code == OPTED_OUT or error.code in _UNFIT:
            await self._suppress(row.point, reason)
        status = "suppressed" if error.code == OPTED_OUT else "failed"
        await self._store.write(ledger.advance, row.key, status, self._now(), reason=reason)

    async def _suppress(self, point: str, reason: str) -> None:
        slug = self._channel.vendor.slug
        await self._store.write(audiences.suppress, "sms", [point], reason, slug, self._now())

    async def _row(self, key: str) -> Send:
        found = await self._store.read(ledger.get, key)
        assert found is not None  # noqa: S101  # ledger rows are never deleted
        return found
