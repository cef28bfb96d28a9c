from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, func, inspect, select, text

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "jorge_version"
_ONE_AT_A_TIME: Final = 0x6A6F726765  # "jorge": the lock that processes which start together take in turn


def newest() -> str:
    """The revision that the tables should be at: the files in `migrations/versions` are named `NNNN_words.py`."""
    names = [one.name for one in files("integrations.store").joinpath("migrations/versions").iterdir()]
    return max(name.split("_")[0] for name in names if name[:4].isdigit())


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date; quick where they are. Processes that start together take turns."""
    if _revision(engine) == newest():
        return
    from alembic import command

    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        command.upgrade(configuration(connection), "head")
        connection.commit()
        driver: Any = connection.connection.driver_connection
        if connection.dialect.name == "sqlite" and driver.in_transaction:
            connection.exec_driver_sql("COMMIT")


def configuration(connection: Any) -> Config:
    """Alembic's configuration for an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "integrations.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _revision(engine: Engine) -> str | None:
    if not inspect(engine).has_table(VERSION_TABLE):
        return None
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  # a constant
