from __future__ import annotations

from bot.slack.card import Card
from bot.slack.views.blocks import card, header, section
from bot.slack.views.words import count, esc, one_line
from integrations.models.sync import SyncReport, SyncResult


def sync_report(report: SyncReport) -> Card:
    """What a sync did, a line a system; trouble comes with what to do."""
    if not report.results:
        said = "There is no system of that kind connected. `/jorge status` shows what is."
        return card(said, [section(said)])
    failed = [one for one in report.results if one.error]
    title = "Sync finished" if not failed else f"Sync finished, {len(failed)} of {len(report.results)} with trouble"
    text = f"{title}. " + " ".join(f"{one.title}: {one.error or _numbers(one)}." for one in report.results)
    return card(esc(text), [header(title), *(section(_line(one)) for one in report.results[:40])])


def _line(one: SyncResult) -> str:
    if one.error:
        return f"⚠️ *{one_line(one.title)}*\n{one_line(one.error, 500)}"
    how = "what changed" if one.incremental else "everything"
    odd = f"\n{count(one.quarantined, 'record')} could not be read and were set aside" if one.quarantined else ""
    return f"✅ *{one_line(one.title)}*  ({how}, {one.seconds:.1f} s)\n{_numbers(one)}{odd}"


def _numbers(one: SyncResult) -> str:
    if not one.added and not one.changed and not one.removed:
        return f"nothing new ({one.read:,} read)"
    return f"{one.added:,} new, {one.changed:,} changed, {one.removed:,} gone ({one.read:,} read)"
