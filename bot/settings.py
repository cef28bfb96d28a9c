from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator

from integrations.models.alert_policy import Alerts
from integrations.models.frozen import Frozen
from integrations.models.selling_costs import SellingCosts

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_PICTURES: Final = (".svg", ".png", ".jpg", ".jpeg")
_LARGEST_LOGO: Final = 300_000


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what to do."""


class Office(Frozen):
    """Whose office it is: shown on reports, in e-mails and texts."""

    agent: str = "Jorge Rivera"
    brokerage: str = "Rivera & Co. Realty"
    phone: str = "+12065551000"
    email: str = "jorge.rivera@riveracorealty.example.com"
    licence: str = "WA 20000"
    address: str = "5301 Ballard Ave NW, Seattle, WA 98107"
    color: str = "#0f766e"
    agent_keys: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    logo: Path | None = None

    @field_validator("color")
    @classmethod
    def _colour(cls, value: str) -> str:
        if not _COLOUR.fullmatch(value):
            raise ValueError(f"{value!r} is no colour; write it like #0f766e")
        return value

    @field_validator("logo")
    @classmethod
    def _readable_logo(cls, value: Path | None) -> Path | None:
        if value is None or value == Path():
            return None
        if value.suffix.lower() not in _PICTURES:
            raise ValueError(f"{value} is no SVG, PNG or JPEG")
        if not value.is_file():
            raise ValueError(f"there is no file {value}; write its path from the folder where Jorge runs")
        if value.stat().st_size > _LARGEST_LOGO:
            raise ValueError(f"{value} is larger than {_LARGEST_LOGO // 1000} kB; save it smaller")
        return value


class SlackAccess(Frozen):
    """How to reach Slack. Without a bot token the simulated desk is used."""

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    mode: Literal["socket", "http"] = "socket"
    owner: str = ""

    @property
    def live(self) -> bool:
        """Whether this is real Slack."""
        return bool(self.bot_token)

    @property
    def by_http(self) -> bool:
        """Whether Slack calls us over HTTP: asked for, or a signing secret is all there is."""
        return self.live and (self.mode == "http" or (bool(self.signing_secret) and not self.app_token))

    @property
    def missing(self) -> str:
        """What real Slack still needs, in one sentence; empty where nothing is missing."""
        if self.by_http and not self.signing_secret:
            return "SLACK_SIGNING_SECRET is needed for HTTP mode (Basic Information, Signing Secret)."
        if self.live and not self.by_http and not self.app_token:
            return "SLACK_APP_TOKEN (xapp-...) is needed for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode."
        return ""


class Model(Frozen):
    """Which language model answers. Without a key the offline model does."""

    api_key: str = ""
    base_url: str = ""
    name: str = "gpt-5-mini"


class Settings(Frozen):
    """Everything that can be set, from the environment over `jorge.toml` over defaults.

    An empty environment is valid and means: the simulated town, the desk, SQLite, the offline model.
    """

    data_dir: Path = Path(".jorge")
    database_url: str = ""
    timezone: str = "America/Los_Angeles"
    town_port: int = Field(8643, ge=1, le=65535)
    desk_port: int = Field(8642, ge=1, le=65535)
    web_port: int = Field(8644, ge=1, le=65535)
    seed: int = 1
    public_base_url: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    office: Office = Office()
    slack: SlackAccess = SlackAccess()
    model: Model = Model()
    alerts: Alerts = Alerts()
    net_sheet: SellingCosts = SellingCosts()
    vendors: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    executor: str = "jorge-1"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is no time zone; write it like America/Los_Angeles") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def store_url(self) -> str:
        """The book of record's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data_dir / 'jorge.db'}"

    @property
    def web_url(self) -> str:
        """Where webhooks and report links point to."""
        return (self.public_base_url or f"http://127.0.0.1:{self.web_port}").rstrip("/")

    @property
    def desk_url(self) -> str:
        """The simulated Slack."""
        return f"http://127.0.0.1:{self.desk_port}"

    @property
    def town_url(self) -> str:
        """The simulated vendors."""
        return f"http://127.0.0.1:{self.town_port}"

    @property
    def owner(self) -> str:
        """The Slack user who may approve: on the desk it is Jorge himself."""
        return self.slack.owner or ("" if self.slack.live else "U0JORGE")

    @property
    def alerting(self) -> Alerts:
        """When and where Jorge is told; on the desk Dana stands in for him where nobody else is named."""
        if self.alerts.partner or self.slack.live:
            return self.alerts
        return self.alerts.model_copy(update={"partner": "U0DANA"})


# Environment variable -> path in the settings.
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "JORGE_DATA_DIR": ("data_dir",),
    "JORGE_DATABASE_URL": ("database_url",),
    "JORGE_TIMEZONE": ("timezone",),
    "JORGE_TOWN_PORT": ("town_port",),
    "JORGE_DESK_PORT": ("desk_port",),
    "JORGE_WEB_PORT": ("web_port",),
    "JORGE_SEED": ("seed",),
    "JORGE_EXECUTOR": ("executor",),
    "JORGE_LOG_LEVEL": ("log_level",),
    "PUBLIC_BASE_URL": ("public_base_url",),
    "SLACK_BOT_TOKEN": ("slack", "bot_token"),
    "SLACK_APP_TOKEN": ("slack", "app_token"),
    "SLACK_SIGNING_SECRET": ("slack", "signing_secret"),
    "SLACK_MODE": ("slack", "mode"),
    "JORGE_SLACK_OWNER": ("slack", "owner"),
    "JORGE_QUIET_FROM": ("alerts", "quiet_from"),
    "JORGE_QUIET_UNTIL": ("alerts", "quiet_until"),
    "JORGE_BRIEF_AT": ("alerts", "brief_at"),
    "JORGE_PARTNER": ("alerts", "partner"),
    "OPENAI_API_KEY": ("model", "api_key"),
    "OPENAI_BASE_URL": ("model", "base_url"),
    "JORGE_MODEL": ("model", "name"),
}


def read_settings(
    environment: Mapping[str, str] | None = None, *, folder: Path | None = None, **overrides: Any
) -> Settings:
    """Settings from the environment, `jorge.toml` in `folder` (default: the current one), and `overrides`.

    Raises:
        SettingsError: a value cannot be used; the message names it.
    """
    environment = os.environ if environment is None else environment
    values = _from_file((folder or Path.cwd()) / "jorge.toml")
    for variable, path in ENVIRONMENT.items():
        if environment.get(variable, "").strip():
            _put(values, path, environment[variable].strip())
    for name, value in overrides.items():
        if value is not None:
            values[name] = value
    values["vendors"] = _vendor_values(values.get("vendors", {}), environment)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{_spelled(first['loc'])}: {first['msg'].removeprefix('Value error, ')}") from error


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from error


def _put(values: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    for part in path[:-1]:
        values = values.setdefault(part, {})
    values[path[-1]] = value


def _vendor_values(
    from_file: Mapping[str, Mapping[str, Any]], environment: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    from bot.vendors import cards

    found = {slug: {name: str(value) for name, value in group.items()} for slug, group in from_file.items()}
    for card in cards():
        for name in (*(credential.name for credential in card.credentials), "base_url", "town"):
            value = environment.get(f"{card.slug}_{name}".upper(), "").strip()
            if value:
                found.setdefault(card.slug, {})[name] = value
    return found


def _spelled(location: tuple[int | str, ...]) -> str:
    path = tuple(str(part) for part in location)
    variable = next((name for name, where in ENVIRONMENT.items() if where == path), "")
    return f"{variable} ({'.'.join(path)} in jorge.toml)" if variable else ".".join(path)
