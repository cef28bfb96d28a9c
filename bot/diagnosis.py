from __future__ import annotations

import asyncio
from typing import Any, Literal

from bot.settings import Settings
from bot.standing import copies
from bot.vendors import Connection, cards, connections
from integrations.mls.terms import SETTINGS, read_terms, say_terms
from integrations.models.frozen import Frozen
from integrations.wire.errors import NotConfigured, WireError
from integrations.wire.vendor import Vendor

State = Literal["real", "town", "default", "missing", "broken"]


class Row(Frozen):
    """One part of the system: how it stands, what it uses now, and what to do to change that."""

    part: str
    state: State
    now: str
    how: str = ""


async def diagnose(settings: Settings) -> list[Row]:
    """Every part; a vendor with live credentials is asked whether it takes them."""
    connected = {one.vendor.slug: one for one in connections(settings.vendors, settings.town_url)}
    vendors = await asyncio.gather(*(_vendor(card, connected.get(card.slug)) for card in cards()))
    rules = [_display(one) for one in connected.values() if one.vendor.role == "mls"]
    stand = await copies(settings)
    held = [_copy(one, *stand[slug]) for slug, one in connected.items() if one.vendor.role == "mls" and slug in stand]
    return [*_slack(settings), _model(settings), *vendors, *rules, *held, _database(settings), _ingress(settings)]


def _slack(settings: Settings) -> list[Row]:
    slack = settings.slack
    how = "Create the app from manifest.yml (README, Real Slack), set SLACK_BOT_TOKEN and SLACK_APP_TOKEN"
    if not slack.live:
        return [Row(part="Slack", state="town", now=f"the desk at {settings.desk_url}", how=how)]
    rows = [Row(part="Slack", state="real", now=f"live, {'HTTP' if slack.by_http else 'Socket'} Mode")]
    if slack.missing:
        rows = [Row(part="Slack", state="broken", now="incomplete", how=slack.missing)]
    if not slack.owner:
        how = "Set JORGE_SLACK_OWNER to Jorge's Slack user id (Profile, three dots, Copy member ID)"
        rows.append(Row(part="Who approves", state="missing", now="nobody may approve or is alerted", how=how))
    return rows


def _model(settings: Settings) -> Row:
    if settings.model.api_key:
        where = settings.model.base_url or "OpenAI"
        return Row(
            part="Language model", state="real", now=f"{settings.model.name} at {where}; offline model as fallback"
        )
    how = "Set OPENAI_API_KEY (and OPENAI_BASE_URL, JORGE_MODEL for another provider)"
    return Row(part="Language model", state="default", now="the offline model", how=how)


async def _vendor(card: Vendor, connection: Connection | None) -> Row:
    wanted = ", ".join(f"{card.slug}_{one.name}".upper() for one in card.credentials if one.required)
    how = f"Set {wanted}. {card.signup}"
    if connection is None:
        return Row(part=card.title, state="missing", now="not connected", how=how)
    if not connection.access.live:
        if connection.missing:
            left = ", ".join(f"{card.slug}_{name}".upper() for name in connection.missing)
            return Row(part=card.title, state="broken", now=f"incomplete, {left} missing; using the town", how=how)
        return Row(part=card.title, state="town", now=connection.access.base_url, how=how)
    return await _probe(card, connection, how)


async def _probe(card: Vendor, connection: Connection, how: str) -> Row:
    connector: Any = None
    try:
        connector = connection.module.connect(connection.access)
        said = await connector.probe()
    except (WireError, NotConfigured) as error:
        return Row(part=card.title, state="broken", now=str(error), how=how)
    finally:
        if connector is not None:
            await connector.aclose()
    return Row(part=card.title, state="real", now=str(said or connection.access.base_url))


def _display(connection: Connection) -> Row:
    """What an MLS lets us show, to whom, and let a language model read."""
    slug, given = connection.vendor.slug, connection.access.credentials
    how = f"Set them under [vendors.{slug}] or as {slug.upper()}_LICENCE and so on: {', '.join(SETTINGS)}"
    state: State = "default" if not any(given.get(one) for one in SETTINGS) else (
        "real" if connection.access.live else "town"
    )  # fmt: skip
    return Row(part=f"{connection.vendor.title}, display rules", state=state, now=say_terms(read_terms(given)), how=how)


def _copy(connection: Connection, well: bool, said: str) -> Row:  # as `copies` says it
    state: State = "broken" if not well else "real" if connection.access.live else "town"
    how = "" if well else "`jorge sync mls` copies it now, `jorge mls verify --last` shows what differs"
    return Row(part=f"{connection.vendor.title}, copy", state=state, now=said, how=how)


def _database(settings: Settings) -> Row:
    if settings.database_url:
        return Row(part="Book of record", state="real", now=settings.database_url.split("@")[-1])
    how = "Set JORGE_DATABASE_URL=postgresql+psycopg://... for PostgreSQL"
    return Row(part="Book of record", state="default", now=f"SQLite in {settings.data_dir}/", how=how)


def _ingress(settings: Settings) -> Row:
    if settings.public_base_url:
        return Row(part="Webhooks", state="real", now=f"{settings.public_base_url}/webhooks/...")
    how = "Set PUBLIC_BASE_URL to the https address that leads here; without it live vendors are polled"
    return Row(part="Webhooks", state="default", now=f"{settings.web_url} (this machine only)", how=how)
