from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from integrations.marketing.channels import MailChannel, TextChannel
from integrations.marketing.hearing import Ear
from integrations.marketing.texting import Texter
from integrations.models.sync import SyncResult
from integrations.store import Store, audiences
from integrations.wire.errors import WireError

_LOOK_BACK: Final = timedelta(days=2)


async def copy_audience(store: Store, channel: MailChannel, now: Callable[[], datetime]) -> SyncResult:
    """Make our copy of an audience the same as the vendor's, those who left included."""
    began, slug = monotonic(), channel.vendor.slug
    try:
        audience, members = await channel.audience_id(), await channel.members()
    except WireError as error:
        return _result(channel, began, error=str(error))
    added, changed, removed = await store.write(audiences.replace, slug, audience, members, now())
    return _result(channel, began, read=len(members), added=added, changed=changed, removed=removed)


async def copy_answers(ear: Ear, channel: TextChannel, texter: Texter, now: Callable[[], datetime]) -> SyncResult:
    """Read the texts of the last days that people sent us; each counts once."""
    began = monotonic()
    try:
        read, heard = await ear.catch_up(channel, texter, now() - _LOOK_BACK)
    except WireError as error:
        return _result(channel, began, error=str(error))
    return _result(channel, began, read=read, added=len(heard))


def _result(channel: MailChannel | TextChannel, began: float, **values: Any) -> SyncResult:
    vendor = channel.vendor
    return SyncResult(system=vendor.slug, title=vendor.title, seconds=monotonic() - began, incremental=False, **values)
